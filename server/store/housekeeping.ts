import type { CancelTimer, Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Store } from './store.ts';

const DAY_MS = 24 * 60 * 60_000;
/** How often old entries are removed. */
const INTERVAL_MS = 60 * 60_000;
/** A person who has not signed in, and a conversation that was not used, for this time is removed. */
const UNUSED_MS = 400 * DAY_MS;

export interface HousekeepingOptions {
  store: Store;
  clock: Clock;
  log: Logger;
  /** How long a message is stored, whether its reader has it or not (SPEC SES-2). */
  messagesKeptDays: number;
}

/** Removes old entries: immediately, and then every hour. */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  #cancel: CancelTimer = () => {};

  constructor(options: HousekeepingOptions) {
    this.#options = options;
    this.#tidy();
  }

  /** Idempotent. */
  close(): void {
    this.#cancel();
  }

  #tidy(): void {
    const { store, clock, log, messagesKeptDays } = this.#options;
    const nowMs = clock.nowMs();
    try {
      store.transaction(() => {
        store.messages.forgetSentBefore(nowMs - messagesKeptDays * DAY_MS);
        store.conversations.forgetUnusedSince(nowMs - UNUSED_MS);
        store.people.forgetUnseenSince(nowMs - UNUSED_MS);
      });
    } catch (thrown) {
      log.error({ err: thrown }, 'cannot remove old entries from the database');
    }
    this.#cancel = clock.after(INTERVAL_MS, () => this.#tidy());
  }
}
