import type { Clock } from '../../clock.ts';
import type { BucketSize } from './token-bucket.ts';

/** Default maximum number of keys. */
const MAX_KEYS = 20_000;

export interface BucketTableOptions {
  /** Size of the bucket of each key. */
  size: BucketSize;
  clock: Clock;
  /** Above this, the least recently used key is forgotten. */
  maxKeys?: number;
}

interface Level {
  tokens: number;
  filledAtMs: number;
}

/**
 * One token bucket for each key, such as a person or a source address, over all of their connections (SPEC RES-6). A key
 * whose bucket is full again is forgotten, since a new bucket is full too. So the table contains at most the keys that
 * were used within the time of one refill, and never more than `maxKeys`.
 */
export class BucketTable<Key extends string = string> {
  readonly #size: BucketSize;
  readonly #clock: Clock;
  readonly #maxKeys: number;
  /** In order of last use. A used key moves to the end. */
  readonly #levels = new Map<Key, Level>();

  constructor({ size, clock, maxKeys = MAX_KEYS }: BucketTableOptions) {
    this.#size = size;
    this.#clock = clock;
    this.#maxKeys = maxKeys;
  }

  /** Number of remembered keys. */
  get keyCount(): number {
    return this.#levels.size;
  }

  /** Takes `count` tokens of this key. If there are not enough, takes none and returns false. */
  take(key: Key, count = 1): boolean {
    const nowMs = this.#clock.monotonicMs();
    const tokens = this.#tokensOf(key, nowMs);
    const enough = tokens >= count;
    this.#levels.delete(key);
    this.#levels.set(key, { tokens: enough ? tokens - count : tokens, filledAtMs: nowMs });
    this.#forget(nowMs);
    return enough;
  }

  /** Returns one token to this key, for work that was not done after all. */
  refund(key: Key): void {
    const level = this.#levels.get(key);
    if (level === undefined) return;
    level.tokens = Math.min(this.#size.burst, level.tokens + 1);
  }

  /** Time until {@link take} can take one token of this key, in milliseconds; 0 if it can now. */
  waitMs(key: Key): number {
    const missing = 1 - this.#tokensOf(key, this.#clock.monotonicMs());
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

  /** Checks the two oldest keys on each use, so that the table shrinks faster than it can grow. */
  #forget(nowMs: number): void {
    for (let checked = 0; checked < 2; checked += 1) {
      const oldest = this.#levels.entries().next().value;
      if (oldest === undefined) return;
      const [key, level] = oldest;
      const full = this.#refilled(level, nowMs) >= this.#size.burst;
      if (!full && this.#levels.size <= this.#maxKeys) return;
      this.#levels.delete(key);
    }
  }
}
