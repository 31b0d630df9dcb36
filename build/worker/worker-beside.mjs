import { fork } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import path from 'node:path';
import { privateFolder } from '../files/private-folder.mjs';
import { cachePlace, findWorker } from './ensure-worker.mjs';
import { readStatus, writeStatus } from './worker-status.mjs';

const program = path.join(import.meta.dirname, 'prepare-worker.mjs');

/**
 * The media worker for a start that does not wait for it: an existing worker, or a new one, prepared in the background
 * while the app starts without conferences.
 * @param {{say: (line: string) => void, env?: NodeJS.ProcessEnv, place?: string, prepare?: string}} options
 *   `prepare` is the program that prepares it
 * @returns {{env: NodeJS.ProcessEnv, stop: () => void}} variables for the server; `stop` ends the preparation
 */
export function workerBeside({ say, env = process.env, place = cachePlace(env), prepare = program }) {
  const present = findWorker({ env, place });
  if (present) return { env: { MEDIASOUP_WORKER_BIN: present }, stop: () => {} };
  const statusFile = `${place}.status.json`;
  const logFile = `${place}.log`;
  for (const folder of [path.dirname(path.dirname(place)), path.dirname(place)]) privateFolder(folder);
  // Another start may already be preparing it: its progress is kept.
  if (readStatus(statusFile)?.state !== 'preparing') writeStatus(statusFile, { state: 'preparing' });
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW = 0 } = constants;
  const log = openSync(logFile, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
  const child = fork(prepare, [statusFile], { env, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  say(
    'Conferences are being set up in the background, which takes some minutes once. Calls and messages already work.',
  );
  let stopped = false;
  child.once('close', (code, signal) => {
    // Ctrl-C also reaches the child itself.
    if (stopped || code === 130 || signal === 'SIGINT' || signal === 'SIGTERM') return;
    if (code === 0) return say('Conferences are ready.');
    // A killed process could not write its status.
    const status = readStatus(statusFile);
    if (status?.state !== 'failed') writeStatus(statusFile, { state: 'failed' });
    say(
      status?.command
        ? `Conferences could not be set up: packages are missing. Run\n\n  ${status.command}\n\nand start Parley again. Calls and messages work.`
        : `Conferences could not be set up: ${logFile} says why. Start Parley again to try once more. Calls and messages work.`,
    );
  });
  return {
    env: { PARLEY_WORKER_STATUS_FILE: statusFile },
    stop() {
      stopped = true;
      child.kill('SIGTERM');
    },
  };
}
