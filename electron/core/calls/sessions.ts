import type { ConferenceInfo } from '../../../protocol/conferences/conference.ts';
import type { Ending } from '../../../protocol/endings.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import {
  type CarriageId,
  ConversationId,
  InvitationId,
  type InvitationId as InvitationIdType,
  type LeaseId,
  type ReferId,
  SessionId,
} from '../../../protocol/ids.ts';
import type { Holder } from '../../../protocol/local/ledger.ts';
import type { RequestedMedia } from '../../../protocol/media.ts';
import type { SessionView } from '../../../protocol/rpc/session-view.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { Crossing, Identity, Invitation } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Lease } from '../devices/lease.ts';
import type { Leases } from '../devices/leases.ts';
import type { Ids } from '../ports.ts';
import { escalatedBy, isCallOf, receptionOf } from './reception.ts';
import { Session } from './session/session.ts';
import { type SessionFacts, shownView } from './session/session-facts.ts';
import type { HangUpReason } from './session/session-goodbye.ts';
import type { SessionPorts } from './session/session-ports.ts';
import { SessionCrossings } from './session-crossings.ts';
import { type CallBook, noteChange, noteEnd } from './session-history.ts';
import { tellSession } from './session-notices.ts';
import { holderOf, idleView, isDone, type NewView, viewOf } from './session-views.ts';
import { SilentInvitations } from './silent-invitations.ts';

/** Ended sessions that stay visible until they are dismissed. */
const keptEnded = 20;
/** All sessions, as `AppState` limits them. */
const keptInAll = 100;

export interface SessionsOptions {
  ports: SessionPorts;
  leases: Leases;
  ids: Ids;
  /** Whether our user does not want to be disturbed (NOTE-6). */
  doNotDisturb(): boolean;
  /** Whether a conversation may be with this person (CONV-4). */
  mayConverse(address: Address, id: ConversationId): boolean;
  /** Shows the sessions, oldest first. */
  show(sessions: SessionView[]): void;
  history: CallBook;
  /** An invitation replaces a call of ours (SPEC REF-5). */
  replacing(session: Session, replaced: Session): void;
  /** An invitation to the conference that continues a call arrived (SPEC ESC-1). */
  escalating(session: Session, call: Session): void;
}

/** A session that our user begins. */
export interface Outgoing {
  to: Identity;
  media: RequestedMedia;
  sessionType: 'audio-video' | 'application-sharing';
  subject?: string;
  /** The conversation that it continues; without it, a new conversation begins (CONV-1). */
  conversationId?: ConversationId;
  /** The lease of a screen that was chosen before. */
  lease?: Lease;
  /** The referral that causes the call, and the person who sent it (SPEC REF-2). */
  referral?: { id: ReferId; by: Identity };
  prepare?: () => void;
}

