import type { Clock } from '../ports.ts';

/** Requests that may be sent at once. Well under the server's limit (SPEC RES-6), to leave capacity for calls. */
const burst = 20;
/** Requests that may be sent per second after that. */
const perSecond = 20;

/** Limits the rate of requests. */
export class Pace {
  readonly #clock: Clock;
  /** When the requests so far would be finished at the steady rate. */
  #busyUntilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the next request may be sent. */
  async next(): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    this.#busyUntilMs = Math.max(this.#busyUntilMs, nowMs) + 1_000 / perSecond;
    const waitMs = this.#busyUntilMs - nowMs - (burst * 1_000) / perSecond;
    if (waitMs > 0) await new Promise<void>((resolve) => void this.#clock.after(waitMs, resolve));
  }
}
