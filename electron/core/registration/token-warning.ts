import type { Clock } from '../ports.ts';

/** How long before the end the user is warned, in milliseconds; half of what is left where that is shorter. */
const LEAD_MS = 5 * 60_000;
/** Longest delay that a timer takes, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const MINUTE_MS = 60_000;

export interface TokenWarningOptions {
  clock: Clock;
  /** @param endsAtMs when the sign-in ends, in whole minutes: the warning after a reconnect is the same one */
  warn(endsAtMs: number): void;
}

/** Warns the user before a sign-in ends that Parley cannot renew, since its token was given to Parley. */
export class TokenWarning {
  readonly #options: TokenWarningOptions;
  readonly #endsAtMs: number;
  #cancel: () => void = () => {};

  constructor(options: TokenWarningOptions, expiresInMs: number) {
    this.#options = options;
    this.#endsAtMs = options.clock.now() + expiresInMs;
    this.#wait(expiresInMs - Math.min(LEAD_MS, expiresInMs / 2));
  }

  /** The connection is gone. Idempotent. */
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
