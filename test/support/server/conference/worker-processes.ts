import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Process IDs of the media workers that a process started, by default this process. */
export function workerPids(parentPid = process.pid): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const status = read(`/proc/${pid}/status`);
      const isChild = new RegExp(`^PPid:\\s+${parentPid}$`, 'm').test(status);
      return isChild && /^Name:\s+mediasoup-worke/m.test(status) && !/^State:\s+Z/m.test(status);
    });
}

/** Resolves when this process is gone. */
export async function workerGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(10);
}

export function isAlive(pid: number): boolean {
  const status = read(`/proc/${pid}/status`);
  return status !== '' && !/^State:\s+Z/m.test(status);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
