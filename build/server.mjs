import { existsSync } from 'node:fs';
import path from 'node:path';
import { bootstrap, say } from './bootstrap.mjs';
import { ensureBundles } from './bundle.mjs';
import { dist } from './paths.mjs';
import { runProgram } from './program.mjs';
import { runScript, SetupError } from './setup-error.mjs';

await runScript(async () => {
  const args = process.argv.slice(2);
  // What only prints its help needs no media worker.
  const isHelp = args.includes('--help') || args.includes('-h');
  const env = await bootstrap({ worker: !isHelp, purpose: 'to run the server' });
  await ensureBundles({ only: ['server'], log: say });
  const program = path.join(dist, 'server', 'main.js');
  if (!existsSync(program))
    throw new SetupError(`${program} was not built: this checkout has no server/main.ts.`);
  return runProgram(process.execPath, ['--enable-source-maps', program, ...args], { env });
});
