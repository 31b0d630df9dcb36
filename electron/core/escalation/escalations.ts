import { ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, ConversationId, SessionId } from '../../../protocol/ids.ts';
import type { CommandData } from '../../../protocol/rpc/commands.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { ConferenceInvitation } from '../calls/conference-invitation/conference-invitation.ts';
import type { Session } from '../calls/session/session.ts';
import type { ConferenceInvitations } from '../conferences/conference-invitations.ts';
import { Escalation, type EscalationPorts } from './escalation.ts';

export interface EscalationsOptions {
  ports: EscalationPorts;
  invitations: ConferenceInvitations;
  /** The person at this address; the name is the address if it is not known. */
  personAt(address: Address): Identity;
  /** Called when a conversation has continued in a conference. */
  replaced(id: ConversationId, by: ConferenceId): void;
}

/** All escalations of this client (SPEC ESC). */
export class Escalations {
  readonly #options: EscalationsOptions;
  readonly #escalations = new Map<SessionId, Escalation>();

  constructor(options: EscalationsOptions) {
    this.#options = options;
  }

  /**
   * Turns a call into a conference and invites others to it. If an escalation of the call has begun already, it is used.
   * @returns the conference, once our user is in it
   * @throws ParleyError SESSION_WRONG_STATE, ESCALATION_FAILED, LIMIT_REACHED
   */
  async escalate(call: Session, to: readonly Address[]): Promise<ConferenceId> {
    const { invitations, personAt } = this.#options;
    const escalation = this.#escalations.get(call.view.id) ?? this.#start(call);
    const conferenceId = await escalation.entered;
    for (const address of to) {
      if (address !== call.view.peer.address) invitations.invite(personAt(address), conferenceId);
    }
    return conferenceId;
  }

  /** Handles an invitation of the other side to the conference that continues this call. */
  invited(invitation: ConferenceInvitation, call: Session): void {
    // If both sides escalate, both join by themselves, and the invitation is only accepted (ESC-6).
    if (this.#escalations.has(call.view.id)) void invitation.accept().catch(() => {});
    else void this.#begin(call, 'them').follow(invitation);
  }

  /** Call it when the page plays a source of a participant from the conference. */
  sourceHandedOver(data: CommandData<'source-carried'>): void {
    this.#all.find(({ conferenceId }) => conferenceId === data.conferenceId)?.sourceHandedOver(data);
  }

  /** Handles a notice about escalations. @returns whether it was such a notice */
  handle(notice: Notice): boolean {
    if (notice.name !== 'session-rolled-back') return false;
    const { sessionId, conferenceId, code } = notice.data;
    const escalation = this.#escalations.get(sessionId);
    // The notice may belong to an earlier escalation of this call, which our user has given up.
    if (escalation?.conferenceId === conferenceId) escalation.rollBack(code, { serverKnows: true });
    this.#removeFinished();
    return true;
  }

  /** Call it when sessions or the stay may have changed. */
  changed(): void {
    for (const escalation of this.#all) {
      escalation.sessionsChanged();
      escalation.stayChanged();
    }
    this.#removeFinished();
  }

  /** Rolls all escalations back: the next page continues only the calls. */
  pageGone(): void {
    for (const escalation of this.#all) escalation.rollBack('PAGE_ABSENT');
    this.#removeFinished();
  }

  get #all(): Escalation[] {
    return [...this.#escalations.values()];
  }

  /** @throws ParleyError SESSION_WRONG_STATE */
  #start(call: Session): Escalation {
    const { sessions, conferences } = this.#options.ports;
    const { record, hold } = call;
    const suitable = record.established && record.view.sessionType === 'audio-video' && !hold.held;
    const alone = sessions.calls.every((other) => other === call || other.record.aside);
    if (!suitable || !alone || conferences.staying || sessions.coming) {
      throw new ParleyError(
        'SESSION_WRONG_STATE',
        'only an active call can be escalated, while all other calls are on hold',
      );
    }
    const escalation = this.#begin(call, 'you');
    void escalation.ask();
    return escalation;
  }

  #begin(call: Session, by: 'you' | 'them'): Escalation {
    const escalation = new Escalation(call, by, this.#options.ports);
    this.#escalations.set(call.view.id, escalation);
    return escalation;
  }

  #removeFinished(): void {
    for (const { over, call, conferenceId } of this.#all) {
      if (!over) continue;
      const { id, conversationId, ending } = call.view;
      this.#escalations.delete(id);
      if (ending?.reason === 'escalated' && conferenceId)
        this.#options.replaced(conversationId, conferenceId);
    }
  }
}