/** All peer-to-peer sessions of this client. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<SessionId, Session>();
  readonly #silent: SilentInvitations;
  readonly #crossings: SessionCrossings;

  constructor(options: SessionsOptions) {
    this.#options = options;
    const { ports, history } = options;
    this.#silent = new SilentInvitations({ ports, ended: (entry) => history.add(entry) });
    this.#crossings = new SessionCrossings({
      receive: (crossing) => this.#receive(crossing),
      share: (devicesOf, session) => {
        const lease = devicesOf.shareLease(holderOf(session.view));
        lease.handOver(holderOf(session.view), (status) => session.localMedia(status));
        return lease;
      },
    });
  }

  /** Calls that hold or may soon hold media, including those that our user is accepting. */
  get calls(): Session[] {
    return this.#all.filter(({ engaged, view }) => engaged && view.sessionType === 'audio-video');
  }

  /** Whether our user is accepting an invitation to a conference. */
  get coming(): boolean {
    return this.#all.some(
      ({ record, over }) => record.toConference && record.dialog === 'accepting' && !over,
    );
  }

  /** Our call that this invitation would continue as a conference (CONV-3). */
  escalatedBy({ view }: Session): Session | undefined {
    const call = escalatedBy(
      view,
      this.#all.map((session) => session.view),
    );
    return call && this.#sessions.get(call.id);
  }

  /** Live shared screens of both sides in this call. */
  sharesIn({ view }: Session): Session[] {
    return this.#sharesWith(view).filter(({ live }) => live);
  }

  /** Live screens that our user shares. */
  get ownShares(): Session[] {
    const own = ({ sessionType, direction }: SessionFacts) =>
      sessionType === 'application-sharing' && direction === 'outgoing';
    return this.#all.filter(({ live, view }) => live && own(view));
  }

  /** Invites a person. The state shows the progress. */
  begin({ to, media, sessionType, subject, conversationId, lease, referral, prepare }: Outgoing): SessionId {
    if (sessionType === 'audio-video') this.#dropEnded(() => true);
    const { ids } = this.#options;
    const view: NewView = {
      id: SessionId.parse(ids.next()),
      invitationId: InvitationId.parse(ids.next()),
      conversationId: conversationId ?? ConversationId.parse(ids.next()),
      sessionType,
      direction: 'outgoing',
      peer: to,
      requested: media,
      ...(subject === undefined ? {} : { subject }),
      ...(referral === undefined ? {} : { referredBy: referral.by }),
    };
    const session = this.#add(view, lease);
    session.record.referId = referral?.id;
    void session.invite(prepare);
    return view.id;
  }

  /**
   * Invites a person to a conference that we are in (CONV-3). A person whom we are already inviting is not invited again.
   * @param how `quiet`: the person joins without being asked, since the conference continues our call; the invitation is
   *   not shown
   * @throws ParleyError LIMIT_REACHED when too many sessions are shown
   */
  inviteToConference(
    to: Identity,
    { id: conferenceId, conversationId, title }: ConferenceInfo,
    { quiet = false } = {},
  ): SessionId {
    const same = this.#all.filter(
      ({ view }) =>
        view.direction === 'outgoing' &&
        view.conferenceId === conferenceId &&
        view.peer.address === to.address,
    );
    for (const { over, view } of same) if (over) this.#sessions.delete(view.id);
    const ringing = same.find(({ over }) => !over);
    if (ringing !== undefined) return ringing.view.id;
    if (this.#sessions.size >= keptInAll) throw new ParleyError('LIMIT_REACHED', 'too many invitations');
    const { ids } = this.#options;
    const view: NewView = {
      id: SessionId.parse(ids.next()),
      invitationId: InvitationId.parse(ids.next()),
      conversationId,
      conferenceId,
      sessionType: 'conference',
      direction: 'outgoing',
      peer: to,
      requested: { microphone: true, camera: true },
      ...(title === '' ? {} : { subject: title }),
    };
    const session = this.#add(view);
    session.record.quiet = quiet;
    void session.invite();
    return view.id;
  }

  /** A lease for a session that is about to begin. The session follows its status from then on. */
  grantLease(holder: Holder): Lease {
    return this.#options.leases.grant(holder, () => {});
  }

  byLease(id: LeaseId): Session | undefined {
    return this.#all.find(({ view }) => view.leaseId === id);
  }

  /** @throws ParleyError SESSION_GONE */
  find(id: SessionId): Session {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new ParleyError('SESSION_GONE', 'no such session');
    return session;
  }

  /** The call itself, or the crossing call of the other side that replaced it (SPEC INV-13). */
  standing(session: Session): Session {
    return this.#crossings.standing(session);
  }

  has(id: CarriageId): boolean {
    return this.#sessions.has(id as SessionId);
  }

  /** @throws ParleyError INVITATION_GONE */
  byInvitation(id: InvitationIdType): Session {
    const session = this.#ofInvitation(id);
    if (session === undefined) throw new ParleyError('INVITATION_GONE', 'no such invitation');
    return session;
  }

  /** Takes notices about sessions; ended and unknown sessions do not change. @returns whether the notice was one */
  handle(notice: Notice): boolean {
    switch (notice.name) {
      case 'invitation-received':
        this.#invited(notice.data.invitation, notice.data.offer);
        return true;
      case 'invitation-missed':
        this.#silent.missed(notice.data.invitation, notice.data.ending);
        return true;
      case 'invitation-ringing':
        this.#ofInvitation(notice.data.invitationId)?.ringing();
        return true;
      case 'invitation-ended':
        this.#invitationEnded(notice.data.invitationId, notice.data.ending);
        return true;
      default:
        return tellSession(notice, (id) => this.#sessions.get(id));
    }
  }

  /** @throws ParleyError SESSION_WRONG_STATE while the session is not over */
  dismiss(id: SessionId): void {
    if (!this.find(id).over) throw new ParleyError('SESSION_WRONG_STATE', 'this session is not over');
    this.#sessions.delete(id);
    this.#show();
  }

  /** Ends all sessions without notifying anyone, since the connection is lost. */
  endAll(ending: Ending): void {
    for (const session of this.#sharesFirst) session.lost(ending);
  }

  /** Hangs up all sessions with media; invitations keep ringing. */
  async hangUpLive(): Promise<void> {
    await Promise.all(this.#all.filter(({ live }) => live).map((session) => session.hangUp()));
  }

  async hangUpAll(reason: HangUpReason): Promise<void> {
    await Promise.all(this.#sharesFirst.map((session) => session.hangUp(reason)));
  }

  pageGone(): void {
    for (const session of this.#sharesFirst) session.pageGone();
  }

  pageBack(): void {
    for (const session of this.#all) session.pageBack();
  }

  networkChanged(): void {
    for (const session of this.#all) session.networkChanged();
  }

  get #all(): Session[] {
    return [...this.#sessions.values()];
  }

  /** Shared screens first, so that each ends by the common cause and not by the end of its call. */
  get #sharesFirst(): Session[] {
    const call = ({ view }: Session) => view.sessionType === 'audio-video';
    return this.#all.sort((one, other) => Number(call(one)) - Number(call(other)));
  }

  #invited(invitation: Invitation, offer: string | undefined): void {
    if (this.#silent.late(invitation)) return;
    if (this.#sessions.has(invitation.sessionId) || this.#sessions.size >= keptInAll) return;
    const reception = receptionOf(invitation, {
      sessions: this.#all.map(({ view }) => view),
      doNotDisturb: this.#options.doNotDisturb(),
      isForeign: !this.#options.mayConverse(invitation.from.address, invitation.conversationId),
      hasOffer: offer !== undefined,
    });
    if (reception.act === 'decline') {
      this.#silent.turnAway(invitation, reception.reason);
      return;
    }
    const view = viewOf(invitation);
    const replaced = reception.act === 'replace' ? this.find(reception.replaces) : undefined;
    const session = this.#add(view, replaced?.shareLease(holderOf(view)));
    session.invited(offer ?? '', { quiet: reception.act !== 'ring' });
    if (replaced) this.#options.replacing(session, replaced);
    else if (reception.act === 'escalate') this.#options.escalating(session, this.find(reception.escalates));
    // The state shows a failure, as for every session.
    else if (reception.act === 'accept') session.accept({ microphone: false, camera: false }).catch(() => {});
  }

  /** The session of an invitation that our own invitation crossed. A new one does not alert the user. */
  #receive({ invitation, offer = '' }: Crossing): Session {
    const known = this.#sessions.get(invitation.sessionId);
    if (known !== undefined) return known;
    const session = this.#add(viewOf(invitation));
    session.invited(offer, { quiet: true });
    return session;
  }

  #invitationEnded(id: InvitationIdType, ending: Ending): void {
    const session = this.#ofInvitation(id) ?? this.#crossings.acceptedBy(id);
    if (session === undefined) this.#silent.ended(id, ending, { known: false });
    else session.invitationEnded(ending);
  }

  #add(view: NewView, lease = this.grantLease(holderOf(view))): Session {
    const session = new Session({
      view: idleView(view, lease),
      lease,
      ports: this.#options.ports,
      events: {
        changed: () => {
          noteChange(this.#options.history, session.record);
          this.#show();
        },
        heldChanged: () => this.#sharesFollow(session),
        crossed: (crossing, prepare) => this.#crossings.crossed(session, { crossing, prepare }),
        closed: () => {
          this.#crossings.closed(session);
          this.#endSharesOf(session);
        },
        ended: () => this.#ended(session),
      },
    });
    lease.handOver(holderOf(view), (status) => session.localMedia(status));
    this.#sessions.set(view.id, session);
    return session;
  }

  #ended(session: Session): void {
    const { view, record } = session;
    this.#crossings.ended(session);
    if (view.ending) this.#silent.ended(view.invitationId, view.ending, { known: true });
    noteEnd(this.#options.history, record);
  }

  /** Shared screens are held with their call (INV-10). */
  #sharesFollow({ view }: Session): void {
    const calls = this.#all.filter((session) => session.record.established);
    for (const share of this.#sharesWith(view)) {
      share.hold.withCall(calls.some((call) => isCallOf(call.view, share.view) && call.hold.held));
    }
  }

  /** The screens that were shared in a call end with the call. */
  #endSharesOf({ view }: Session): void {
    if (view.sessionType !== 'audio-video' || view.establishedAtMs === undefined) return;
    for (const share of this.#sharesWith(view)) if (share.engaged) void share.hangUp();
  }

  #sharesWith({ conversationId, peer }: SessionFacts): Session[] {
    return this.#all.filter(
      ({ view }) =>
        view.sessionType === 'application-sharing' &&
        view.conversationId === conversationId &&
        view.peer.address === peer.address,
    );
  }

  #ofInvitation(id: InvitationIdType): Session | undefined {
    return this.#all.find(({ view }) => view.invitationId === id);
  }

  #dropEnded(which: (index: number) => boolean): void {
    const ended = this.#all.filter((session) => session.over);
    for (const [index, session] of ended.entries()) {
      if (which(ended.length - index) || isDone(session)) this.#sessions.delete(session.view.id);
    }
  }

  #show(): void {
    this.#dropEnded((fromLatest) => fromLatest > keptEnded);
    const views = this.#all.filter(({ record }) => !record.quiet).map(({ view }) => view);
    const shown = views.map((facts): SessionView | undefined => {
      const view = shownView(facts);
      const isOpen = view?.sessionType === 'conference' && view.state === 'incoming';
      return isOpen ? { ...view, escalates: escalatedBy(facts, views)?.id } : view;
    });
    this.#options.show(shown.filter((view) => view !== undefined));
  }
}
