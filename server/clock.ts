/** The server's clock and timers. Tests pass a fake one. */
export interface Clock {
  /** Milliseconds since the epoch, for points in time that are shown, sent or stored. */
  nowMs(): number;
  /** Whole milliseconds of a clock that never jumps, for durations (SPEC RES-9). Its zero means nothing. */
  monotonicMs(): number;
  /** Runs `task` once after `delayMs`. @returns cancels it; may be called at any time and several times */
  after(delayMs: number, task: () => void): CancelTimer;
}

export type CancelTimer = () => void;

/** The system's clock. Its timers do not keep the process running. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => Math.floor(performance.now()),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
