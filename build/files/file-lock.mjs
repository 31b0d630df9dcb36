import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const retryMs = 500;

/**
 * Does work while no other process does it; waits for the lock if necessary. The lock of a process that has ended is
 * ignored.
 * @template T
 * @param {string} file in an existing folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFileLock(file, work) {
  while (!take(file)) await delay(retryMs);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(process.pid), { mode: 0o600 });
  try {
    // A link makes the file appear together with its content.
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    removeIfLeft(file);
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

function removeIfLeft(file) {
  try {
    if (runs(Number(readFileSync(file, 'utf8')))) return;
    const aside = `${file}.left.${process.pid}`;
    renameSync(file, aside);
    rmSync(aside);
  } catch {
    // Another process removed it first.
  }
}

function runs(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
