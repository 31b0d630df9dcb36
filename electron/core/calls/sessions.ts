import type { ConferenceInfo } from '../../../protocol/conferences/conference.ts';
import type { Ending } from '../../../protocol/endings.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type {
  CarriageId,
  ConversationId,
  InvitationId as InvitationIdType,
  LeaseId,
  SessionId,
} from '../../../protocol/ids.ts';
import type { Holder } from '../../../protocol/local/ledger.ts';
import type { SessionView } from '../../../protocol/rpc/session-view.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { Crossing, Identity, Invitation } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Lease } from '../devices/lease.ts';
import type { Leases } from '../devices/leases.ts';
import type { Ids } from '../ports.ts';
import { ConferenceInvitation } from './conference-invitation/conference-invitation.ts';
import type { NewConferenceInvitation } from './conference-invitation/conference-invitation-record.ts';
import { arrivedInvitation, sentInvitation } from './conference-invitation/conference-invitation-views.ts';
import { escalatedBy, isCallOf, receptionOf } from './reception.ts';
import { Session } from './session/session.ts';
import type { EndingRecord } from './session/session-end.ts';
import type { SessionFacts } from './session/session-facts.ts';
import type { HangUpReason } from './session/session-goodbye.ts';
import type { SessionPorts } from './session/session-ports.ts';
import { SessionCrossings } from './session-crossings.ts';
import { type CallBook, noteChange, noteEnd } from './session-history.ts';
import { tellSession } from './session-notices.ts';
import {
  holderOf,
  idleView,
  isDone,
  type NewView,
  newView,
  type Outgoing,
  shownViews,
  viewOf,
} from './session-views.ts';
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
  escalating(invitation: ConferenceInvitation, call: Session): void;
}

