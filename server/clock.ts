/** Time as the server sees it; tests pass one that they move by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Runs `task` once after `delayMs`. The function returned cancels it, at any time and any number of times. */
  after(delayMs: number, task: () => void): CancelTimer;
}

export type CancelTimer = () => void;

/** The machine's own clock. Its timers keep no process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
