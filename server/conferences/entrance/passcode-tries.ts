import { createHash, timingSafeEqual } from 'node:crypto';
import { ParleyError } from '../../../protocol/errors.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Clock } from '../../clock.ts';
import { BucketTable } from '../../gateway/limits/bucket-table.ts';

/** How many wrong passcodes a person may enter without a pause. After that each one costs a pause. */
const FREE_TRIES = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 600_000;

/**
 * How many wrong passcodes a conference accepts from all people together, since one person may use many names
 * (decision 0029). People whom the server knew before the conference was created have a separate allowance.
 */
const WRONG_OF_NEWCOMERS = { burst: 20, perSecond: 1 / 30 };
const WRONG_OF_KNOWN = { burst: 100, perSecond: 1 / 12 };

/** Organizers are notified after this many wrong passcodes, and each time that the number has doubled. */
const FIRST_NOTICE = 10;

interface Tries {
  wrong: number;
  /** No passcode is checked before this time. */
  untilMs: number;
}

export interface PasscodeTriesOptions {
  /** Whether the server knew this person before the conference was created. */
  isKnown?: (address: Address) => boolean;
  /** Called with the total of wrong passcodes when the organizers should be notified. */
  guessed?: (wrong: number) => void;
}

/** The passcode of one conference, and the wrong tries. */
export class PasscodeTries {
  readonly #passcode: string;
  readonly #clock: Clock;
  readonly #isKnown: (address: Address) => boolean;
  readonly #guessed: (wrong: number) => void;
  readonly #tries = new Map<Address, Tries>();
  readonly #ofNewcomers: BucketTable<'all'>;
  readonly #ofKnown: BucketTable<'all'>;
  #wrong = 0;
  #nextNotice = FIRST_NOTICE;

  constructor(passcode: string, clock: Clock, options: PasscodeTriesOptions = {}) {
    this.#passcode = passcode;
    this.#clock = clock;
    this.#isKnown = options.isKnown ?? (() => false);
    this.#guessed = options.guessed ?? (() => {});
    this.#ofNewcomers = new BucketTable({ size: WRONG_OF_NEWCOMERS, clock });
    this.#ofKnown = new BucketTable({ size: WRONG_OF_KNOWN, clock });
  }

  /**
   * Checks a passcode. The right one resets this person's tries. No passcode is not a try: it only shows that one is
   * needed.
   * @throws ParleyError CONFERENCE_PASSCODE_WRONG; RATE_LIMITED with `retryAfterMs` after too many wrong ones of this
   *   person or of all people
   */
  check(address: Address, given: string | undefined): void {
    const nowMs = this.#clock.monotonicMs();
    const tries = this.#tries.get(address) ?? { wrong: 0, untilMs: 0 };
    const allowance = this.#isKnown(address) ? this.#ofKnown : this.#ofNewcomers;
    const pauseMs = Math.max(tries.untilMs - nowMs, given === undefined ? 0 : allowance.waitMs('all'));
    if (pauseMs > 0) {
      const context = { retryAfterMs: pauseMs };
      throw new ParleyError('RATE_LIMITED', 'too many wrong passcodes', { context });
    }
    if (given !== undefined && same(given, this.#passcode)) {
      this.#tries.delete(address);
      return;
    }
    if (given !== undefined) {
      const wrong = tries.wrong + 1;
      this.#tries.set(address, { wrong, untilMs: nowMs + pauseAfterMs(wrong) });
      allowance.take('all');
      this.#count();
    }
    throw new ParleyError('CONFERENCE_PASSCODE_WRONG', 'wrong passcode');
  }

  #count(): void {
    this.#wrong += 1;
    if (this.#wrong < this.#nextNotice) return;
    this.#nextNotice *= 2;
    this.#guessed(this.#wrong);
  }
}

function pauseAfterMs(wrong: number): number {
  if (wrong < FREE_TRIES) return 0;
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (wrong - FREE_TRIES));
}

/** Compares in constant time. */
function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
