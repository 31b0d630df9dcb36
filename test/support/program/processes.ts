import { readdirSync, readFileSync } from 'node:fs';

interface Entry {
  pid: number;
  parent: number;
  name: string;
}

function entries(): Entry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [, name = '', state, parent] = /\((.*)\) (\w) (\d+)/.exec(stat) ?? [];
        return state === 'Z' ? [] : [{ pid: Number(pid), parent: Number(parent), name }];
      } catch {
        // The process exited between listing and reading.
        return [];
      }
    });
}

/** All running descendants of this process (Linux), deepest last. */
export function descendantsOf(pid: number | undefined): { pid: number; name: string }[] {
  const all = entries();
  const found: Entry[] = [];
  let level = all.filter(({ parent }) => parent === pid);
  while (level.length > 0) {
    found.push(...level);
    const parents = new Set(level.map((entry) => entry.pid));
    level = all.filter(({ parent }) => parents.has(parent));
  }
  return found.map(({ pid, name }) => ({ pid, name }));
}

/** Whether this process runs. */
export function lives(pid: number): boolean {
  return entries().some((entry) => entry.pid === pid);
}
