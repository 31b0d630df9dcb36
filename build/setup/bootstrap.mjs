import { ensureWorker } from '../worker/ensure-worker.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { ensureSystemPackages, requirements } from './system-packages.mjs';
import { ensureToolchain } from './toolchain.mjs';

/**
 * Installs everything that Parley needs to run: npm packages, the pinned Node, system packages and the media worker.
 * Takes a few milliseconds if everything is installed. On an older Node it does not return: the script runs again on the
 * pinned one.
 * @param {{system?: (keyof typeof requirements)[], worker?: boolean, purpose: string}} needs
 *   `purpose` says what `system` is needed for; it follows the word "needed"
 * @returns {Promise<NodeJS.ProcessEnv>} the environment for Parley's programs, with the worker's path
 * @throws {import('./setup-error.mjs').SetupError}
 */
export async function bootstrap({ system = [], worker = true, purpose }) {
  await ensureNpmPackages();
  await ensureToolchain();
  await ensureSystemPackages(
    system.map((name) => requirements[name]),
    { purpose },
  );
  const workerBin = worker && (await ensureWorker({ log: say }));
  return { ...process.env, ...(workerBin && { MEDIASOUP_WORKER_BIN: workerBin }) };
}

/** Prints what a script does, separately from its result. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
