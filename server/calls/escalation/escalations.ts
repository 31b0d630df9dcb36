import type { ConferenceInfo } from '../../../protocol/conferences/conference.ts';
import type { Ending } from '../../../protocol/endings.ts';
import { type ErrorCode, ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, SessionId } from '../../../protocol/ids.ts';
import type { RequestData, RequestReply } from '../../../protocol/signaling/requests.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { DepartureReason, Endpoint } from '../../presence/endpoint.ts';
import type { RelayedSession } from '../relayed-session.ts';
import type { RingingInvitation } from '../ringing-invitation.ts';
import type { Sessions } from '../sessions.ts';
import { Escalation } from './escalation.ts';
import type { EscalationRelayEnd } from './escalation-moves.ts';
import { causeSeenBy, type RollBack, unanswered } from './roll-back.ts';

/** What escalations need from conferences. */
export interface EscalationConferences {
  /** @param expected people who join without a passcode and without waiting */
  create(
    creator: Endpoint,
    data: RequestData<'conference.create'>,
    expected: readonly Address[],
  ): Promise<ConferenceInfo>;
  /** @throws ParleyError CONFERENCE_ENDED */
  find(id: ConferenceId): { info: ConferenceInfo };
  /** Whether this endpoint is in any conference or waiting room. */
  isInAnyConference(endpoint: Endpoint): boolean;
  /** Whether this endpoint has joined it. */
  includes(id: ConferenceId, endpoint: Endpoint): boolean;
  /** Ends it for everyone. Idempotent. */
  giveUp(id: ConferenceId): void;
}

/** A call that is being escalated, when one side invites the other to the conference; `device` is the other side's. */
export interface ContinuedCall {
  id: SessionId;
  device: Endpoint;
}

/** How an escalation ended: all sources were handed over, the call ended before that, or the code of the roll-back. */
export type EscalationOutcome = 'carried' | 'dropped' | ErrorCode;

export interface EscalationsOptions {
  sessions: Pick<Sessions, 'agreedCall' | 'escalated' | 'isBusyBeside' | 'withSharesOf'>;
  conferences: EscalationConferences;
  clock: Clock;
  log: Logger;
  /** How long an escalation may take, in milliseconds (ESC-3). */
  escalateMs: number;
  /** Called once for each escalation, for the metrics. */
  onEnded: (outcome: EscalationOutcome) => void;
}

/** All escalations of this server (SPEC ESC). */
export class Escalations {
  readonly #options: EscalationsOptions;
  readonly #escalations = new Map<SessionId, Escalation>();

  constructor(options: EscalationsOptions) {
    this.#options = options;
  }

  /**
   * Creates the conference that continues a call, or returns the existing one (ESC-6).
   * @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE, TARGET_BUSY, CONVERSATION_FORBIDDEN, WORKER_CRASHED,
   *   ESCALATION_FAILED if it was given up before there was a conference
   */
  async escalate(
    from: Endpoint,
    { sessionId }: RequestData<'session.escalate'>,
  ): Promise<RequestReply<'session.escalate'>> {
    const { sessions, conferences } = this.#options;
    const call = sessions.agreedCall(from, sessionId);
    const { conference } = this.#escalations.get(sessionId) ?? this.#begin(from, call);
    return { conference: conferences.find(await conference).info };
  }

