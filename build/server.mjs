import { existsSync } from 'node:fs';
import path from 'node:path';
import { bootstrap, say } from './bootstrap.mjs';
import { ensureBundles } from './bundle.mjs';
import { dist } from './paths.mjs';
import { runProgram } from './program.mjs';
import { runScript, SetupError } from './setup-error.mjs';

await runScript(async () => {
  const env = await bootstrap({ purpose: 'to run the server' });
  await ensureBundles({ only: ['server'], log: say });
  const program = path.join(dist, 'server', 'main.js');
  if (!existsSync(program))
    throw new SetupError(`${program} was not built: this checkout has no server/main.ts.`);
  return runProgram(process.execPath, ['--enable-source-maps', program, ...process.argv.slice(2)], { env });
});
