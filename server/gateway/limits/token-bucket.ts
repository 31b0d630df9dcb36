import type { Clock } from '../../clock.ts';

export interface BucketSize {
  /** How many may come at once. */
  burst: number;
  /** How many come back each second. */
  perSecond: number;
}

/** Token bucket: holds at most `burst`, refills evenly. */
export class TokenBucket {
  readonly #size: BucketSize;
  readonly #clock: Clock;
  #tokens: number;
  #filledAtMs: number;

  constructor(size: BucketSize, clock: Clock) {
    this.#size = size;
    this.#clock = clock;
    this.#tokens = size.burst;
    this.#filledAtMs = clock.nowMs();
  }

  /** Takes one. False when there is none. */
  take(): boolean {
    const nowMs = this.#clock.nowMs();
    const refill = (Math.max(0, nowMs - this.#filledAtMs) / 1_000) * this.#size.perSecond;
    this.#tokens = Math.min(this.#size.burst, this.#tokens + refill);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
