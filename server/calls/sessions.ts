import type { Ending } from '../../protocol/endings.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { ConversationId, SessionId } from '../../protocol/ids.ts';
import type { RequestData } from '../../protocol/signaling/requests.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { ClaimedIds } from '../claimed-ids.ts';
import type { Logger } from '../log.ts';
import type { DepartureReason, Endpoint } from '../presence/endpoint.ts';
import { checkCandidate, checkDescription } from './descriptions.ts';
import { type NewSession, RelayedSession } from './relayed-session.ts';

/** What sessions need from the registrar: presence shows who is in a call. */
export interface CallPresence {
  enterCall(endpoint: Endpoint): void;
  leaveCall(endpoint: Endpoint): void;
}

export interface SessionsOptions {
  presence: CallPresence;
  ids: ClaimedIds;
  log: Logger;
  /** Whether this endpoint was referred within this session and has reached the target (SPEC REF-3). */
  transferred: (endpoint: Endpoint, id: SessionId) => boolean;
  /**
   * An agreed session has ended.
   * @param actor undefined if neither side ended it
   * @param ending from the actor's point of view
   */
  ended: (session: RelayedSession, actor: Endpoint | undefined, ending: Ending) => void;
}

/** The live peer-to-peer sessions of this server. Only the two endpoints of a session can send requests about it. */
export class Sessions {
  readonly #sessions = new Map<SessionId, RelayedSession>();
  readonly #options: SessionsOptions;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Begins the session of an invitation. The caller has checked that its ID is not in use. */
  begin(session: NewSession, inviter: Endpoint): void {
    const { sessionId: id } = session;
    this.#options.ids.claim(id);
    this.#sessions.set(id, new RelayedSession(session, inviter));
  }

  /** The device of `to` with which an endpoint already has a session in this conversation. */
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

  /** The device at the other end of an agreed call; undefined if this endpoint is not in such a call. */
  otherSideOf(endpoint: Endpoint, id: SessionId): Endpoint | undefined {
    const session = this.#sessions.get(id);
    return session?.sessionType === 'audio-video' ? session.partnerOf(endpoint) : undefined;
  }

  accept(id: SessionId, accepter: Endpoint): void {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new ParleyError('SESSION_GONE', 'no such session');
    session.accept(accepter);
    const { presence, log } = this.#options;
    for (const member of session.members) presence.enterCall(member);
    log.info({ sessionId: id, endpointId: accepter.id }, 'session accepted');
  }

