import type { Clock } from '../ports.ts';

/** Waits until work has settled, at most `ms` milliseconds. Never rejects. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  let stopTimer = () => {};
  const late = new Promise<void>((resolve) => {
    stopTimer = clock.after(ms, resolve);
  });
  await Promise.race([work, late]).catch(() => {});
  stopTimer();
}
