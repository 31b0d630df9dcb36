import type { Clock } from '../../clock.ts';
import type { BucketSize } from './token-bucket.ts';

/** So many keys are remembered, unless a table is made for another number. */
const MAX_KEYS = 20_000;

export interface BucketTableOptions {
  /** Of the bucket that each key has. */
  size: BucketSize;
  clock: Clock;
  /** Beyond this, the key that was used longest ago is forgotten. */
  maxKeys?: number;
}

interface Level {
  tokens: number;
  filledAtMs: number;
}

/**
 * One token bucket for each key: for each person or each source address, however many connections they open
 * (SPEC RES-6). A key whose bucket is full again is forgotten, since a new bucket is full as well. So the table is only
 * as large as the number of keys that were used within the time of one refill, and never larger than `maxKeys`.
 */
export class BucketTable<Key extends string = string> {
  readonly #size: BucketSize;
  readonly #clock: Clock;
  readonly #maxKeys: number;
  /** In the order of their last use: a key that is used moves to the end. */
  readonly #levels = new Map<Key, Level>();

  constructor({ size, clock, maxKeys = MAX_KEYS }: BucketTableOptions) {
    this.#size = size;
    this.#clock = clock;
    this.#maxKeys = maxKeys;
  }

  /** Keys that are remembered. */
  get keyCount(): number {
    return this.#levels.size;
  }

  /** Takes `count` tokens of this key. False, and nothing is taken, when there are not so many. */
  take(key: Key, count = 1): boolean {
    const nowMs = this.#clock.nowMs();
    const tokens = this.#tokensOf(key, nowMs);
    const enough = tokens >= count;
    this.#levels.delete(key);
    this.#levels.set(key, { tokens: enough ? tokens - count : tokens, filledAtMs: nowMs });
    this.#forget(nowMs);
    return enough;
  }

  /** Puts one token of this key back, for something that was not done after all. */
  giveBack(key: Key): void {
    const level = this.#levels.get(key);
    if (level === undefined) return;
    level.tokens = Math.min(this.#size.burst, level.tokens + 1);
  }

  /** How long until {@link take} takes one token of this key, in milliseconds; 0 when it would now. */
  waitMs(key: Key): number {
    const missing = 1 - this.#tokensOf(key, this.#clock.nowMs());
    return missing <= 0 ? 0 : Math.ceil((missing / this.#size.perSecond) * 1_000);
  }

  #tokensOf(key: Key, nowMs: number): number {
    const level = this.#levels.get(key);
    return level === undefined ? this.#size.burst : this.#refilled(level, nowMs);
  }

  #refilled({ tokens, filledAtMs }: Level, nowMs: number): number {
    const refill = (Math.max(0, nowMs - filledAtMs) / 1_000) * this.#size.perSecond;
    return Math.min(this.#size.burst, tokens + refill);
  }

  /** Looks at the oldest two for each use, so that the table shrinks faster than it can grow. */
  #forget(nowMs: number): void {
    for (let looked = 0; looked < 2; looked += 1) {
      const oldest = this.#levels.entries().next().value;
      if (oldest === undefined) return;
      const [key, level] = oldest;
      const full = this.#refilled(level, nowMs) >= this.#size.burst;
      if (!full && this.#levels.size <= this.#maxKeys) return;
      this.#levels.delete(key);
    }
  }
}
