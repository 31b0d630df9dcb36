import type { Clock } from '../../../../electron/core/ports.ts';

/** Time that stands still until a test moves it. */
export class FakeClock implements Clock {
  #monotonicMs = 0;
  #startedAtMs = 1_800_000_000_000;
  #tasks: { at: number; task: () => void }[] = [];

  now(): number {
    return this.#startedAtMs + this.#monotonicMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const entry = { at: this.#monotonicMs + delayMs, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  /** The user sets the system's clock: no timer fires sooner or later. */
  setWallClock(aheadMs: number): void {
    this.#startedAtMs += aheadMs;
  }

  get pending(): number {
    return this.#tasks.length;
  }

  /** Runs what is due within the next milliseconds, in order. */
  async advance(ms: number): Promise<void> {
    const until = this.#monotonicMs + ms;
    for (;;) {
      const [next] = this.#tasks.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#tasks = this.#tasks.filter((other) => other !== next);
      this.#monotonicMs = Math.max(this.#monotonicMs, next.at);
      next.task();
      await settled();
    }
    this.#monotonicMs = until;
    await settled();
  }
}

/** Lets every promise settle that can. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
