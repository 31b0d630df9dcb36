import { existsSync } from 'node:fs';
import path from 'node:path';
import { bootstrap, say } from './bootstrap.mjs';
import { ensureBundles } from './bundle.mjs';
import { root } from './paths.mjs';
import { runProgram } from './program.mjs';
import { runScript, SetupError } from './setup-error.mjs';

await runScript(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (!file) throw new SetupError('Usage: node build/run.mjs FILE.ts [arguments]', { exitCode: 2 });
  const program = path.resolve(root, file);
  if (!existsSync(program))
    throw new SetupError(`${file} is not there: there is nothing to run.`, { exitCode: 2 });
  const env = await bootstrap({ system: ['chromium'], purpose: `to run ${file}` });
  await ensureBundles({ log: say });
  return runProgram(process.execPath, [program, ...args], { env });
});
