import type { Clock } from '../ports.ts';

/** Waits for work to end in any way, and no longer than `ms`. Never rejects. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  let stopTimer = () => {};
  const late = new Promise<void>((resolve) => {
    stopTimer = clock.after(ms, resolve);
  });
  await Promise.race([work, late]).catch(() => {});
  stopTimer();
}
