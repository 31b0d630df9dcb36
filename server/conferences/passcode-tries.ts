import { createHash, timingSafeEqual } from 'node:crypto';
import type { Address } from '../../protocol/addresses.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { Clock } from '../clock.ts';

/** So many wrong ones are free; from then on each costs a pause. */
const FREE_TRIES = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 600_000;

interface Tries {
  wrong: number;
  /** No passcode is looked at before. */
  untilMs: number;
}

/** The passcode of one conference, and who guesses at it. */
export class PasscodeTries {
  readonly #passcode: string;
  readonly #clock: Clock;
  readonly #tries = new Map<Address, Tries>();

  constructor(passcode: string, clock: Clock) {
    this.#passcode = passcode;
    this.#clock = clock;
  }

  /**
   * A right one lets in and forgets the wrong ones. Saying none is no guess: one learns that one is needed.
   * @throws ParleyError CONFERENCE_PASSCODE_WRONG; RATE_LIMITED with `retryAfterMs` after too many wrong ones
   */
  check(address: Address, said: string | undefined): void {
    const nowMs = this.#clock.nowMs();
    const tries = this.#tries.get(address) ?? { wrong: 0, untilMs: 0 };
    if (nowMs < tries.untilMs) {
      const context = { retryAfterMs: tries.untilMs - nowMs };
      throw new ParleyError('RATE_LIMITED', 'too many wrong passcodes', { context });
    }
    if (said !== undefined && same(said, this.#passcode)) {
      this.#tries.delete(address);
      return;
    }
    if (said !== undefined) {
      const wrong = tries.wrong + 1;
      this.#tries.set(address, { wrong, untilMs: nowMs + pauseAfterMs(wrong) });
    }
    throw new ParleyError('CONFERENCE_PASSCODE_WRONG', 'this is not the passcode');
  }
}

function pauseAfterMs(wrong: number): number {
  if (wrong < FREE_TRIES) return 0;
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (wrong - FREE_TRIES));
}

/** In a time that says nothing of how much of it is right. */
function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
