import { existsSync } from 'node:fs';
import path from 'node:path';
import { bootstrap, say } from './bootstrap.mjs';
import { ensureBundles } from './bundle.mjs';
import { ensureElectron, findElectron } from './electron-binary.mjs';
import { hasElectronSandbox } from './electron-sandbox.mjs';
import { ensureIcons } from './icons/draw-icons.mjs';
import { dist, root } from './paths.mjs';
import { runProgram } from './program.mjs';
import { sayOnce } from './say-once.mjs';
import { runScript, SetupError } from './setup-error.mjs';
import { chooseShell, help, readStartOptions } from './start-options.mjs';
import { ensureSystemPackages, requirements } from './system-packages.mjs';
import { workerBeside } from './worker/worker-beside.mjs';

const isRoot = process.getuid?.() === 0;
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

await runScript(async () => {
  const options = readStartOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  await bootstrap({ worker: false, purpose: 'to start Parley' });
  const { shell, electron } = await pickShell(options.shell);
  if (shell === 'browser' && hasDisplay && !options.forwarded.includes('--no-window')) {
    await ensureSystemPackages([requirements.chromium], { purpose: 'to show Parley' });
  }
  await ensureBundles({ log: say });
  if (shell === 'electron') await ensureIcons({ optional: true });
  const worker = workerBeside({ say });
  const env = { ...process.env, ...worker.env, ...options.env };
  try {
    return await (shell === 'electron'
      ? runProgram(electron, [root, ...options.forwarded], { env })
      : runBrowserShell(['--shell', shell, ...options.forwarded], env));
  } finally {
    worker.stop();
  }
});

function runBrowserShell(args, env) {
  const program = path.join(dist, 'electron', 'main-browser.js');
  if (!existsSync(program))
    throw new SetupError(`${program} was not built: this checkout has no electron/main-browser.ts.`);
  return runProgram(process.execPath, ['--enable-source-maps', program, ...args], { env });
}

async function pickShell(asked) {
  const wanted = asked === undefined || asked === 'electron';
  // Where Electron could not be used anyway, its 100 MB are not fetched.
  const hasSandbox = !wanted || isRoot || (await hasElectronSandbox());
  const usable = asked === 'electron' || (hasDisplay && !isRoot && hasSandbox);
  const electron = wanted && usable ? await ensureElectron({ retry: asked === 'electron' }) : findElectron();
  const host = { hasElectron: electron !== undefined, isRoot, hasDisplay, hasSandbox };
  const { shell, note } = chooseShell(asked, host);
  if (note) sayOnce('shell', note, { say });
  return { shell, electron };
}
