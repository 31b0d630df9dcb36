import type { Clock } from './clock.ts';

/** How long an ID stays taken after its object has ended, in milliseconds: a late request must not meet another object. */
const REMEMBERED_MS = 60_000;

export interface ClaimedIdsOptions {
  clock: Clock;
  /** Whether the database holds an object of this ID. */
  isStored: (id: string) => boolean;
}

/**
 * The IDs of all objects of this server, whatever their kind. Clients choose some of them (RFC 3261 Call-ID): an ID
 * belongs to the object that it was first given to, and no request can give it to another one (SPEC SEC-2).
 */
export class ClaimedIds {
  readonly #options: ClaimedIdsOptions;
  readonly #live = new Set<string>();
  /** Until when each ID of an ended object stays taken, the earliest first. */
  readonly #ended = new Map<string, number>();

  constructor(options: ClaimedIdsOptions) {
    this.#options = options;
  }

  /** Whether an object has this ID, or had it a moment ago. */
  isTaken(id: string): boolean {
    this.#forgetOld();
    return this.#live.has(id) || this.#ended.has(id) || this.#options.isStored(id);
  }

  /** Gives an ID to a new object. Whether the ID is taken has been checked. */
  claim(id: string): void {
    this.#live.add(id);
  }

  /** The object of this ID has ended. Idempotent. */
  release(id: string): void {
    if (this.#live.delete(id)) this.#ended.set(id, this.#options.clock.nowMs() + REMEMBERED_MS);
  }

  #forgetOld(): void {
    const nowMs = this.#options.clock.nowMs();
    for (const [id, untilMs] of this.#ended) {
      if (untilMs > nowMs) return;
      this.#ended.delete(id);
    }
  }
}
