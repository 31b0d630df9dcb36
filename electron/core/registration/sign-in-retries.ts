import type { ParleyError } from '../../../protocol/errors.ts';
import type { Clock } from '../ports.ts';

/** The first pause, and the longest one; each is twice the one before. */
const PAUSE_MS = { first: 1_000, longest: 30_000 };
/** A server cannot ask for a longer pause than this. */
const MAX_ASKED_MS = 300_000;

/** Pauses between attempts to sign in again that the server refuses for the moment (SPEC RES-6). */
export class SignInRetries {
  readonly #clock: Clock;
  #pauseMs = PAUSE_MS.first;
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Tries again after a pause, at least the one that the server asks for. Replaces an attempt that still waits. */
  after(error: ParleyError, attempt: () => void): void {
    this.#cancel();
    const asked = Number(error.context.retryAfterMs);
    const askedMs = Number.isFinite(asked) ? Math.min(asked, MAX_ASKED_MS) : 0;
    this.#cancel = this.#clock.after(Math.max(this.#pauseMs, askedMs), attempt);
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS.longest);
  }

  /** No attempt waits any more; the next pause is as long as it would have been. */
  stop(): void {
    this.#cancel();
  }

  /** Signed in, or signed out: the next pause is the first one. */
  reset(): void {
    this.#cancel();
    this.#pauseMs = PAUSE_MS.first;
  }
}
