import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureBundles } from './bundle.mjs';
import { root } from './files/paths.mjs';
import { runProgram } from './processes/program.mjs';
import { bootstrap, say } from './setup/bootstrap.mjs';
import { runScript, SetupError } from './setup/setup-error.mjs';

await runScript(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (!file) throw new SetupError('Usage: node build/run.mjs FILE.ts [arguments]', { exitCode: 2 });
  const program = path.resolve(root, file);
  if (!existsSync(program)) throw new SetupError(`${file} does not exist.`, { exitCode: 2 });
  const env = await bootstrap({ system: ['chromium'], purpose: `to run ${file}` });
  await ensureBundles({ log: say });
  return runProgram(process.execPath, [program, ...args], { env });
});
