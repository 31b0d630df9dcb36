import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withProgress } from '../../../../build/processes/progress.mjs';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function recorder(isTTY: boolean) {
  const lines: string[] = [];
  return { lines, isTTY, write: (text: string) => lines.push(text) };
}

async function during(ms: number, out: ReturnType<typeof recorder>) {
  const work = withProgress(
    'Compiling',
    () => new Promise<string>((done) => setTimeout(() => done('ok'), ms)),
    {
      out: out as never,
    },
  );
  await vi.advanceTimersByTimeAsync(ms);
  return work;
}

describe('withProgress', () => {
  it('prints nothing if the work takes less than two seconds, and returns the result', async () => {
    const out = recorder(false);
    expect(await during(1_900, out)).toBe('ok');
    expect(out.lines).toEqual([]);
  });

  it('writes a line after two seconds and every 15 seconds without a terminal', async () => {
    const out = recorder(false);
    await during(20_000, out);
    expect(out.lines).toEqual(['Compiling … 2 s\n', 'Compiling … 17 s\n', 'Compiling … 20 s, done\n']);
  });

  it('updates one line on a terminal', async () => {
    const out = recorder(true);
    await during(3_500, out);
    expect(out.lines.map((line) => line.slice(4))).toEqual([
      'Compiling … 2 s',
      'Compiling … 3 s',
      'Compiling … 4 s, done\n',
    ]);
  });

  it('prints a failure and rethrows the error', async () => {
    const out = recorder(false);
    const work = withProgress(
      'Compiling',
      () => new Promise((_, fail) => setTimeout(() => fail(new Error('no')), 3_000)),
      {
        out: out as never,
      },
    );
    const outcome = expect(work).rejects.toThrow('no');
    await vi.advanceTimersByTimeAsync(3_000);
    await outcome;
    expect(out.lines.at(-1)).toBe('Compiling … 3 s, failed\n');
  });
});
