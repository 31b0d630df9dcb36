import { ParleyError } from '../../protocol/errors.ts';
import type { ConferenceId } from '../../protocol/ids.ts';
import { canMove, nextState } from '../../protocol/states/transition.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Endpoint } from '../endpoint.ts';
import {
  CARRYING_MOVES,
  type CarryingEnd,
  type CarryingEvent,
  type CarryingState,
} from './escalation-moves.ts';
import type { RelayedSession } from './relayed-session.ts';

export interface EscalationOptions {
  clock: Clock;
  /** How long it may take, in milliseconds (ESC-3). */
  escalateMs: number;
  /** Makes the conference. */
  open: (escalation: Escalation) => Promise<ConferenceId>;
  /** It takes too long. */
  overdue: () => void;
}

/** One call on its way to a conference: what each side has of it, and how long it may still take. */
export class Escalation {
  readonly call: RelayedSession;
  /** The conference that continues it, once there is one. */
  readonly conference: Promise<ConferenceId>;
  readonly #options: EscalationOptions;
  /** Who has all that the other side sends. */
  readonly #carriedTo = new Set<Endpoint>();
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

  /** Whether both sides have all that the other sends. */
  get complete(): boolean {
    return this.call.members.every((member) => this.#carriedTo.has(member));
  }

  opened(id: ConferenceId): void {
    this.#move('opened');
    this.#conferenceId = id;
  }

  /** @throws ParleyError SESSION_WRONG_STATE when this side has said so before */
  carriedTo(member: Endpoint): void {
    if (this.#carriedTo.has(member)) throw new ParleyError('SESSION_WRONG_STATE', 'said before');
    this.#carriedTo.add(member);
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
