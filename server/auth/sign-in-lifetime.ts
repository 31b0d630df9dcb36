import { ParleyError } from '../../protocol/errors.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { TokenVerifier, VerifiedToken } from './token-verifier.ts';

/** Longest delay that a timer of Node takes, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface LifetimeOptions {
  verifier: TokenVerifier;
  clock: Clock;
  /** The token is no longer good, and no other came in time. Called once. */
  expired: () => void;
}

/** How long one connection may stay, by the token that it was opened with or by a later one (SPEC SEC-1). */
export class SignInLifetime {
  readonly identity: Identity;
  readonly #options: LifetimeOptions;
  #expiresAtMs: number;
  #cancel: CancelTimer = () => {};
  #closed = false;

  constructor({ identity, expiresAtMs }: VerifiedToken, options: LifetimeOptions) {
    this.identity = identity;
    this.#options = options;
    this.#expiresAtMs = expiresAtMs;
    this.#arm();
  }

  /** How long the token is still good, in milliseconds; longer than a timer can wait counts as that. */
  get remainingMs(): number {
    return Math.min(MAX_TIMER_MS, Math.max(0, this.#expiresAtMs - this.#options.clock.nowMs()));
  }

  /**
   * Another token of the same person takes the place of the one before.
   * @throws ParleyError AUTH_FORBIDDEN when it belongs to another person, and as {@link TokenVerifier.verify}
   */
  async renew(token: string): Promise<void> {
    const { identity, expiresAtMs } = await this.#options.verifier.verify(token);
    if (identity.address !== this.identity.address) {
      throw new ParleyError('AUTH_FORBIDDEN', 'this token belongs to another person');
    }
    this.#expiresAtMs = expiresAtMs;
    this.#arm();
  }

  /** The connection is gone. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #arm(): void {
    this.#cancel();
    if (this.#closed) return;
    this.#cancel = this.#options.clock.after(this.remainingMs, () => {
      if (this.remainingMs > 0) this.#arm();
      else this.#options.expired();
    });
  }
}
