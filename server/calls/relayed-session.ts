import type { Ending } from '../../protocol/endings.ts';
import { asSeenByOther } from '../../protocol/endings.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { ConversationId, SessionId } from '../../protocol/ids.ts';
import type { NoticeData, NoticeName } from '../../protocol/signaling/notices.ts';
import type { RequestData } from '../../protocol/signaling/requests.ts';
import {
  type Identity,
  isSameMedia,
  type MediaStatus,
  type OfferNumber,
  type SessionType,
} from '../../protocol/signaling/shapes.ts';
import { Machine } from '../../protocol/states/machine.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import { SESSION_RELAY_MOVES, type SessionRelayEvent, type SessionRelayState } from './session-moves.ts';

/** How many notices an inviter may send before the invitation is accepted. */
const MAX_KEPT = 200;

type Kept = { [Name in NoticeName]: { name: Name; data: NoticeData<Name> } }[NoticeName];

/** Data of a new session. */
export interface NewSession {
  sessionId: SessionId;
  conversationId: ConversationId;
  sessionType: SessionType;
  subject?: string | undefined;
  /** Who referred its inviter to the other side (SPEC REF-1). */
  referredBy?: Identity | undefined;
  /** The accepter's session that it replaces (SPEC REF-5). */
  replaces?: SessionId | undefined;
}

