import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * Progress of the media worker, as the server reads it (`server/media/worker/worker-status.ts` has the schema).
 * @typedef {{state: 'preparing', percent?: number} | {state: 'ready', workerBin: string} |
 *   {state: 'failed', command?: string}} WorkerStatus
 */

/** Replaces the content of the file atomically. @param {string} file @param {WorkerStatus} status */
export function writeStatus(file, status) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(status), { mode: 0o600 });
  renameSync(draft, file);
}

/** @param {string} file @returns {WorkerStatus | undefined} */
export function readStatus(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
