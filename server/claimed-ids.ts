import type { Clock } from './clock.ts';

/**
 * How long an ID stays in use after its object has ended, in milliseconds, so that a late request cannot affect another
 * object.
 */
const REMEMBERED_MS = 60_000;

export interface ClaimedIdsOptions {
  clock: Clock;
  /** Whether the database contains an object with this ID. */
  isStored: (id: string) => boolean;
}

/**
 * The IDs of all objects of this server, of any kind. Clients choose some of them (RFC 3261 Call-ID). An ID belongs to its
 * first object, and no request can use it for another one (SPEC SEC-2).
 */
export class ClaimedIds {
  readonly #options: ClaimedIdsOptions;
  readonly #live = new Set<string>();
  /** IDs of ended objects, each with the end of its use, earliest first. */
  readonly #ended = new Map<string, number>();

  constructor(options: ClaimedIdsOptions) {
    this.#options = options;
  }

  /** Whether an object has this ID or had it recently. */
  isTaken(id: string): boolean {
    this.#forgetOld();
    return this.#live.has(id) || this.#ended.has(id) || this.#options.isStored(id);
  }

  /** Assigns an ID to a new object. The caller has checked that the ID is not in use. */
  claim(id: string): void {
    this.#live.add(id);
  }

  /** The object with this ID has ended. Idempotent. */
  release(id: string): void {
    if (this.#live.delete(id)) this.#ended.set(id, this.#options.clock.monotonicMs() + REMEMBERED_MS);
  }

  #forgetOld(): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const [id, untilMs] of this.#ended) {
      if (untilMs > nowMs) return;
      this.#ended.delete(id);
    }
  }
}
