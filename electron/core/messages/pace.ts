import type { Clock } from '../ports.ts';

/** So many at once, and so many more each second: well under what a server takes (SPEC RES-6), calls need the rest. */
const burst = 20;
const perSecond = 20;

/** Spaces requests out that are many. */
export class Pace {
  readonly #clock: Clock;
  /** When the requests that were made are paid off. */
  #paidAtMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the next request may be made. Never, when the clock does not go on. */
  async next(): Promise<void> {
    const nowMs = this.#clock.now();
    this.#paidAtMs = Math.max(this.#paidAtMs, nowMs) + 1_000 / perSecond;
    const waitMs = this.#paidAtMs - nowMs - (burst * 1_000) / perSecond;
    if (waitMs > 0) await new Promise<void>((resolve) => void this.#clock.after(waitMs, resolve));
  }
}
