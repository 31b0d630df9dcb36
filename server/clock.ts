/** The server's clock and timers. Tests pass a fake one. */
export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Runs `task` once after `delayMs`. @returns cancels it; may be called at any time and several times */
  after(delayMs: number, task: () => void): CancelTimer;
}

export type CancelTimer = () => void;

/** The system's clock. Its timers do not keep the process running. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
