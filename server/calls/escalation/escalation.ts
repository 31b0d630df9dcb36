import { ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId } from '../../../protocol/ids.ts';
import type { SeenMedia } from '../../../protocol/signaling/shapes.ts';
import { Machine } from '../../../protocol/states/machine.ts';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { Endpoint } from '../../presence/endpoint.ts';
import type { RelayedSession } from '../relayed-session.ts';
import {
  ESCALATION_RELAY_MOVES,
  type EscalationRelayEnd,
  type EscalationRelayEvent,
  type EscalationRelayState,
} from './escalation-moves.ts';

export interface EscalationOptions {
  clock: Clock;
  /** How long the escalation may take, in milliseconds (ESC-3). */
  escalateMs: number;
  /** Creates the conference. */
  open: (escalation: Escalation) => Promise<ConferenceId>;
  /** Called when the time is over. */
  overdue: () => void;
  /** The call and the screens that are shared in it now. */
  sessions: () => readonly RelayedSession[];
}

/** How many times the timer restarts because a source was turned on late (ESC-2, ESC-3). */
const MOST_EXTENSIONS = 3;

/** One escalation: which sources are handed over to each side, and how much time is left. */
export class Escalation {
  readonly call: RelayedSession;
  /** Resolves to the conference that continues the call. */
  readonly conference: Promise<ConferenceId>;
  readonly #options: EscalationOptions;
  /** Endpoints to which all sources of the other side are handed over, with the media status that they reported. */
  readonly #reports = new Map<Endpoint, readonly SeenMedia[] | undefined>();
  #extensions = 0;
  readonly #machine = new Machine<EscalationRelayState, EscalationRelayEvent>({
    moves: ESCALATION_RELAY_MOVES,
    state: 'opening',
  });
  #conferenceId: ConferenceId | undefined;
  #cancelTimer: CancelTimer | undefined;

  /** @throws ParleyError SESSION_WRONG_STATE while either side holds the call, or has no connection */
  constructor(call: RelayedSession, options: EscalationOptions) {
    if (call.held) throw new ParleyError('SESSION_WRONG_STATE', 'the call is on hold');
    if (call.members.some(({ gone }) => gone)) {
      throw new ParleyError('SESSION_WRONG_STATE', 'the other side has lost its connection');
    }
    this.call = call;
    this.#options = options;
    call.escalating = true;
    this.#startTimer();
    this.conference = options.open(this);
  }

  /** Undefined while the conference is being created. */
  get conferenceId(): ConferenceId | undefined {
    return this.#conferenceId;
  }

  /** Whether neither the call nor the escalation has ended. */
  get isOngoing(): boolean {
    return this.#machine.can('roll-back');
  }

  /** Whether all current sources are handed over to both sides. */
  get complete(): boolean {
    return this.call.members.every((member) => this.#reports.has(member) && this.#isCurrent(member));
  }

  opened(id: ConferenceId): void {
    this.#machine.move('opened');
    this.#conferenceId = id;
  }

  /**
   * All sources of the other side are handed over to this endpoint.
   * @param seen the other side's media status that this is about; undefined from an old client, which reports once
   * @throws ParleyError SESSION_WRONG_STATE if this side has reported the same before
   */
  report(member: Endpoint, seen: readonly SeenMedia[] | undefined): void {
    const before = this.#reports.get(member);
    const isNew = !this.#reports.has(member) || (seen && before && isLater(seen, before));
    if (!isNew) throw new ParleyError('SESSION_WRONG_STATE', 'reported before');
    this.#reports.set(member, seen);
  }

  /**
   * Restarts the timer if a source was turned on after a report, a few times at most.
   * @returns whether the timer was restarted
   */
  extend(): boolean {
    const isLate = this.call.members.some((member) => this.#reports.has(member) && !this.#isCurrent(member));
    if (!isLate || this.#extensions >= MOST_EXTENSIONS) return false;
    this.#extensions += 1;
    this.#startTimer();
    return true;
  }

  /** The other side's user is being asked: stops the timer. */
  pause(): void {
    if (!this.#machine.can('ring')) return;
    this.#machine.move('ring');
    this.#cancelTimer?.();
  }

  /** The other side's user is no longer being asked: restarts the timer. */
  resume(): void {
    if (!this.#machine.can('answer')) return;
    this.#machine.move('answer');
    this.#startTimer();
  }

  end(event: EscalationRelayEnd): void {
    this.#machine.move(event);
    this.call.escalating = false;
    this.#cancelTimer?.();
  }

  /** Whether this side's report is about the current media of the other side. */
  #isCurrent(member: Endpoint): boolean {
    const seen = this.#reports.get(member);
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
}

/** Whether a report is about newer media than the one before. */
function isLater(seen: readonly SeenMedia[], before: readonly SeenMedia[]): boolean {
  return seen.some(({ sessionId, number }) => {
    const known = before.find((one) => one.sessionId === sessionId);
    return known === undefined || number > known.number;
  });
}
