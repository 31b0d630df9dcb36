import { spawn } from 'node:child_process';

const answerWithinMs = 5_000;

/**
 * Whether Electron's sandbox works here. On Linux it needs a user namespace. Ubuntu 23.10 and later, and some
 * administrators, do not allow ordinary programs to create one: then Electron aborts. The test is the same as in
 * electron-builder's AppRun (app-builder-lib 26.17, out/targets/appimage/appImageUtil.js).
 * @param {{platform?: string, env?: NodeJS.ProcessEnv}} [host]
 * @returns {Promise<boolean>}
 */
export function hasElectronSandbox({ platform = process.platform, env = process.env } = {}) {
  if (platform !== 'linux') return Promise.resolve(true);
  return new Promise((resolve) => {
    const probe = spawn('unshare', ['-Ur', 'true'], { env, stdio: 'ignore', timeout: answerWithinMs });
    probe.once('error', () => resolve(false));
    probe.once('exit', (code) => resolve(code === 0));
  });
}