  /** Drops the session of an invitation that ended without an answer. */
  abandon(id: SessionId): void {
    if (this.#sessions.get(id)?.state !== 'inviting') return;
    this.#sessions.delete(id);
    this.#options.ids.release(id);
  }

  /** Whether this endpoint is in the session. */
  includes(id: SessionId, endpoint: Endpoint): boolean {
    return this.#sessions.get(id)?.members.includes(endpoint) ?? false;
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE, PROTOCOL_MALFORMED */
  offer(from: Endpoint, data: RequestData<'session.offer'>): void {
    checkDescription(data.offer);
    this.#sessionOf(from, data.sessionId).offer(from, data);
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE */
  renew(from: Endpoint, { sessionId }: RequestData<'session.renew'>): void {
    this.#sessionOf(from, sessionId).renew(from);
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE */
  hold(from: Endpoint, { sessionId, held }: RequestData<'session.hold'>): void {
    this.#sessionOf(from, sessionId).hold(from, held);
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE, PROTOCOL_MALFORMED */
  answer(from: Endpoint, data: RequestData<'session.answer'>): void {
    checkDescription(data.answer);
    this.#sessionOf(from, data.sessionId).answer(from, data);
  }

  /** @throws ParleyError SESSION_GONE, RATE_LIMITED, PROTOCOL_MALFORMED */
  candidate(from: Endpoint, data: RequestData<'session.candidate'>): void {
    checkCandidate(data.candidate);
    this.#sessionOf(from, data.sessionId).relay(from, 'session-candidate', data);
  }

  /** @throws ParleyError SESSION_GONE, RATE_LIMITED */
  media(from: Endpoint, data: RequestData<'session.media'>): void {
    this.#sessionOf(from, data.sessionId).media(from, data);
  }

  /**
   * Finds an accepted audio-video session for one of its two sides.
   * @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE if it is not accepted or has another type
   */
  agreedCall(from: Endpoint, id: SessionId): RelayedSession {
    const session = this.#sessionOf(from, id);
    if (session.agreed && session.sessionType === 'audio-video') return session;
    throw new ParleyError('SESSION_WRONG_STATE', 'this is not an agreed call');
  }

  /**
   * @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE while it still rings (use `invitation.cancel`), or if the reason
   *   is `transferred` or `replaced` and that is not true
   */
  hangUp(from: Endpoint, { sessionId, reason, headers }: RequestData<'session.hang-up'>): void {
    const session = this.#sessionOf(from, sessionId);
    if (!session.agreed) {
      throw new ParleyError('SESSION_WRONG_STATE', 'it is unanswered: cancel the invitation');
    }
    const transferred = reason !== 'transferred' || this.#options.transferred(from, sessionId);
    if (!transferred || (reason === 'replaced' && !this.#isReplaced(from, sessionId))) {
      throw new ParleyError('SESSION_WRONG_STATE', 'nothing has replaced this session');
    }
    this.#end(session, from, { reason, by: 'you', headers });
  }

  /** This endpoint is gone: ends every session that it was in. */
  endpointGone(endpoint: Endpoint, reason: DepartureReason): void {
    const by = reason === 'signed-out' ? 'you' : 'system';
    for (const session of [...this.#sessions.values()]) {
      if (session.state !== 'inviting' && session.members.includes(endpoint)) {
        this.#end(session, endpoint, { reason, by });
      }
    }
  }

  /** Whether this endpoint has another call, with another device, that it does not hold. An unanswered call counts. */
  isBusyBeside(call: RelayedSession, endpoint: Endpoint): boolean {
    return [...this.#sessions.values()].some(
      (other) =>
        other !== call &&
        other.sessionType === 'audio-video' &&
        other.members.includes(endpoint) &&
        !(other.agreed && other.members.every((member) => call.members.includes(member))) &&
        !other.heldBy(endpoint),
    );
  }

  /** The sessions of the screens that are shared in a call, and then the call itself. */
  withSharesOf(call: RelayedSession): RelayedSession[] {
    return [...[...this.#sessions.values()].filter((session) => session.isShareIn(call)), call];
  }

  /** A conference has replaced this call: ends the screens that are shared in it, and then the call (ESC-2). */
  escalated(call: RelayedSession): void {
    for (const session of this.withSharesOf(call)) {
      this.#end(session, undefined, { reason: 'escalated', by: 'system' });
    }
  }

  #end(session: RelayedSession, actor: Endpoint | undefined, ending: Ending): void {
    const { presence, ids, log, ended } = this.#options;
    this.#sessions.delete(session.id);
    ids.release(session.id);
    session.end(actor, ending);
    for (const member of session.members) presence.leaveCall(member);
    log.info({ sessionId: session.id, endpointId: actor?.id, reason: ending.reason }, 'session ended');
    ended(session, actor, ending);
  }

  #isReplaced(endpoint: Endpoint, id: SessionId): boolean {
    return [...this.#sessions.values()].some((session) => session.replaces(id, endpoint));
  }

  /** An endpoint that is not in a session must not learn that it exists. */
  #sessionOf(endpoint: Endpoint, id: SessionId): RelayedSession {
    const session = this.#sessions.get(id);
    if (!session?.members.includes(endpoint)) throw new ParleyError('SESSION_GONE', 'no such session');
    return session;
  }
}
