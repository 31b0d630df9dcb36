import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const lookAgainMs = 500;

/**
 * Does some work while no other process does it, and waits for its turn. The lock of a process that has ended counts
 * for nothing.
 * @template T
 * @param {string} file in a folder that is there
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFileLock(file, work) {
  while (!take(file)) await delay(lookAgainMs);
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
    // Appears with its content, or not at all.
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
