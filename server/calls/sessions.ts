import type { Address } from '../../protocol/addresses.ts';
import type { Ending } from '../../protocol/endings.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { ConversationId, SessionId } from '../../protocol/ids.ts';
import type { RequestData } from '../../protocol/signaling/requests.ts';
import type { DepartureReason, Endpoint } from '../endpoint.ts';
import type { Logger } from '../log.ts';
import { checkCandidate, checkDescription } from './descriptions.ts';
import { type NewSession, RelayedSession } from './relayed-session.ts';

/** What the sessions need of the registrar: presence follows the call. */
export interface CallPresence {
  enterCall(endpoint: Endpoint): void;
  leaveCall(endpoint: Endpoint): void;
}

/** The live peer-to-peer sessions of this server. Only the two endpoints of a session can say anything in it. */
export class Sessions {
  readonly #sessions = new Map<SessionId, RelayedSession>();
  readonly #presence: CallPresence;
  readonly #log: Logger;

  constructor(presence: CallPresence, log: Logger) {
    this.#presence = presence;
    this.#log = log;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** @throws ParleyError SESSION_WRONG_STATE when this ID is in use */
  begin(session: NewSession, inviter: Endpoint): void {
    const { sessionId: id } = session;
    if (this.#sessions.has(id)) throw new ParleyError('SESSION_WRONG_STATE', 'this session exists already');
    this.#sessions.set(id, new RelayedSession(session, inviter));
  }

  /** The device of `to` with which an endpoint is in a session of this conversation already. */
  partnerOf(
    endpoint: Endpoint,
    { conversationId, to }: { conversationId: ConversationId; to: Address },
  ): Endpoint | undefined {
    for (const session of this.#sessions.values()) {
      const partner = session.conversationId === conversationId ? session.partnerOf(endpoint) : undefined;
      if (partner?.address === to) return partner;
    }
    return undefined;
  }

  accept(id: SessionId, accepter: Endpoint): void {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new ParleyError('SESSION_GONE', 'no such session');
    session.accept(accepter);
    for (const member of session.members) this.#presence.enterCall(member);
    this.#log.info({ sessionId: id, endpointId: accepter.id }, 'session accepted');
  }

  /** Drops a session whose invitation ended without one. */
  abandon(id: SessionId): void {
    this.#sessions.delete(id);
  }

  /** Whether this endpoint is in a session of this ID. */
  includes(id: SessionId, endpoint: Endpoint): boolean {
    return this.#sessions.get(id)?.members.includes(endpoint) ?? false;
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE, PROTOCOL_MALFORMED */
  offer(from: Endpoint, { sessionId, offer }: RequestData<'session.offer'>): void {
    checkDescription(offer);
    this.#sessionOf(from, sessionId).offer(from, offer);
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE */
  hold(from: Endpoint, { sessionId, held }: RequestData<'session.hold'>): void {
    this.#sessionOf(from, sessionId).hold(from, held);
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE, PROTOCOL_MALFORMED */
  answer(from: Endpoint, { sessionId, answer }: RequestData<'session.answer'>): void {
    checkDescription(answer);
    this.#sessionOf(from, sessionId).answer(from, answer);
  }

  /** @throws ParleyError SESSION_GONE, RATE_LIMITED, PROTOCOL_MALFORMED */
  candidate(from: Endpoint, data: RequestData<'session.candidate'>): void {
    checkCandidate(data.candidate);
    this.#sessionOf(from, data.sessionId).relay(from, 'session-candidate', data);
  }

  /** @throws ParleyError SESSION_GONE, RATE_LIMITED */
  media(from: Endpoint, data: RequestData<'session.media'>): void {
    this.#sessionOf(from, data.sessionId).relay(from, 'session-media', data);
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE while it still rings: that is `invitation.cancel` */
  hangUp(from: Endpoint, { sessionId, reason, headers }: RequestData<'session.hang-up'>): void {
    const session = this.#sessionOf(from, sessionId);
    if (session.state === 'inviting') {
      throw new ParleyError('SESSION_WRONG_STATE', 'nobody has answered: cancel the invitation');
    }
    this.#end(session, from, { reason, by: 'you', ...(headers && { headers }) });
  }

  /** This endpoint is gone, and with it every session it was in. */
  endpointGone(endpoint: Endpoint, reason: DepartureReason): void {
    const by = reason === 'signed-out' ? 'you' : 'system';
    for (const session of [...this.#sessions.values()]) {
      if (session.state !== 'inviting' && session.members.includes(endpoint)) {
        this.#end(session, endpoint, { reason, by });
      }
    }
  }

  #end(session: RelayedSession, actor: Endpoint, ending: Ending): void {
    this.#sessions.delete(session.id);
    session.end(actor, ending);
    for (const member of session.members) this.#presence.leaveCall(member);
    this.#log.info({ sessionId: session.id, endpointId: actor.id, reason: ending.reason }, 'session ended');
  }

  /** Whoever is not in a session must not learn that it exists. */
  #sessionOf(endpoint: Endpoint, id: SessionId): RelayedSession {
    const session = this.#sessions.get(id);
    if (!session?.members.includes(endpoint)) throw new ParleyError('SESSION_GONE', 'no such session');
    return session;
  }
}
