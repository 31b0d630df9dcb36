import { ParleyError } from '../../../protocol/errors.ts';
import type { Clock, Log } from '../ports.ts';

/** No attempt follows another sooner. */
const MIN_PAUSE_MS = 5_000;
/** Longest delay that a timer takes, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface TokenRenewalOptions {
  clock: Clock;
  log: Log;
  /** Gets another token and shows it to the server. @returns how long it is good, in milliseconds */
  renew(): Promise<number>;
}

/**
 * Keeps a connection signed in for longer than one token lasts, so that no call ends because a token expires
 * (SPEC SEC-6). It renews after half of the time; when that fails, after half of what is left, and so on.
 */
export class TokenRenewal {
  readonly #options: TokenRenewalOptions;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(options: TokenRenewalOptions, expiresInMs: number) {
    this.#options = options;
    this.#wait(expiresInMs);
  }

  /** The connection is gone. Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #wait(expiresInMs: number): void {
    if (this.#stopped) return;
    const pauseMs = Math.min(MAX_TIMER_MS, Math.max(MIN_PAUSE_MS, Math.floor(expiresInMs / 2)));
    this.#cancel = this.#options.clock.after(pauseMs, () => void this.#renew(expiresInMs - pauseMs));
  }

  /** @param leftMs how long the token before is still good */
  async #renew(leftMs: number): Promise<void> {
    const { renew, log } = this.#options;
    try {
      this.#wait(await renew());
    } catch (thrown) {
      const { code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
      log.warn('the token could not be renewed', { code });
      if (leftMs > 0) this.#wait(leftMs);
    }
  }
}