/** All peer-to-peer sessions of this client, and its invitations to conferences. */
export class Sessions {
  readonly #options: SessionsOptions;
  /** By session ID, oldest first. An invitation to a conference has the ID of a session that never begins. */
  readonly #all = new Map<SessionId, Session | ConferenceInvitation>();
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
    return this.#sessions.filter(({ engaged, view }) => engaged && view.sessionType === 'audio-video');
  }

  /** Whether our user is accepting an invitation to a conference. */
  get coming(): boolean {
    return [...this.#all.values()].some((each) => each instanceof ConferenceInvitation && each.accepting);
  }

  /** Our call that this invitation would continue as a conference (CONV-3). */
  escalatedBy({ view }: ConferenceInvitation): Session | undefined {
    const views = this.#sessions.map((session) => session.view);
    const call = escalatedBy(view, views);
    return this.#sessions.find(({ view: { id } }) => id === call?.id);
  }

  /** Live shared screens of both sides in this call. */
  sharesIn({ view }: Session): Session[] {
    return this.#sharesWith(view).filter(({ live }) => live);
  }

  /** Live screens that our user shares. */
  get ownShares(): Session[] {
    const own = ({ sessionType, direction }: SessionFacts) =>
      sessionType === 'application-sharing' && direction === 'outgoing';
    return this.#sessions.filter(({ live, view }) => live && own(view));
  }

  /** Invites a person. The state shows the progress. */
  begin(outgoing: Outgoing): SessionId {
    const { sessionType, lease, referral, prepare } = outgoing;
    if (sessionType === 'audio-video') this.#dropEnded(() => true);
    const view = newView(outgoing, this.#options.ids);
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
  inviteToConference(to: Identity, conference: ConferenceInfo, { quiet = false } = {}): SessionId {
    const same = [...this.#all.values()].filter(
      ({ view }) =>
        view.sessionType === 'conference' &&
        view.direction === 'outgoing' &&
        view.conferenceId === conference.id &&
        view.peer.address === to.address,
    );
    for (const { over, view } of same) if (over) this.#all.delete(view.id);
    const ringing = same.find(({ over }) => !over);
    if (ringing !== undefined) return ringing.view.id;
    if (this.#all.size >= keptInAll) throw new ParleyError('LIMIT_REACHED', 'too many invitations');
    const invitation = this.#addInvitation(sentInvitation(to, conference, this.#options.ids));
    void invitation.send({ quiet });
    return invitation.view.id;
  }

  /** A lease for a session that is about to begin. The session follows its status from then on. */
  grantLease(holder: Holder): Lease {
    return this.#options.leases.grant(holder, () => {});
  }

  byLease(id: LeaseId): Session | undefined {
    return this.#sessions.find(({ view }) => view.leaseId === id);
  }

  /** @throws ParleyError SESSION_GONE */
  any(id: SessionId): Session | ConferenceInvitation {
    const found = this.#all.get(id);
    if (found === undefined) throw new ParleyError('SESSION_GONE', 'no such session');
    return found;
  }

  /** @throws ParleyError SESSION_GONE, SESSION_WRONG_STATE for an invitation to a conference */
  find(id: SessionId): Session {
    const found = this.any(id);
    if (found instanceof Session) return found;
    throw new ParleyError('SESSION_WRONG_STATE', 'an invitation to a conference has no session');
  }

  /** The call itself, or the crossing call of the other side that replaced it (SPEC INV-13). */
  standing(session: Session): Session {
    return this.#crossings.standing(session);
  }

  has(id: CarriageId): boolean {
    return this.#all.get(id as SessionId) instanceof Session;
  }

  /** @throws ParleyError INVITATION_GONE */
  byInvitation(id: InvitationIdType): Session | ConferenceInvitation {
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
        return tellSession(notice, (id) => this.#all.get(id));
    }
  }

  /** @throws ParleyError SESSION_WRONG_STATE while the session is not over */
  dismiss(id: SessionId): void {
    if (!this.any(id).over) throw new ParleyError('SESSION_WRONG_STATE', 'this session is not over');
    this.#all.delete(id);
    this.#show();
  }

  /** Ends all sessions without notifying anyone, since the connection is lost. */
  endAll(ending: Ending): void {
    for (const session of this.#sharesFirst) session.lost(ending);
  }

  /** Hangs up all sessions with media; invitations keep ringing. */
  async hangUpLive(): Promise<void> {
    await Promise.all([...this.#all.values()].filter(({ live }) => live).map((each) => each.hangUp()));
  }

  async hangUpAll(reason: HangUpReason): Promise<void> {
    await Promise.all(this.#sharesFirst.map((session) => session.hangUp(reason)));
  }

  pageGone(): void {
    for (const each of this.#sharesFirst) if (each instanceof Session) each.pageGone();
  }

  pageBack(): void {
    for (const session of this.#sessions) session.pageBack();
  }

  networkChanged(): void {
    for (const session of this.#sessions) session.networkChanged();
  }

  get #sessions(): Session[] {
    return [...this.#all.values()].filter((each) => each instanceof Session);
  }

  /** Shared screens first, so that each ends by the common cause and not by the end of its call. */
  get #sharesFirst(): (Session | ConferenceInvitation)[] {
    const call = ({ view }: Session | ConferenceInvitation) => view.sessionType === 'audio-video';
    return [...this.#all.values()].sort((one, other) => Number(call(one)) - Number(call(other)));
  }

  #invited(invitation: Invitation, offer: string | undefined): void {
    if (this.#silent.late(invitation)) return;
    if (this.#all.has(invitation.sessionId) || this.#all.size >= keptInAll) return;
    const reception = receptionOf(invitation, {
      sessions: this.#sessions.map(({ view }) => view),
      doNotDisturb: this.#options.doNotDisturb(),
      isForeign: !this.#options.mayConverse(invitation.from.address, invitation.conversationId),
      hasOffer: offer !== undefined,
    });
    if (reception.act === 'decline') {
      this.#silent.turnAway(invitation, reception.reason);
      return;
    }
    const { sessionType, conferenceId } = invitation;
    if (sessionType === 'conference' && conferenceId !== undefined) {
      const arrived = this.#addInvitation(arrivedInvitation(invitation, conferenceId));
      arrived.arrived(invitation.expiresAtMs, { quiet: reception.act === 'escalate' });
      if (reception.act === 'escalate') this.#options.escalating(arrived, this.find(reception.escalates));
      return;
    }
    const view = viewOf(invitation);
    const replaced = reception.act === 'replace' ? this.find(reception.replaces) : undefined;
    const session = this.#add(view, replaced?.shareLease(holderOf(view)));
    session.invited(offer ?? '', { quiet: reception.act !== 'ring' });
    if (replaced) this.#options.replacing(session, replaced);
    // The state shows a failure, as for every session.
    else if (reception.act === 'accept') session.accept({ microphone: false, camera: false }).catch(() => {});
  }

  /** The session of an invitation that our own invitation crossed. A new one does not alert the user. */
  #receive({ invitation, offer = '' }: Crossing): Session {
    const known = this.#all.get(invitation.sessionId);
    if (known instanceof Session) return known;
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
    this.#all.set(view.id, session);
    return session;
  }

  #addInvitation(view: NewConferenceInvitation): ConferenceInvitation {
    const { ports, history } = this.#options;
    const invitation = new ConferenceInvitation({
      view,
      ports,
      events: {
        changed: () => {
          noteChange(history, invitation.record);
          this.#show();
        },
        ended: () => this.#noteEnd(invitation),
      },
    });
    this.#all.set(view.id, invitation);
    return invitation;
  }

  #ended(session: Session): void {
    this.#crossings.ended(session);
    this.#noteEnd(session);
  }

  #noteEnd({ record }: Session | ConferenceInvitation): void {
    const { invitationId, ending }: EndingRecord['view'] = record.view;
    if (ending) this.#silent.ended(invitationId, ending, { known: true });
    noteEnd(this.#options.history, record);
  }

  /** Shared screens are held with their call (INV-10). */
  #sharesFollow({ view }: Session): void {
    const calls = this.#sessions.filter((session) => session.record.established);
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
    return this.#sessions.filter(
      ({ view }) =>
        view.sessionType === 'application-sharing' &&
        view.conversationId === conversationId &&
        view.peer.address === peer.address,
    );
  }

  #ofInvitation(id: InvitationIdType): Session | ConferenceInvitation | undefined {
    return [...this.#all.values()].find(({ view }) => view.invitationId === id);
  }

  #dropEnded(which: (index: number) => boolean): void {
    const ended = [...this.#all.values()].filter(({ over }) => over);
    for (const [index, session] of ended.entries()) {
      if (which(ended.length - index) || isDone(session)) this.#all.delete(session.view.id);
    }
  }

  #show(): void {
    this.#dropEnded((fromLatest) => fromLatest > keptEnded);
    this.#options.show(shownViews([...this.#all.values()]));
  }
}
