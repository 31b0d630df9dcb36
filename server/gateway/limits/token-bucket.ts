import type { Clock } from '../../clock.ts';

export interface BucketSize {
  /** Capacity: how many may come at once. */
  burst: number;
  /** How many tokens are added each second. */
  perSecond: number;
}

/** Token bucket: has at most `burst` tokens and refills evenly. */
export class TokenBucket {
  readonly #size: BucketSize;
  readonly #clock: Clock;
  #tokens: number;
  #filledAtMs: number;

  constructor(size: BucketSize, clock: Clock) {
    this.#size = size;
    this.#clock = clock;
    this.#tokens = size.burst;
    this.#filledAtMs = clock.monotonicMs();
  }

  /** Takes one token. False if there is none. */
  take(): boolean {
    const nowMs = this.#clock.monotonicMs();
    const refill = (Math.max(0, nowMs - this.#filledAtMs) / 1_000) * this.#size.perSecond;
    this.#tokens = Math.min(this.#size.burst, this.#tokens + refill);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
