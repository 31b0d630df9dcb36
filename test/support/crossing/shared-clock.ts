import type { Clock as ClientClock } from '../../../electron/core/ports.ts';
import type { Clock as ServerClock } from '../../../server/clock.ts';

/** One time for clients and server; it moves only by hand. */
export class SharedClock implements ClientClock, ServerClock {
  #nowMs = 1_800_000_000_000;
  #timers: { dueAtMs: number; task: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

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

  /** Moves on to the next timer within so many milliseconds and runs it. False when there is none: then all pass. */
  advanceToNext(withinMs: number): boolean {
    const untilMs = this.#nowMs + withinMs;
    const [next] = this.#timers.toSorted((one, other) => one.dueAtMs - other.dueAtMs);
    if (next === undefined || next.dueAtMs > untilMs) {
      this.#nowMs = untilMs;
      return false;
    }
    this.#timers = this.#timers.filter((timer) => timer !== next);
    this.#nowMs = Math.max(this.#nowMs, next.dueAtMs);
    next.task();
    return true;
  }
}
