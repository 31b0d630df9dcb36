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

/** How many devices of one person may be in a conference and its waiting room. */
const MAX_DEVICES = 4;
/** Places of the waiting room that are reserved for invited people, so that strangers with the link cannot fill it. */
const WAITING_FOR_INVITED = 20;

/** A person who asks to join. */
export interface Newcomer {
  address: Address;
  passcode: string | undefined;
  organizes: boolean;
  /** Was invited by a participant (CONV-3). */
  invited: boolean;
  /** Is in the conference as an absent member. */
  absent: boolean;
}

/** Numbers of occupied places. */
export interface Places {
  /** In the conference or joining. */
  inside: number;
  waiting: number;
  /** Devices of the person who asks. */
  ofAddress: number;
}

export interface AdmissionOptions extends PasscodeTriesOptions {
  passcode: Passcode | undefined;
  maxParticipants: number;
  clock: Clock;
}

/** Decides who may join one conference (SPEC CONF-2, CONF-9). */
export class Admission {
  readonly #maxParticipants: number;
  readonly #clock: Clock;
  readonly #passcode: PasscodeTries | undefined;
  readonly #removed = new Map<Address, Identity>();
  readonly #letIn = new Set<Address>();
  /** People whose place is kept after their stay was lost, each with the end of that time. */
  readonly #keptUntilMs = new Map<Address, number>();

  constructor({ passcode, maxParticipants, clock, ...guesses }: AdmissionOptions) {
    this.#maxParticipants = maxParticipants;
    this.#clock = clock;
    this.#passcode = passcode === undefined ? undefined : new PasscodeTries(passcode, clock, guesses);
  }

  /** The latest removed people, as many as fit into a message. */
  get removed(): Identity[] {
    return [...this.#removed.values()].slice(-MAX_PARTICIPANTS);
  }

  /**
   * Whether they join immediately or have to wait.
   * @throws ParleyError the first that applies of CONFERENCE_REMOVED, RATE_LIMITED, CONFERENCE_PASSCODE_WRONG,
   *   CONFERENCE_LOCKED, LIMIT_REACHED, CONFERENCE_FULL
   */
  check(
    newcomer: Newcomer,
    { locked, waitingRoom }: Pick<ConferenceInfo, 'locked' | 'waitingRoom'>,
    places: Places,
  ): 'joins' | 'waits' {
    const { address, organizes, invited } = newcomer;
    if (this.#removed.has(address)) throw removed();
    const reconnects = newcomer.absent || this.#hasKeptPlace(address);
    const isKnown = organizes || reconnects || this.#letIn.has(address);
    if (!isKnown && !invited) this.#passcode?.check(address, newcomer.passcode);
    if (locked && !organizes && !reconnects) {
      throw new ParleyError('CONFERENCE_LOCKED', 'the conference is locked');
    }
    if (!newcomer.absent && places.ofAddress >= MAX_DEVICES) {
      throw new ParleyError('LIMIT_REACHED', 'too many devices of one person', {
        context: { what: 'devices' },
      });
    }
    if (!waitingRoom || isKnown) {
      if (!reconnects) this.checkFull(places.inside);
      return 'joins';
    }
    if (places.waiting >= (invited ? MAX_WAITING : MAX_WAITING - WAITING_FOR_INVITED)) {
      throw new ParleyError('CONFERENCE_FULL', 'the waiting room is full', {
        context: { what: 'waiting-room' },
      });
    }
    return 'waits';
  }

  /** @param inside number of occupied places @throws ParleyError CONFERENCE_FULL */
  checkFull(inside: number): void {
    if (inside + this.#keptPlaces < this.#maxParticipants) return;
    const context = { maxParticipants: this.#maxParticipants };
    throw new ParleyError('CONFERENCE_FULL', 'the conference is full', { context });
  }

  /** Whether they were let in before or give the right passcode. A wrong one counts as a guess. */
  isKnownTo(address: Address, given: string | undefined): boolean {
    if (this.#removed.has(address)) return false;
    if (this.#letIn.has(address)) return true;
    if (this.#passcode === undefined || given === undefined) return false;
    try {
      this.#passcode.check(address, given);
      return true;
    } catch {
      return false;
    }
  }

  /** They have joined or may join. From now on they need no passcode and do not wait; a kept place is used up. */
  letIn(address: Address): void {
    this.#letIn.add(address);
    this.#keptUntilMs.delete(address);
  }

  /** Keeps a place for a person whose stay was lost (CONF-9). */
  keepPlace(address: Address, untilMs: number): void {
    this.#keptUntilMs.set(address, untilMs);
  }

  /** They cannot join again (CONF-9). */
  remove(identity: Identity): void {
    this.#removed.set(identity.address, identity);
    this.#keptUntilMs.delete(identity.address);
  }

  /** A removed person can join again. @throws ParleyError PARTICIPANT_UNKNOWN if they were not removed */
  readmit(address: Address): void {
    if (!this.#removed.delete(address))
      throw new ParleyError('PARTICIPANT_UNKNOWN', 'this person was not removed');
  }

  #hasKeptPlace(address: Address): boolean {
    return (this.#keptUntilMs.get(address) ?? 0) > this.#clock.monotonicMs();
  }

  get #keptPlaces(): number {
    return [...this.#keptUntilMs.keys()].filter((address) => this.#hasKeptPlace(address)).length;
  }
}

/** The error for a person who was removed and not readmitted (CONF-2, CONF-9). */
export function removed(): ParleyError {
  return new ParleyError('CONFERENCE_REMOVED', 'removed by an organizer');
}
