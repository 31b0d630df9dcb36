import type { Ending } from '../../../../protocol/endings.ts';
import type { ParleyError } from '../../../../protocol/errors.ts';
import type { ConferenceInvitationView } from '../../../../protocol/rpc/session-view.ts';
import type { Identity } from '../../../../protocol/signaling/shapes.ts';
import {
  CONFERENCE_INVITATION_MOVES,
  type ConferenceInvitationEvent,
  type ConferenceInvitationState,
} from '../../../../protocol/states/conference-invitation.ts';
import { Machine } from '../../../../protocol/states/machine.ts';
import { traceMoves } from '../../kernel/trace-moves.ts';
import type { Clock, Log } from '../../ports.ts';
import type { DialogState } from '../session/session-record.ts';

/** An invitation that has just begun. */
export type NewConferenceInvitation = Extract<
  ConferenceInvitationView,
  { state: 'incoming' | 'establishing' }
>;

/** One invitation to a conference: its view for pages, its moves, and facts that only main knows. */
export class ConferenceInvitationRecord {
  #view: ConferenceInvitationView;
  readonly #machine: Machine<ConferenceInvitationState, ConferenceInvitationEvent>;
  dialog: DialogState = 'none';
  /** Whether our user or the other user was alerted. */
  rang = false;
  /** Whether our user answered or declined it on this device. */
  handled = false;
  /** Whether it was declined automatically. */
  turnedAway = false;
  /** Whether it is never shown. */
  quiet = false;
  readonly startedAtMs: number;
  readonly #changed: () => void;

  constructor(
    view: NewConferenceInvitation,
    { clock, log, changed }: { clock: Clock; log: Log; changed(): void },
  ) {
    this.#view = view;
    this.startedAtMs = clock.now();
    this.#changed = changed;
    const moved = traceMoves(log, 'conference-invitation', { sessionId: view.id });
    this.#machine = new Machine<ConferenceInvitationState, ConferenceInvitationEvent>({
      moves: CONFERENCE_INVITATION_MOVES,
      state: view.state,
      moved,
    });
  }

  get view(): ConferenceInvitationView {
    return this.#view;
  }

  get over(): boolean {
    return this.#view.state === 'terminated';
  }

  /** The server has sent our invitation to this person. */
  sentTo(peer: Identity): void {
    this.#show({ ...this.#view, peer });
  }

  /** The devices of the other side ring. */
  ringing(): void {
    const view = this.#view;
    if (view.state === 'establishing' && view.progress === 'inviting') {
      this.#show({ ...view, progress: 'ringing' });
    }
  }

  /** @throws ParleyError STATE_ILLEGAL */
  hangUp(): void {
    this.#machine.move('hang-up');
    this.#show({ ...this.#facts, state: 'terminating' });
  }

  /** @throws ParleyError STATE_ILLEGAL */
  end(ending: Ending, error?: ParleyError): void {
    this.#machine.move('end');
    this.#show({ ...this.#facts, state: 'terminated', ending, error: error?.toWire() });
  }

  /** Replaces the ending that we assumed, and removes the error that led to it. */
  correct(ending: Ending): void {
    this.#show({ ...this.#facts, state: 'terminated', ending });
  }

  /** What it has in every state. */
  get #facts() {
    const {
      id,
      invitationId,
      conversationId,
      sessionType,
      conferenceId,
      direction,
      peer,
      subject,
      requested,
    } = this.#view;
    const names = { id, invitationId, conversationId, sessionType, conferenceId };
    return { ...names, direction, peer, subject, requested };
  }

  #show(view: ConferenceInvitationView): void {
    this.#view = view;
    this.#changed();
  }
}
