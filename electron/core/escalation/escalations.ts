import { ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, ConversationId, SessionId } from '../../../protocol/ids.ts';
import type { CommandData } from '../../../protocol/rpc/commands.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Session } from '../calls/session/session.ts';
import type { ConferenceInvitations } from '../conferences/conference-invitations.ts';
import { Escalation, type EscalationPorts } from './escalation.ts';

export interface EscalationsOptions {
  ports: EscalationPorts;
  invitations: ConferenceInvitations;
  /** Who is at this address, as far as it is known. */
  personAt(address: Address): Identity;
  /** This conversation goes on in a conference. */
  replaced(id: ConversationId, by: ConferenceId): void;
}

/** The calls of this client that are on their way to a conference (SPEC ESC). */
export class Escalations {
  readonly #options: EscalationsOptions;
  readonly #escalations = new Map<SessionId, Escalation>();

  constructor(options: EscalationsOptions) {
    this.#options = options;
  }

  /**
   * Turns a call into a conference and invites others to it; one that is on its way there already is followed.
   * @returns the conference, once our user is in it
   * @throws ParleyError SESSION_WRONG_STATE, ESCALATION_FAILED, LIMIT_REACHED
   */
  async escalate(call: Session, to: readonly Address[]): Promise<ConferenceId> {
    const { invitations, personAt } = this.#options;
    const escalation = this.#escalations.get(call.view.id) ?? this.#ask(call);
    const conferenceId = await escalation.entered;
    for (const address of to) {
      if (address !== call.view.peer.address) invitations.invite(personAt(address), conferenceId);
    }
    return conferenceId;
  }

  /** The other side invites us to the conference that continues this call. */
  invited(invitation: Session, call: Session): void {
    // Where both ask, each is on the way there already, and their invitations are only settled (ESC-6).
    if (this.#escalations.has(call.view.id)) void invitation.acceptToJoin().catch(() => {});
    else void this.#begin(call, 'them').follow(invitation);
  }

  /** A source of somebody in a conference is played from there. */
  carried(data: CommandData<'source-carried'>): void {
    this.#all.find(({ conferenceId }) => conferenceId === data.conferenceId)?.carried(data);
  }

  /** Takes the notices that are about escalations. @returns whether it was one */
  take(notice: Notice): boolean {
    if (notice.name !== 'session-rolled-back') return false;
    const { sessionId, conferenceId, code } = notice.data;
    const escalation = this.#escalations.get(sessionId);
    // One that our user gave up a moment ago may be told of when the next one has begun.
    if (escalation?.conferenceId === conferenceId) escalation.rollBack(code, { told: true });
    this.#drop();
    return true;
  }

  /** Sessions, or the stay, may be different now. */
  changed(): void {
    for (const escalation of this.#all) {
      escalation.sessionsChanged();
      escalation.stayChanged();
    }
    this.#drop();
  }

  /** The page is gone: what comes next carries the call alone. */
  pageGone(): void {
    for (const escalation of this.#all) escalation.rollBack('PAGE_ABSENT');
    this.#drop();
  }

  get #all(): Escalation[] {
    return [...this.#escalations.values()];
  }

  /** @throws ParleyError SESSION_WRONG_STATE */
  #ask(call: Session): Escalation {
    const { sessions, conferences } = this.#options.ports;
    const { record, hold } = call;
    const fit = record.established && record.view.sessionType === 'audio-video' && !hold.held;
    const alone = sessions.calls.every((other) => other === call || other.record.aside);
    if (!fit || !alone || conferences.staying || sessions.coming) {
      throw new ParleyError('SESSION_WRONG_STATE', 'only a running call, beside others that are held');
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

  #drop(): void {
    for (const { over, call, conferenceId } of this.#all) {
      if (!over) continue;
      const { id, conversationId, ending } = call.view;
      this.#escalations.delete(id);
      if (ending?.reason === 'escalated' && conferenceId)
        this.#options.replaced(conversationId, conferenceId);
    }
  }
}
