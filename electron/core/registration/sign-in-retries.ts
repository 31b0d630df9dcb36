import type { ParleyError } from '../../../protocol/errors.ts';
import { BackOff } from '../kernel/back-off.ts';
import type { Clock } from '../ports.ts';

/** Longest pause that a server can request. */
const MAX_REQUESTED_MS = 300_000;

/** Pauses between attempts to sign in again after temporary refusals of the server (SPEC RES-6). */
export class SignInRetries {
  readonly #clock: Clock;
  readonly #backOff = new BackOff();
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Retries after a pause, which is at least as long as the server requests. Replaces an attempt that still waits. */
  after(error: ParleyError, attempt: () => void): void {
    this.#cancel();
    const requested = Number(error.context.retryAfterMs);
    const requestedMs = Number.isFinite(requested) ? Math.min(requested, MAX_REQUESTED_MS) : 0;
    this.#cancel = this.#clock.after(Math.max(this.#backOff.next(), requestedMs), attempt);
  }

  /** Cancels the waiting attempt, without resetting the length of the next pause. */
  stop(): void {
    this.#cancel();
  }

  /** Cancels the waiting attempt and starts over with the first pause. Call it after signing in or out. */
  reset(): void {
    this.#cancel();
    this.#backOff.reset();
  }
}
