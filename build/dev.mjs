import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import path from 'node:path';
import { ensureBundles } from './bundle.mjs';
import { root } from './files/paths.mjs';
import { bootstrap, say } from './setup/bootstrap.mjs';
import { runScript } from './setup/setup-error.mjs';
import { afterQuiet, DevProgram } from './start/dev-program.mjs';

/** How long nothing changes before it is built: an editor saves in several steps, and git many files at once. */
const quietMs = 200;
const folders = ['protocol', 'electron', 'renderer', 'server'];

await runScript(async () => {
  await bootstrap({ worker: false, purpose: 'to develop Parley' });
  await ensureBundles({ log: say });
  // It is `npm start`, with the trace; what this process tells it reaches the app over an IPC channel.
  const program = new DevProgram(() =>
    spawn(process.execPath, [path.join(root, 'build', 'start.mjs'), ...process.argv.slice(2)], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, PARLEY_TRACE: '1' },
    }),
  );
  const build = afterQuiet(quietMs, async () => {
    const built = await ensureBundles({ log: say }).catch((error) => {
      say(`Not built: ${error.message}`);
      return [];
    });
    await program.use(built);
  });
  const watchers = folders.map((folder) => watch(path.join(root, folder), { recursive: true }, build));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => program.stop());
  const exitCode = await program.run();
  for (const watcher of watchers) watcher.close();
  return exitCode;
});
