import type { Clock } from '../ports.ts';

/** How long before the end the user is warned. If less than twice this is left, the warning comes after half of it. */
const LEAD_MS = 5 * 60_000;
/** Longest delay that a timer supports. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const MINUTE_MS = 60_000;

export interface TokenWarningOptions {
  clock: Clock;
  /**
   * @param endsAtMs when the sign-in ends, rounded down to whole minutes, so that the warning after a reconnection is
   *   the same one
   */
  warn(endsAtMs: number): void;
}

/** Warns the user before a configured token expires, which Parley cannot renew. */
export class TokenWarning {
  readonly #options: TokenWarningOptions;
  readonly #endsAtMs: number;
  #cancel: () => void = () => {};

  constructor(options: TokenWarningOptions, expiresInMs: number) {
    this.#options = options;
    this.#endsAtMs = options.clock.now() + expiresInMs;
    this.#wait(expiresInMs - Math.min(LEAD_MS, expiresInMs / 2));
  }

  /** Cancels the warning. Call it when the connection is lost. Idempotent. */
  stop(): void {
    this.#cancel();
  }

  #wait(delayMs: number): void {
    const { clock, warn } = this.#options;
    const pauseMs = Math.min(MAX_TIMER_MS, delayMs);
    this.#cancel = clock.after(pauseMs, () => {
      if (pauseMs < delayMs) this.#wait(delayMs - pauseMs);
      else warn(Math.floor(this.#endsAtMs / MINUTE_MS) * MINUTE_MS);
    });
  }
}
