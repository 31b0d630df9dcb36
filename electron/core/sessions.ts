import type { Address } from '../../protocol/addresses.ts';
import { DisplayName } from '../../protocol/addresses.ts';
import type { Ending } from '../../protocol/endings.ts';
import { ParleyError } from '../../protocol/errors.ts';
import {
  type CarriageId,
  ConversationId,
  InvitationId,
  type InvitationId as InvitationIdType,
  SessionId,
} from '../../protocol/ids.ts';
import type { RequestedMedia } from '../../protocol/media.ts';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import type { Notice } from '../../protocol/signaling/notices.ts';
import type { Identity, Invitation } from '../../protocol/signaling/shapes.ts';
import { ALL_OFF, type Leases } from './leases.ts';
import type { Ids } from './ports.ts';
import { type HangUpReason, Session, type SessionPorts } from './session.ts';

/** Ended sessions that stay visible until they are dismissed. */
const keptEnded = 20;
/** All together, as `AppState` has it. */
const keptInAll = 100;

export interface SessionsOptions {
  ports: Omit<SessionPorts, 'changed'>;
  leases: Leases;
  ids: Ids;
  /** Shows the sessions, oldest first. */
  show(sessions: SessionView[]): void;
}

/** All peer-to-peer sessions of this client. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<SessionId, Session>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Whether a session holds, or may come to hold, media. */
  get live(): boolean {
    return [...this.#sessions.values()].some((session) => session.live);
  }

  get ringing(): boolean {
    return [...this.#sessions.values()].some((session) => session.view.state === 'incoming');
  }

  /** Calls somebody. What becomes of it stands in the state. */
  call(to: Identity, media: RequestedMedia, subject?: string): SessionId {
    this.#dropEnded(() => true);
    const { ids } = this.#options;
    const session = this.#add({
      id: SessionId.parse(ids.next()),
      invitationId: InvitationId.parse(ids.next()),
      conversationId: ConversationId.parse(ids.next()),
      sessionType: 'audio-video',
      direction: 'outgoing',
      peer: to,
      requested: media,
      ...(subject === undefined ? {} : { subject }),
    });
    session.invite();
    return session.view.id;
  }

  /** @throws ParleyError SESSION_GONE */
  find(id: SessionId): Session {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new ParleyError('SESSION_GONE', 'no such session');
    return session;
  }

  has(id: CarriageId): boolean {
    return this.#sessions.has(id as SessionId);
  }

  /** @throws ParleyError INVITATION_GONE */
  byInvitation(id: InvitationIdType): Session {
    const session = [...this.#sessions.values()].find(({ view }) => view.invitationId === id);
    if (session === undefined) throw new ParleyError('INVITATION_GONE', 'no such invitation');
    return session;
  }

  /** Takes the notices that are about sessions. @returns whether it was one */
  take(notice: Notice): boolean {
    switch (notice.name) {
      case 'invitation-received':
        this.#invited(notice.data.invitation, notice.data.offer);
        return true;
      case 'invitation-ringing':
        this.#known(({ view }) => view.invitationId === notice.data.invitationId)?.ringing();
        return true;
      case 'invitation-ended':
        this.#known(({ view }) => view.invitationId === notice.data.invitationId)?.invitationEnded(
          notice.data.ending,
        );
        return true;
      case 'session-answered':
        this.#sessions.get(notice.data.sessionId)?.answered(notice.data.answer);
        return true;
      case 'session-candidate':
        this.#sessions.get(notice.data.sessionId)?.remoteCandidate(notice.data.candidate);
        return true;
      case 'session-media':
        this.#sessions.get(notice.data.sessionId)?.remoteMedia(notice.data.media);
        return true;
      case 'session-ended':
        this.#sessions.get(notice.data.sessionId)?.ended(notice.data.ending);
        return true;
      default:
        return false;
    }
  }

  /** @throws ParleyError SESSION_WRONG_STATE while it goes on */
  dismiss(id: SessionId): void {
    if (!this.find(id).over) throw new ParleyError('SESSION_WRONG_STATE', 'this session goes on');
    this.#sessions.delete(id);
    this.#show();
  }

  /** Nobody is told: there is no way to tell them. */
  endAll(ending: Ending): void {
    for (const session of [...this.#sessions.values()]) session.ended(ending);
  }

  /** Hangs up what holds media; what rings goes on ringing. */
  async hangUpLive(): Promise<void> {
    const live = [...this.#sessions.values()].filter((session) => session.live);
    await Promise.all(live.map((session) => session.hangUp()));
  }

  async hangUpAll(reason: HangUpReason): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.hangUp(reason)));
  }

  pageGone(): void {
    for (const session of [...this.#sessions.values()]) session.pageGone();
  }

  #invited(invitation: Invitation, offer: string): void {
    if (this.#sessions.has(invitation.sessionId) || this.#sessions.size >= keptInAll) return;
    const { id, sessionId, conversationId, sessionType, from, media, subject, expiresAtMs } = invitation;
    const session = this.#add({
      id: sessionId,
      invitationId: id,
      conversationId,
      sessionType,
      direction: 'incoming',
      peer: from,
      requested: media,
      expiresAtMs,
      ...(subject === undefined ? {} : { subject }),
    });
    session.invited(offer);
  }

  #add(view: Omit<SessionView, 'leaseId' | 'state' | 'local' | 'remote' | 'hold'>): Session {
    const lease = this.#options.leases.grant((status) => this.#sessions.get(view.id)?.localMedia(status));
    const session = new Session(
      {
        ...view,
        leaseId: lease.id,
        state: 'idle',
        local: ALL_OFF,
        remote: ALL_OFF,
        hold: { byUs: false, byThem: false },
      },
      lease,
      { ...this.#options.ports, changed: () => this.#show() },
    );
    this.#sessions.set(view.id, session);
    return session;
  }

  #known(is: (session: Session) => boolean): Session | undefined {
    return [...this.#sessions.values()].find(is);
  }

  #dropEnded(which: (index: number) => boolean): void {
    const ended = [...this.#sessions.values()].filter((session) => session.over);
    for (const [index, session] of ended.entries()) {
      if (which(ended.length - index)) this.#sessions.delete(session.view.id);
    }
  }

  #show(): void {
    this.#dropEnded((fromLatest) => fromLatest > keptEnded);
    this.#options.show([...this.#sessions.values()].map(({ view }) => view));
  }
}

/** What is shown of somebody before the server says how they are called. */
export function provisionalIdentity(address: Address, known?: Identity): Identity {
  const [local = address] = address.split('@');
  return known ?? { address, displayName: DisplayName.parse(local) };
}
