import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureBundles } from './bundle.mjs';
import { dist } from './files/paths.mjs';
import { runProgram } from './processes/program.mjs';
import { bootstrap, say } from './setup/bootstrap.mjs';
import { runScript, SetupError } from './setup/setup-error.mjs';

await runScript(async () => {
  const args = process.argv.slice(2);
  await bootstrap({ worker: false, purpose: 'to run the server' });
  await ensureBundles({ only: ['server'], log: say });
  const program = path.join(dist, 'server', 'main.js');
  if (!existsSync(program))
    throw new SetupError(`${program} was not built: this checkout has no server/main.ts.`);
  const run = (more, env) =>
    runProgram(process.execPath, ['--enable-source-maps', program, ...more], { env });
  if (args.includes('--help') || args.includes('-h')) return run(args);
  // Checked first, because preparing the media worker may take minutes.
  const refused = await run(['--check', ...args]);
  if (refused !== 0) return refused;
  return run(args, await bootstrap({ purpose: 'to run the server' }));
});
