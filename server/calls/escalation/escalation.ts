import { ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId } from '../../../protocol/ids.ts';
import type { SeenMedia } from '../../../protocol/signaling/shapes.ts';
import { canMove, nextState } from '../../../protocol/states/transition.ts';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { Endpoint } from '../../presence/endpoint.ts';
import type { RelayedSession } from '../relayed-session.ts';
import {
  CARRYING_MOVES,
  type CarryingEnd,
  type CarryingEvent,
  type CarryingState,
} from './escalation-moves.ts';

export interface EscalationOptions {
  clock: Clock;
  /** How long it may take, in milliseconds (ESC-3). */
  escalateMs: number;
  /** Makes the conference. */
  open: (escalation: Escalation) => Promise<ConferenceId>;
  /** It takes too long. */
  overdue: () => void;
  /** The call, and the screens that are shared in it now. */
  sessions: () => readonly RelayedSession[];
}

/** So often what is turned on late gets the whole time once more (ESC-2, ESC-3). */
const MOST_EXTENSIONS = 3;

/** One call on its way to a conference: what each side has of it, and how long it may still take. */
export class Escalation {
  readonly call: RelayedSession;
  /** The conference that continues it, once there is one. */
  readonly conference: Promise<ConferenceId>;
  readonly #options: EscalationOptions;
  /** Who has all that the other side sends. */
  readonly #carriedTo = new Map<Endpoint, readonly SeenMedia[] | undefined>();
  #extensions = 0;
  #state: CarryingState = 'opening';
  #conferenceId: ConferenceId | undefined;
  #cancelTimer: CancelTimer | undefined;

  /** @throws ParleyError SESSION_WRONG_STATE while either side holds the call, or has no connection */
  constructor(call: RelayedSession, options: EscalationOptions) {
    if (call.held) throw new ParleyError('SESSION_WRONG_STATE', 'it is on hold');
    if (call.members.some(({ gone }) => gone)) {
      throw new ParleyError('SESSION_WRONG_STATE', 'the other side has lost its connection');
    }
    this.call = call;
    this.#options = options;
    call.escalating = true;
    this.#startTimer();
    this.conference = options.open(this);
  }

  /** Undefined while it is being made. */
  get conferenceId(): ConferenceId | undefined {
    return this.#conferenceId;
  }

  /** Whether neither the call nor this has ended. */
  get goesOn(): boolean {
    return this.#can('roll-back');
  }

  /** Whether both sides have all that the other sends now. */
  get complete(): boolean {
    return this.call.members.every((member) => this.#carriedTo.has(member) && this.#isCurrent(member));
  }

  opened(id: ConferenceId): void {
    this.#move('opened');
    this.#conferenceId = id;
  }

  /**
   * @param seen what of the other side's media it is said of; a client that does not say so says it once
   * @throws ParleyError SESSION_WRONG_STATE when this side has said so before
   */
  carriedTo(member: Endpoint, seen: readonly SeenMedia[] | undefined): void {
    const before = this.#carriedTo.get(member);
    const isNews = !this.#carriedTo.has(member) || (seen && before && isLater(seen, before));
    if (!isNews) throw new ParleyError('SESSION_WRONG_STATE', 'said before');
    this.#carriedTo.set(member, seen);
  }

  /**
   * Gives what was turned on meanwhile the same time once more, a few times at most.
   * @returns whether it waits on
   */
  extend(): boolean {
    const isLate = this.call.members.some(
      (member) => this.#carriedTo.has(member) && !this.#isCurrent(member),
    );
    if (!isLate || this.#extensions >= MOST_EXTENSIONS) return false;
    this.#extensions += 1;
    this.#startTimer();
    return true;
  }

  /** The other side's user is asked: that takes the time that it takes. */
  rest(): void {
    if (!this.#can('ring')) return;
    this.#move('ring');
    this.#cancelTimer?.();
  }

  /** Nobody is asked any more: its time begins anew. */
  resume(): void {
    if (!this.#can('answer')) return;
    this.#move('answer');
    this.#startTimer();
  }

  end(how: CarryingEnd): void {
    this.#move(how);
    this.call.escalating = false;
    this.#cancelTimer?.();
  }

  /** Whether what this side has said was said of all that the other side sends now. */
  #isCurrent(member: Endpoint): boolean {
    const seen = this.#carriedTo.get(member);
    if (seen === undefined) return true;
    return this.#options.sessions().every((session) => {
      const { number = 0 } = seen.find(({ sessionId }) => sessionId === session.id) ?? {};
      return number >= session.mediaNumberFor(member);
    });
  }

  #startTimer(): void {
    const { clock, escalateMs, overdue } = this.#options;
    this.#cancelTimer = clock.after(escalateMs, overdue);
  }

  #can(event: CarryingEvent): boolean {
    return canMove<CarryingState, CarryingEvent>(CARRYING_MOVES, this.#state, event);
  }

  #move(event: CarryingEvent): void {
    this.#state = nextState<CarryingState, CarryingEvent>(CARRYING_MOVES, this.#state, event);
  }
}

/** Whether one report is of something that the other one did not know. */
function isLater(seen: readonly SeenMedia[], before: readonly SeenMedia[]): boolean {
  return seen.some(({ sessionId, number }) => {
    const known = before.find((one) => one.sessionId === sessionId);
    return known === undefined || number > known.number;
  });
}
