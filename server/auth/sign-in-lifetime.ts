import { ParleyError } from '../../protocol/errors.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { TokenVerifier, VerifiedToken } from './token-verifier.ts';

/** Longest delay of a timer in Node, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface LifetimeOptions {
  verifier: TokenVerifier;
  clock: Clock;
  /** Called once, when the token has expired and was not renewed. */
  expired: () => void;
}

/** Lifetime of one connection: until its token expires, or a later token that renewed it (SPEC SEC-1). */
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

  /** Remaining lifetime of the token in milliseconds, at most the longest delay of a timer. */
  get remainingMs(): number {
    return Math.min(MAX_TIMER_MS, Math.max(0, this.#expiresAtMs - this.#options.clock.nowMs()));
  }

  /**
   * Replaces the token by another one of the same person.
   * @throws ParleyError AUTH_FORBIDDEN if it belongs to another person; also the same as {@link TokenVerifier.verify}
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
