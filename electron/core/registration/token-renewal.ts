import { ParleyError } from '../../../protocol/errors.ts';
import type { Clock, Log } from '../ports.ts';

/** Shortest pause between two attempts. */
const MIN_PAUSE_MS = 5_000;
/** Longest delay that a timer supports. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface TokenRenewalOptions {
  clock: Clock;
  log: Log;
  /** Gets a new token and sends it to the server. @returns how long it is valid, in milliseconds */
  renew(): Promise<number>;
}

/**
 * Renews the token of a connection, so that no call ends because a token expires (SPEC SEC-6). It renews after half of
 * the token's lifetime; if that fails, after half of the remaining time, and so on.
 */
export class TokenRenewal {
  readonly #options: TokenRenewalOptions;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(options: TokenRenewalOptions, expiresInMs: number) {
    this.#options = options;
    this.#wait(expiresInMs);
  }

  /** Stops renewing. Call it when the connection is lost. Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #wait(expiresInMs: number): void {
    if (this.#stopped) return;
    const pauseMs = Math.min(MAX_TIMER_MS, Math.max(MIN_PAUSE_MS, Math.floor(expiresInMs / 2)));
    this.#cancel = this.#options.clock.after(pauseMs, () => void this.#renew(expiresInMs - pauseMs));
  }

  /** @param leftMs how long the current token is still valid */
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
