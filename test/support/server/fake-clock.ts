import type { Clock } from '../../../server/clock.ts';

interface Timer {
  dueAtMs: number;
  task: () => void;
}

/** A clock that only moves when a test advances it. */
export class FakeClock implements Clock {
  #nowMs = 1_700_000_000_000;
  #timers: Timer[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { dueAtMs: this.#nowMs + delayMs, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Number of timers that have not run. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves the clock forward and runs the timers that are due, in order. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const [next] = this.#timers
        .filter((timer) => timer.dueAtMs <= untilMs)
        .sort((one, other) => one.dueAtMs - other.dueAtMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = next.dueAtMs;
      next.task();
    }
    this.#nowMs = untilMs;
  }
}
