import type { ParleyError } from '../../../protocol/errors.ts';
import type { Clock } from '../ports.ts';

/** The first and the longest pause. Each pause is twice as long as the one before. */
const PAUSE_MS = { first: 1_000, longest: 30_000 };
/** Longest pause that a server can request. */
const MAX_REQUESTED_MS = 300_000;

/** Pauses between attempts to sign in again after temporary refusals of the server (SPEC RES-6). */
export class SignInRetries {
  readonly #clock: Clock;
  #pauseMs = PAUSE_MS.first;
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Retries after a pause, which is at least as long as the server requests. Replaces an attempt that still waits. */
  after(error: ParleyError, attempt: () => void): void {
    this.#cancel();
    const requested = Number(error.context.retryAfterMs);
    const requestedMs = Number.isFinite(requested) ? Math.min(requested, MAX_REQUESTED_MS) : 0;
    this.#cancel = this.#clock.after(Math.max(this.#pauseMs, requestedMs), attempt);
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS.longest);
  }

  /** Cancels the waiting attempt, without resetting the length of the next pause. */
  stop(): void {
    this.#cancel();
  }

  /** Cancels the waiting attempt and starts over with the first pause. Call it after signing in or out. */
  reset(): void {
    this.#cancel();
    this.#pauseMs = PAUSE_MS.first;
  }
}