  /** All sources of the other side are handed over to this side. @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE */
  carried(from: Endpoint, { sessionId, conferenceId, seen }: RequestData<'session.carried'>): void {
    const { sessions, conferences } = this.#options;
    const escalation = this.#escalationOf(from, sessionId, conferenceId);
    if (!conferences.includes(conferenceId, from)) {
      throw new ParleyError('SESSION_WRONG_STATE', 'not in this conference');
    }
    escalation.report(from, seen);
    if (!escalation.complete) return;
    this.#end(escalation, 'carry', 'carried');
    sessions.escalated(escalation.call);
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE */
  rollBack(from: Endpoint, { sessionId, conferenceId, code }: RequestData<'session.roll-back'>): void {
    this.#rollBack(this.#escalationOf(from, sessionId, conferenceId), { code, by: from.address });
  }

  /** The call that this conference continues, if the invitation is from one side of it to the other (ESC-1). */
  continuedBy(
    inviter: Endpoint,
    { conferenceId, to }: Pick<RequestData<'invitation.send'>, 'conferenceId' | 'to'>,
  ): ContinuedCall | undefined {
    const call = conferenceId && this.#escalationTo(conferenceId)?.call;
    const device = call?.partnerOf(inviter);
    return call !== undefined && device?.address === to ? { id: call.id, device } : undefined;
  }

  /**
   * An invitation of one side to the other rings or has ended. It does not matter if the callee has already joined,
   * because both sides asked for the escalation (ESC-6).
   */
  invitationChanged(invitation: RingingInvitation): void {
    const { conferenceId, inviter, open, ending } = invitation;
    const { id, device: callee } = this.continuedBy(inviter, invitation) ?? {};
    const escalation = id && this.#escalations.get(id);
    if (!escalation || !conferenceId || !callee) return;
    const isIn = this.#options.conferences.includes(conferenceId, callee);
    if (open && !isIn) escalation.pause();
    else if (isIn || ending?.reason === 'accepted') escalation.resume();
    else if (ending !== undefined) this.#rollBack(escalation, unanswered(ending, { inviter, callee }));
  }

  /** An endpoint has left this conference, which continues. If it was a side of the call, the escalation is rolled back. */
  conferenceLeft(id: ConferenceId, endpoint: Endpoint): void {
    const escalation = this.#escalationTo(id);
    if (!escalation?.call.members.includes(endpoint)) return;
    this.#rollBack(escalation, { code: 'CONFERENCE_NOT_JOINED', by: endpoint.address });
  }

  /** This conference has ended. @param by the person who ended it, if a person did */
  conferenceEnded(id: ConferenceId, { reason, by: cause }: Ending, by?: Address): void {
    const escalation = this.#escalationTo(id);
    if (escalation === undefined) return;
    const code = reason === 'server-error' ? 'WORKER_CRASHED' : 'CONFERENCE_ENDED';
    this.#rollBack(escalation, { code, by: by ?? (cause === 'server' ? 'server' : 'system') });
  }

  /** A session has ended: its conference, if any, continues for its participants. */
  callEnded({ id }: RelayedSession): void {
    const escalation = this.#escalations.get(id);
    if (escalation !== undefined) this.#end(escalation, 'drop', 'dropped');
  }

  /** The connection of an endpoint broke. Its call may survive that, its escalation does not. */
  endpointLost(endpoint: Endpoint): void {
    this.#rollBackOf(endpoint, { code: 'CONNECTION_LOST', by: 'system' });
  }

  endpointGone(endpoint: Endpoint, reason: DepartureReason): void {
    if (reason === 'connection-lost') this.endpointLost(endpoint);
    else this.#rollBackOf(endpoint, { code: 'CONFERENCE_NOT_JOINED', by: endpoint.address });
  }

  /** The server closes; calls continue without it. Idempotent. */
  close(): void {
    for (const escalation of [...this.#escalations.values()]) {
      this.#rollBack(escalation, { code: 'CONFERENCE_ENDED', by: 'server' });
    }
  }

  #begin(from: Endpoint, call: RelayedSession): Escalation {
    const { clock, escalateMs, log, sessions } = this.#options;
    this.#checkFree(from, call);
    const overdue = () => {
      if (!escalation.extend()) this.#rollBack(escalation, { code: 'REQUEST_TIMED_OUT', by: 'system' });
    };
    const escalation: Escalation = new Escalation(call, {
      clock,
      escalateMs,
      overdue,
      open: (begun: Escalation) => this.#open(from, begun),
      sessions: () => sessions.withSharesOf(call),
    });
    this.#escalations.set(call.id, escalation);
    log.info({ sessionId: call.id, endpointId: from.id }, 'escalation began');
    return escalation;
  }

  /**
   * Each side may have other calls that it holds, but no other call and no conference.
   * @throws ParleyError SESSION_WRONG_STATE for the requester, TARGET_BUSY for the other side
   */
  #checkFree(from: Endpoint, call: RelayedSession): void {
    const { sessions, conferences } = this.#options;
    for (const member of call.members) {
      if (!sessions.isBusyBeside(call, member) && !conferences.isInAnyConference(member)) continue;
      const code = member === from ? 'SESSION_WRONG_STATE' : 'TARGET_BUSY';
      throw new ParleyError(code, 'one of the two people is in another call or conference');
    }
  }

  async #open(from: Endpoint, escalation: Escalation): Promise<ConferenceId> {
    const { conferences } = this.#options;
    const { conversationId, subject, members } = escalation.call;
    const people = [from, ...members.filter((member) => member !== from)];
    const title = subject || people.map(({ displayName }) => displayName).join(', ');
    const expected = members.map(({ address }) => address);
    try {
      const { id } = await conferences.create(from, { conversationId, title }, expected);
      if (escalation.isOngoing) {
        escalation.opened(id);
        return id;
      }
      conferences.giveUp(id);
    } catch (thrown) {
      const { code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (escalation.isOngoing) this.#rollBack(escalation, { code, by: 'server' });
      throw thrown;
    }
    throw new ParleyError('ESCALATION_FAILED', 'the escalation was given up before there was a conference');
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE unless this conference continues the call */
  #escalationOf(from: Endpoint, sessionId: SessionId, conferenceId: ConferenceId): Escalation {
    const call = this.#options.sessions.agreedCall(from, sessionId);
    const escalation = this.#escalations.get(call.id);
    if (escalation?.conferenceId === conferenceId) return escalation;
    throw new ParleyError('SESSION_WRONG_STATE', 'this conference does not continue this call');
  }

  /** The escalation to this conference. */
  #escalationTo(id: ConferenceId): Escalation | undefined {
    return [...this.#escalations.values()].find(({ conferenceId }) => conferenceId === id);
  }

  #rollBackOf(endpoint: Endpoint, why: RollBack): void {
    for (const escalation of [...this.#escalations.values()]) {
      if (escalation.call.members.includes(endpoint)) this.#rollBack(escalation, why);
    }
  }

  /** Rolls back to the call alone. Both sides are notified before the conference ends (ESC-3). */
  #rollBack(escalation: Escalation, { code, by }: RollBack): void {
    this.#end(escalation, 'roll-back', code);
    const { call, conferenceId } = escalation;
    if (conferenceId === undefined) return;
    for (const member of call.members) {
      const notice = { sessionId: call.id, conferenceId, code, by: causeSeenBy(member, by, call) };
      member.notify('session-rolled-back', notice);
    }
    this.#options.conferences.giveUp(conferenceId);
  }

  #end(escalation: Escalation, event: EscalationRelayEnd, outcome: EscalationOutcome): void {
    const { log, onEnded } = this.#options;
    const { id } = escalation.call;
    escalation.end(event);
    this.#escalations.delete(id);
    onEnded(outcome);
    log.info({ sessionId: id, conferenceId: escalation.conferenceId, outcome }, 'escalation ended');
  }
}
