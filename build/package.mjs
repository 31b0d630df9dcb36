import path from 'node:path';
import { ensureBundles } from './bundle.mjs';
import { nodeModules, root } from './files/paths.mjs';
import { ensureIcons } from './icons/draw-icons.mjs';
import { runProgram } from './processes/program.mjs';
import { bootstrap, say } from './setup/bootstrap.mjs';
import { ensureElectron } from './setup/electron-binary.mjs';
import { runScript, SetupError } from './setup/setup-error.mjs';

await runScript(async () => {
  const env = await bootstrap({ system: ['chromium'], purpose: 'to package Parley' });
  if (!(await ensureElectron({ retry: true }))) {
    throw new SetupError(
      "Electron's program could not be downloaded, and an installer contains it. Its releases have to be reachable " +
        'from this machine, or a mirror of them named in ELECTRON_MIRROR. `npm start` works without it.',
    );
  }
  await ensureBundles({ log: say });
  await ensureIcons();
  const builder = path.join(nodeModules, 'electron-builder', 'cli.js');
  const args = ['--config', 'electron-builder.config.mjs', ...process.argv.slice(2)];
  return runProgram(process.execPath, [builder, ...args], { cwd: root, env });
});
