import { ensureWorker } from '../worker/ensure-worker.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { ensureSystemPackages, requirements } from './system-packages.mjs';
import { ensureToolchain } from './toolchain.mjs';

/**
 * Brings a checkout to where Parley can run: npm packages, the pinned Node, system packages and the media worker.
 * Costs a few milliseconds when all is there. On an older Node it does not return: the script runs again on the
 * pinned one.
 * @param {{system?: (keyof typeof requirements)[], worker?: boolean, purpose: string}} needs
 *   what `system` is needed for stands in `purpose`, to be read after "needed "
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

/** Tells the user what a script does, apart from what it prints as its result. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
