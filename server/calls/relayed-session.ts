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
import { canMove, nextState } from '../../protocol/states/transition.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import { SESSION_RELAY_MOVES, type SessionRelayEvent, type SessionRelayState } from './session-moves.ts';

/** As many notices as an inviter may send before anyone has accepted. */
const MAX_KEPT = 200;

type Kept = { [Name in NoticeName]: { name: Name; data: NoticeData<Name> } }[NoticeName];

/** What a session is begun with. */
export interface NewSession {
  sessionId: SessionId;
  conversationId: ConversationId;
  sessionType: SessionType;
  subject?: string | undefined;
  /** Who referred its inviter to the other side (SPEC REF-1). */
  referredBy?: Identity | undefined;
  /** The session of its accepter whose place it takes (SPEC REF-5). */
  replaces?: SessionId | undefined;
}

/** One session between two endpoints: knows who may say what in it, and passes it on (RFC 3261 dialog). */
export class RelayedSession {
  readonly id: SessionId;
  readonly conversationId: ConversationId;
  readonly sessionType: SessionType;
  readonly subject: string | undefined;
  readonly referredBy: Identity | undefined;
  readonly inviter: Endpoint;
  /** Whether it is on its way to a conference: nobody holds it meanwhile (SPEC ESC-1). */
  escalating = false;
  readonly #replaces: SessionId | undefined;
  #accepter: Endpoint | undefined;
  #state: SessionRelayState = 'inviting';
  /** Of the last offer; that of the invitation has none. */
  #offerNumber: OfferNumber | undefined;
  readonly #kept: Kept[] = [];
  readonly #holders = new Set<Endpoint>();
  /** What each side has said last of its media. */
  readonly #media = new Map<Endpoint, MediaStatus>();
  /** Whether the inviter was asked for a renewed offer and has not made it yet. */
  #renewalAsked = false;
  /** How often each side has said what it sends. */
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
    return this.#state;
  }

  /** Whether somebody has accepted it. */
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

  /** How often the other side has said what it sends. */
  mediaNumberFor(endpoint: Endpoint): number {
    const partner = this.partnerOf(endpoint);
    return (partner && this.#mediaNumbers.get(partner)) ?? 0;
  }

  /** The endpoints in it: one while it is inviting, then two. */
  get members(): readonly Endpoint[] {
    return this.#accepter === undefined ? [this.inviter] : [this.inviter, this.#accepter];
  }

  /** The device at the other end; undefined before somebody has accepted, and for whoever is not in it. */
  partnerOf(endpoint: Endpoint): Endpoint | undefined {
    return this.members.includes(endpoint) ? this.#otherThan(endpoint) : undefined;
  }

  /** Whether it is a screen that the two of a call share with one another in its conversation (SES-4). */
  isShareIn(call: RelayedSession): boolean {
    const theirs = this.agreed && this.members.every((member) => call.members.includes(member));
    return (
      this.sessionType === 'application-sharing' && this.conversationId === call.conversationId && theirs
    );
  }

  /** Whether this device has accepted it in the place of another session of theirs (RFC 3891). */
  replaces(id: SessionId, endpoint: Endpoint): boolean {
    return this.#replaces === id && this.#accepter === endpoint;
  }

  /** This device has the call. What the inviter said meanwhile reaches it in order. */
  accept(accepter: Endpoint): void {
    this.#move('accept');
    this.#accepter = accepter;
    for (const { name, data } of this.#kept.splice(0)) accepter.notify(name, data);
  }

  /**
   * Another offer in an agreed session. Only its inviter makes one, so that two never cross.
   * @throws ParleyError SESSION_WRONG_STATE from the other side, or while an answer is awaited (RFC 3261 §14.2: 491),
   * which only a renewed one need not wait for
   */
  offer(from: Endpoint, data: RequestData<'session.offer'>): void {
    const event = data.renewed ? 'renewed-offer' : 'offer';
    if (from !== this.inviter || !this.#can(event)) {
      throw new ParleyError('SESSION_WRONG_STATE', 'no offer can be made now from this side');
    }
    this.#move(event);
    this.#renewalAsked = false;
    this.#offerNumber = data.offerNumber;
    this.#accepter?.notify('session-offered', data);
  }

  /** The accepter has another page. @throws ParleyError SESSION_WRONG_STATE from the inviter, and before it is agreed */
  renew(from: Endpoint): void {
    if (from !== this.#accepter || !this.#can('renewed-offer')) {
      throw new ParleyError('SESSION_WRONG_STATE', 'no new offer can be asked for now from this side');
    }
    if (this.#renewalAsked) return;
    this.#renewalAsked = true;
    this.inviter.notify('session-renewal-asked', { sessionId: this.id });
  }

  /** @throws ParleyError SESSION_WRONG_STATE unless it is the accepter's one answer to the last offer */
  answer(from: Endpoint, data: RequestData<'session.answer'>): void {
    if (from !== this.#accepter || !this.#can('answer')) {
      throw new ParleyError('SESSION_WRONG_STATE', 'no answer is awaited from this side');
    }
    if (data.offerNumber !== this.#offerNumber) {
      throw new ParleyError(
        'SESSION_WRONG_STATE',
        'another offer has taken the place of the one that it answers',
      );
    }
    this.#move('answer');
    this.inviter.notify('session-answered', data);
  }

  /** @throws ParleyError SESSION_WRONG_STATE before somebody has accepted, and on its way to a conference (ESC-1) */
  hold(from: Endpoint, held: boolean): void {
    if (this.#state === 'inviting') {
      throw new ParleyError('SESSION_WRONG_STATE', 'nobody has answered: there is nothing to hold');
    }
    if (this.escalating) throw new ParleyError('SESSION_WRONG_STATE', 'it is on its way to a conference');
    if (held === this.#holders.has(from)) return;
    if (held) this.#holders.add(from);
    else this.#holders.delete(from);
    this.#otherThan(from)?.notify('session-hold', { sessionId: this.id, held });
  }

  /**
   * Tells the other side what of this side's media is on, numbered. The same again is told to nobody.
   * @throws as {@link relay}
   */
  media(from: Endpoint, { sessionId, media }: RequestData<'session.media'>): void {
    const said = this.#media.get(from);
    if (said !== undefined && isSameMedia(said, media)) return;
    const number = (this.#mediaNumbers.get(from) ?? 0) + 1;
    this.relay(from, 'session-media', { sessionId, media, number });
    this.#media.set(from, media);
    this.#mediaNumbers.set(from, number);
  }

  /**
   * Passes a notice to the other side, or keeps it until there is one.
   * @throws ParleyError RATE_LIMITED when too much is kept
   */
  relay<Name extends 'session-candidate' | 'session-media'>(
    from: Endpoint,
    name: Name,
    data: NoticeData<Name>,
  ): void {
    if (this.#state === 'inviting') {
      if (this.#kept.length >= MAX_KEPT) throw new ParleyError('RATE_LIMITED', 'too much before an answer');
      this.#kept.push({ name, data } as Kept);
      return;
    }
    this.#otherThan(from)?.notify(name, data);
  }

  /** Ends it for all but `actor`, who reads `by` in `ending` as it stands; without one both sides are told. */
  end(actor: Endpoint | undefined, ending: Ending): void {
    this.#move('end');
    this.#kept.length = 0;
    const told = { sessionId: this.id, ending: asSeenByOther(ending) };
    for (const member of this.members) if (member !== actor) member.notify('session-ended', told);
  }

  #otherThan(endpoint: Endpoint): Endpoint | undefined {
    return this.members.find((member) => member !== endpoint);
  }

  #can(event: SessionRelayEvent): boolean {
    return canMove<SessionRelayState, SessionRelayEvent>(SESSION_RELAY_MOVES, this.#state, event);
  }

  #move(event: SessionRelayEvent): void {
    this.#state = nextState<SessionRelayState, SessionRelayEvent>(SESSION_RELAY_MOVES, this.#state, event);
  }
}
