import { createHash, timingSafeEqual } from 'node:crypto';
import { ParleyError } from '../../../protocol/errors.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Clock } from '../../clock.ts';
import { BucketTable } from '../../gateway/limits/bucket-table.ts';

/** So many wrong ones are free; from then on each costs a pause. */
const FREE_TRIES = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 600_000;

/**
 * Wrong ones that a conference takes from all people together, since each may come under many names (decision 0029).
 * People whom the server knew before there was this conference have an allowance of their own.
 */
const WRONG_OF_NEWCOMERS = { burst: 20, perSecond: 1 / 30 };
const WRONG_OF_KNOWN = { burst: 100, perSecond: 1 / 12 };

/** Organizers are told of so many wrong ones, and each time that the number has doubled. */
const FIRST_TOLD = 10;

interface Tries {
  wrong: number;
  /** No passcode is looked at before. */
  untilMs: number;
}

export interface PasscodeTriesOptions {
  /** Whether the server knew this person before there was the conference. */
  isKnown?: (address: Address) => boolean;
  /** So many wrong ones were said in all: it is time to tell those who organize. */
  guessed?: (wrong: number) => void;
}

/** The passcode of one conference, and who guesses at it. */
export class PasscodeTries {
  readonly #passcode: string;
  readonly #clock: Clock;
  readonly #isKnown: (address: Address) => boolean;
  readonly #guessed: (wrong: number) => void;
  readonly #tries = new Map<Address, Tries>();
  readonly #ofNewcomers: BucketTable<'all'>;
  readonly #ofKnown: BucketTable<'all'>;
  #wrong = 0;
  #toldAt = FIRST_TOLD;

  constructor(passcode: string, clock: Clock, options: PasscodeTriesOptions = {}) {
    this.#passcode = passcode;
    this.#clock = clock;
    this.#isKnown = options.isKnown ?? (() => false);
    this.#guessed = options.guessed ?? (() => {});
    this.#ofNewcomers = new BucketTable({ size: WRONG_OF_NEWCOMERS, clock });
    this.#ofKnown = new BucketTable({ size: WRONG_OF_KNOWN, clock });
  }

  /**
   * A right one lets in and forgets the wrong ones. Saying none is no guess: one learns that one is needed.
   * @throws ParleyError CONFERENCE_PASSCODE_WRONG; RATE_LIMITED with `retryAfterMs` after too many wrong ones, of this
   *   person or of all
   */
  check(address: Address, said: string | undefined): void {
    const nowMs = this.#clock.nowMs();
    const tries = this.#tries.get(address) ?? { wrong: 0, untilMs: 0 };
    const allowance = this.#isKnown(address) ? this.#ofKnown : this.#ofNewcomers;
    const pauseMs = Math.max(tries.untilMs - nowMs, said === undefined ? 0 : allowance.waitMs('all'));
    if (pauseMs > 0) {
      const context = { retryAfterMs: pauseMs };
      throw new ParleyError('RATE_LIMITED', 'too many wrong passcodes', { context });
    }
    if (said !== undefined && same(said, this.#passcode)) {
      this.#tries.delete(address);
      return;
    }
    if (said !== undefined) {
      const wrong = tries.wrong + 1;
      this.#tries.set(address, { wrong, untilMs: nowMs + pauseAfterMs(wrong) });
      allowance.take('all');
      this.#count();
    }
    throw new ParleyError('CONFERENCE_PASSCODE_WRONG', 'this is not the passcode');
  }

  #count(): void {
    this.#wrong += 1;
    if (this.#wrong < this.#toldAt) return;
    this.#toldAt *= 2;
    this.#guessed(this.#wrong);
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
