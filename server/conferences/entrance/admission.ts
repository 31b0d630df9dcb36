import {
  type ConferenceInfo,
  MAX_PARTICIPANTS,
  MAX_WAITING,
  type Passcode,
} from '../../../protocol/conferences/conference.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Clock } from '../../clock.ts';
import { PasscodeTries, type PasscodeTriesOptions } from './passcode-tries.ts';

/** So many devices of one person are in a conference, or wait to be. */
const MAX_DEVICES = 4;
/** These places of the waiting room are for people who were invited: strangers with the link cannot fill them. */
const WAITING_FOR_INVITED = 20;

/** Somebody who asks to come in. */
export interface Newcomer {
  address: Address;
  passcode: string | undefined;
  organizes: boolean;
  /** Holds an invitation from somebody inside (CONV-3). */
  invited: boolean;
  /** Their stay is here, and has lost its connection. */
  absent: boolean;
}

/** Which places of a conference are taken. */
export interface Places {
  /** By those who are in, or coming in. */
  inside: number;
  waiting: number;
  /** By devices of the person who asks. */
  ofAddress: number;
}

export interface AdmissionOptions extends PasscodeTriesOptions {
  passcode: Passcode | undefined;
  maxParticipants: number;
  clock: Clock;
}

/** Who may come into one conference (SPEC CONF-2, CONF-9). */
export class Admission {
  readonly #maxParticipants: number;
  readonly #clock: Clock;
  readonly #passcode: PasscodeTries | undefined;
  readonly #removed = new Map<Address, Identity>();
  readonly #letIn = new Set<Address>();
  /** Of those whose stay was lost a moment ago: until when. */
  readonly #keptUntilMs = new Map<Address, number>();

  constructor({ passcode, maxParticipants, clock, ...guesses }: AdmissionOptions) {
    this.#maxParticipants = maxParticipants;
    this.#clock = clock;
    this.#passcode = passcode === undefined ? undefined : new PasscodeTries(passcode, clock, guesses);
  }

  /** Who may not come in, those who were removed last: as many as a message has room for. */
  get removed(): Identity[] {
    return [...this.#removed.values()].slice(-MAX_PARTICIPANTS);
  }

  /**
   * Whether they come in at once, or have to wait.
   * @throws ParleyError CONFERENCE_REMOVED, RATE_LIMITED, CONFERENCE_PASSCODE_WRONG, CONFERENCE_LOCKED, LIMIT_REACHED,
   *   CONFERENCE_FULL; the first of these that holds
   */
  check(
    newcomer: Newcomer,
    { locked, waitingRoom }: Pick<ConferenceInfo, 'locked' | 'waitingRoom'>,
    places: Places,
  ): 'comes-in' | 'waits' {
    const { address, organizes, invited } = newcomer;
    if (this.#removed.has(address)) throw removed();
    const comesBack = newcomer.absent || this.#keeps(address);
    const isKnown = organizes || comesBack || this.#letIn.has(address);
    if (!isKnown && !invited) this.#passcode?.check(address, newcomer.passcode);
    if (locked && !organizes && !comesBack) {
      throw new ParleyError('CONFERENCE_LOCKED', 'nobody else comes in for now');
    }
    if (!newcomer.absent && places.ofAddress >= MAX_DEVICES) {
      throw new ParleyError('LIMIT_REACHED', 'too many devices of one person', {
        context: { what: 'devices' },
      });
    }
    if (!waitingRoom || isKnown) {
      if (!comesBack) this.checkFull(places.inside);
      return 'comes-in';
    }
    if (places.waiting >= (invited ? MAX_WAITING : MAX_WAITING - WAITING_FOR_INVITED)) {
      throw new ParleyError('CONFERENCE_FULL', 'the waiting room is full', {
        context: { what: 'waiting-room' },
      });
    }
    return 'waits';
  }

  /** @param inside how many places are taken @throws ParleyError CONFERENCE_FULL */
  checkFull(inside: number): void {
    if (inside + this.#keptPlaces < this.#maxParticipants) return;
    const context = { maxParticipants: this.#maxParticipants };
    throw new ParleyError('CONFERENCE_FULL', 'no place is left', { context });
  }

  /** Whether they have been let in before, or say the right passcode. A wrong one counts as a guess. */
  isKnownTo(address: Address, said: string | undefined): boolean {
    if (this.#removed.has(address)) return false;
    if (this.#letIn.has(address)) return true;
    if (this.#passcode === undefined || said === undefined) return false;
    try {
      this.#passcode.check(address, said);
      return true;
    } catch {
      return false;
    }
  }

  /** They are in, or may come in: they need neither wait nor say the passcode again, and no place is kept for them any more. */
  letIn(address: Address): void {
    this.#letIn.add(address);
    this.#keptUntilMs.delete(address);
  }

  /** Their stay is lost; their place is kept for a while (CONF-9). */
  keepPlace(address: Address, untilMs: number): void {
    this.#keptUntilMs.set(address, untilMs);
  }

  /** They may not come in again (CONF-9). */
  remove(identity: Identity): void {
    this.#removed.set(identity.address, identity);
    this.#keptUntilMs.delete(identity.address);
  }

  /** They may. @throws ParleyError PARTICIPANT_UNKNOWN when they were not removed */
  readmit(address: Address): void {
    if (!this.#removed.delete(address)) throw new ParleyError('PARTICIPANT_UNKNOWN', 'they were not removed');
  }

  #keeps(address: Address): boolean {
    return (this.#keptUntilMs.get(address) ?? 0) > this.#clock.nowMs();
  }

  get #keptPlaces(): number {
    return [...this.#keptUntilMs.keys()].filter((address) => this.#keeps(address)).length;
  }
}

/** What somebody gets who was removed and not readmitted (CONF-2, CONF-9). */
export function removed(): ParleyError {
  return new ParleyError('CONFERENCE_REMOVED', 'removed by an organizer');
}
