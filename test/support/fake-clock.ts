import type { Clock as ClientClock } from '../../electron/core/ports.ts';
import type { Clock as ServerClock } from '../../server/clock.ts';

/** Time that stands still until a test moves it: a clock for the client, the server, or both. */
export class FakeClock implements ClientClock, ServerClock {
  #monotonicMs = 0;
  #startedAtMs = 1_700_000_000_000;
  #timers: { dueAtMs: number; task: () => void }[] = [];

  now(): number {
    return this.#startedAtMs + this.#monotonicMs;
  }

  nowMs(): number {
    return this.now();
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { dueAtMs: this.#monotonicMs + delayMs, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Number of timers that have not run. */
  get pending(): number {
    return this.#timers.length;
  }

  /** The user sets the system's clock: no timer fires sooner or later. */
  setWallClock(aheadMs: number): void {
    this.#startedAtMs += aheadMs;
  }

  /** Runs the timers that are due within this time, in order, without a pause between them. */
  advance(byMs: number): void {
    const untilMs = this.#monotonicMs + byMs;
    while (this.advanceToNext(untilMs - this.#monotonicMs));
  }

  /** Like `advance`, but promises settle after each timer. */
  async pass(byMs: number): Promise<void> {
    const untilMs = this.#monotonicMs + byMs;
    while (this.advanceToNext(untilMs - this.#monotonicMs)) await settled();
    await settled();
  }

  /** Moves to the next timer within this time and runs it. False when there is none: then all this time passes. */
  advanceToNext(withinMs: number): boolean {
    const untilMs = this.#monotonicMs + withinMs;
    const [next] = this.#timers.toSorted((one, other) => one.dueAtMs - other.dueAtMs);
    if (next === undefined || next.dueAtMs > untilMs) {
      this.#monotonicMs = untilMs;
      return false;
    }
    this.#timers = this.#timers.filter((timer) => timer !== next);
    this.#monotonicMs = Math.max(this.#monotonicMs, next.dueAtMs);
    next.task();
    return true;
  }
}

/** Lets every promise settle that can. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