/** One session between two endpoints (RFC 3261 dialog): checks who may send what, and forwards it. */
export class RelayedSession {
  readonly id: SessionId;
  readonly conversationId: ConversationId;
  readonly sessionType: SessionType;
  readonly subject: string | undefined;
  readonly referredBy: Identity | undefined;
  readonly inviter: Endpoint;
  /** Whether it is being escalated: then it cannot be held (SPEC ESC-1). */
  escalating = false;
  readonly #replaces: SessionId | undefined;
  #accepter: Endpoint | undefined;
  readonly #machine = new Machine<SessionRelayState, SessionRelayEvent>({
    moves: SESSION_RELAY_MOVES,
    state: 'inviting',
  });
  /** Number of the last offer; undefined for the offer of the invitation. */
  #offerNumber: OfferNumber | undefined;
  readonly #kept: Kept[] = [];
  readonly #holders = new Set<Endpoint>();
  /** The latest media status of each side. */
  readonly #media = new Map<Endpoint, MediaStatus>();
  /** Whether the inviter was asked for a renewed offer and has not sent it yet. */
  #renewalAsked = false;
  /** How many times each side has sent its media status. */
  readonly #mediaNumbers = new Map<Endpoint, number>();

  constructor(session: NewSession, inviter: Endpoint) {
    this.id = session.sessionId;
    this.conversationId = session.conversationId;
    this.sessionType = session.sessionType;
    this.subject = session.subject;
    this.referredBy = session.referredBy;
    this.inviter = inviter;
    this.#replaces = session.replaces;
  }

  get state(): SessionRelayState {
    return this.#machine.state;
  }

  /** Whether it was accepted. */
  get agreed(): boolean {
    return this.#accepter !== undefined;
  }

  /** Whether either side holds it (INV-10). */
  get held(): boolean {
    return this.#holders.size > 0;
  }

  /** Whether this side holds it. */
  heldBy(endpoint: Endpoint): boolean {
    return this.#holders.has(endpoint);
  }

  /** How many times the other side has sent its media status. */
  mediaNumberFor(endpoint: Endpoint): number {
    const partner = this.partnerOf(endpoint);
    return (partner && this.#mediaNumbers.get(partner)) ?? 0;
  }

  /** Its endpoints: one while it is inviting, then two. */
  get members(): readonly Endpoint[] {
    return this.#accepter === undefined ? [this.inviter] : [this.inviter, this.#accepter];
  }

  /** The device at the other end; undefined before it is accepted, and for an endpoint that is not in it. */
  partnerOf(endpoint: Endpoint): Endpoint | undefined {
    return this.members.includes(endpoint) ? this.#otherThan(endpoint) : undefined;
  }

  /** Whether it is a screen that one side of a call shares with the other in the same conversation (SES-4). */
  isShareIn(call: RelayedSession): boolean {
    const isBetweenSame = this.agreed && this.members.every((member) => call.members.includes(member));
    return (
      this.sessionType === 'application-sharing' &&
      this.conversationId === call.conversationId &&
      isBetweenSame
    );
  }

  /** Whether this device has accepted it as the replacement of another session of its own (RFC 3891). */
  replaces(id: SessionId, endpoint: Endpoint): boolean {
    return this.#replaces === id && this.#accepter === endpoint;
  }

  /** This device has accepted. It gets the notices that the inviter has sent so far, in order. */
  accept(accepter: Endpoint): void {
    this.#machine.move('accept');
    this.#accepter = accepter;
    for (const { name, data } of this.#kept.splice(0)) accepter.notify(name, data);
  }

  /**
   * Another offer in an agreed session. Only the inviter makes offers, so that two never cross.
   * @throws ParleyError SESSION_WRONG_STATE from the other side; also while an answer is pending (RFC 3261 §14.2: 491),
   *   unless the offer is renewed
   */
  offer(from: Endpoint, data: RequestData<'session.offer'>): void {
    const event = data.renewed ? 'renewed-offer' : 'offer';
    if (from !== this.inviter || !this.#machine.can(event)) {
      throw new ParleyError('SESSION_WRONG_STATE', 'this side cannot make an offer now');
    }
    this.#machine.move(event);
    this.#renewalAsked = false;
    this.#offerNumber = data.offerNumber;
    this.#accepter?.notify('session-offered', data);
  }

  /** The accepter has a new page. @throws ParleyError SESSION_WRONG_STATE from the inviter, or before it is agreed */
  renew(from: Endpoint): void {
    if (from !== this.#accepter || !this.#machine.can('renewed-offer')) {
      throw new ParleyError('SESSION_WRONG_STATE', 'this side cannot ask for a new offer now');
    }
    if (this.#renewalAsked) return;
    this.#renewalAsked = true;
    this.inviter.notify('session-renewal-asked', { sessionId: this.id });
  }

  /** @throws ParleyError SESSION_WRONG_STATE unless it is the accepter's one answer to the last offer */
  answer(from: Endpoint, data: RequestData<'session.answer'>): void {
    if (from !== this.#accepter || !this.#machine.can('answer')) {
      throw new ParleyError('SESSION_WRONG_STATE', 'no answer from this side is pending');
    }
    if (data.offerNumber !== this.#offerNumber) {
      throw new ParleyError('SESSION_WRONG_STATE', 'the answered offer was replaced by another one');
    }
    this.#machine.move('answer');
    this.inviter.notify('session-answered', data);
  }

  /** @throws ParleyError SESSION_WRONG_STATE before it is accepted, or while it is being escalated (ESC-1) */
  hold(from: Endpoint, held: boolean): void {
    if (this.#machine.state === 'inviting') {
      throw new ParleyError('SESSION_WRONG_STATE', 'an unanswered call cannot be held');
    }
    if (this.escalating) throw new ParleyError('SESSION_WRONG_STATE', 'it is being escalated');
    if (held === this.#holders.has(from)) return;
    if (held) this.#holders.add(from);
    else this.#holders.delete(from);
    this.#otherThan(from)?.notify('session-hold', { sessionId: this.id, held });
  }

  /**
   * Sends this side's media status to the other side, with a number. A repeated status is not sent again.
   * @throws the same as {@link relay}
   */
  media(from: Endpoint, { sessionId, media }: RequestData<'session.media'>): void {
    const known = this.#media.get(from);
    if (known !== undefined && isSameMedia(known, media)) return;
    const number = (this.#mediaNumbers.get(from) ?? 0) + 1;
    this.relay(from, 'session-media', { sessionId, media, number });
    this.#media.set(from, media);
    this.#mediaNumbers.set(from, number);
  }

  /**
   * Forwards a notice to the other side, or keeps it until there is one.
   * @throws ParleyError RATE_LIMITED if too many notices are kept
   */
  relay<Name extends 'session-candidate' | 'session-media'>(
    from: Endpoint,
    name: Name,
    data: NoticeData<Name>,
  ): void {
    if (this.#machine.state === 'inviting') {
      if (this.#kept.length >= MAX_KEPT)
        throw new ParleyError('RATE_LIMITED', 'too many notices before an answer');
      this.#kept.push({ name, data } as Kept);
      return;
    }
    this.#otherThan(from)?.notify(name, data);
  }

  /**
   * Ends the session and notifies the other side.
   * @param actor who ended it, as seen in `ending`; without it both are notified
   */
  end(actor: Endpoint | undefined, ending: Ending): void {
    this.#machine.move('end');
    this.#kept.length = 0;
    const notice = { sessionId: this.id, ending: asSeenByOther(ending) };
    for (const member of this.members) if (member !== actor) member.notify('session-ended', notice);
  }

  #otherThan(endpoint: Endpoint): Endpoint | undefined {
    return this.members.find((member) => member !== endpoint);
  }
}
