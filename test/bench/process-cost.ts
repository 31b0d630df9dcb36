import { readFileSync } from 'node:fs';

/** The kernel counts CPU time in hundredths of a second, independent of its own clock (`man 5 proc`, USER_HZ). */
const MS_PER_TICK = 10;

/** Resources that a process has used so far. */
interface Cost {
  readonly cpuMs: number;
  /** Shared pages are divided among the processes that share them (PSS). */
  readonly memoryMb: number;
}

/** Reads the CPU time since the start of a process, and its current memory (Linux). */
function costOf(pid: number): Cost {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name is in brackets and may contain any character, so the fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [userTicks, systemTicks] = [Number(fields[11]), Number(fields[12])];
  const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  return { cpuMs: (userTicks + systemTicks) * MS_PER_TICK, memoryMb: Number(pss?.[1]) / 1_024 };
}

/** The load of one process during a measurement. 100 % is one core. */
export interface Load {
  readonly pid: number;
  readonly cpuPercent: number;
  readonly memoryMb: number;
}

/** Measures processes for some time; the memory is read at the end. */
export async function loadsOf(pids: readonly number[], forMs: number): Promise<Load[]> {
  const before = pids.map((pid) => costOf(pid));
  const startedAtMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, forMs));
  const tookMs = performance.now() - startedAtMs;
  return pids.map((pid, index) => {
    const { cpuMs, memoryMb } = costOf(pid);
    return { pid, memoryMb, cpuPercent: ((cpuMs - (before[index]?.cpuMs ?? 0)) / tookMs) * 100 };
  });
}

/** The average load of one kind of process. @throws Error if there is none */
export function averageOf(loads: readonly Load[]): Omit<Load, 'pid'> {
  if (loads.length === 0) throw new Error('no such process');
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    cpuPercent: mean(loads.map(({ cpuPercent }) => cpuPercent)),
    memoryMb: mean(loads.map(({ memoryMb }) => memoryMb)),
  };
}
