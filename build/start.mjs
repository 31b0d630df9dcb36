import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureBundles } from './bundle.mjs';
import { dist, root } from './files/paths.mjs';
import { ensureIcons } from './icons/draw-icons.mjs';
import { runProgram } from './processes/program.mjs';
import { bootstrap, say } from './setup/bootstrap.mjs';
import { ensureElectron, findElectron } from './setup/electron-binary.mjs';
import { runScript, SetupError } from './setup/setup-error.mjs';
import { ensureSystemPackages, requirements } from './setup/system-packages.mjs';
import { hasElectronSandbox } from './start/electron-sandbox.mjs';
import { sayOnce } from './start/say-once.mjs';
import { chooseShell, help, readStartOptions } from './start/start-options.mjs';
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
  return runProgram(process.execPath, ['--enable-source-maps', program, ...args], {
    env,
    messages: process.connected,
  });
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
