import { ConversationId, InvitationId, type ReferId, SessionId } from '../../../protocol/ids.ts';
import type { Holder } from '../../../protocol/local/ledger.ts';
import type { RequestedMedia } from '../../../protocol/media.ts';
import type { SessionView } from '../../../protocol/rpc/session-view.ts';
import { ALL_OFF, type Identity, type Invitation } from '../../../protocol/signaling/shapes.ts';
import type { Lease } from '../devices/lease.ts';
import type { Ids } from '../ports.ts';
import type { ConferenceInvitation } from './conference-invitation/conference-invitation.ts';
import { escalatedBy } from './reception.ts';
import type { Session } from './session/session.ts';
import { type SessionFacts, shownView } from './session/session-facts.ts';

/** The part of a view that is known before its session begins. */
export type NewView = Omit<SessionFacts, 'leaseId' | 'state' | 'local' | 'remote' | 'hold'>;

/** The view of a call or shared screen to which the other side invites us. */
export function viewOf(invitation: Invitation): NewView {
  const { id, sessionId, conversationId, from, media, expiresAtMs } = invitation;
  const { subject, referredBy } = invitation;
  return {
    id: sessionId,
    invitationId: id,
    conversationId,
    sessionType: invitation.sessionType === 'application-sharing' ? 'application-sharing' : 'audio-video',
    direction: 'incoming',
    peer: from,
    requested: media,
    expiresAtMs,
    subject,
    referredBy,
  };
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

/** The view of a call or shared screen that our user begins. */
export function newView(outgoing: Outgoing, ids: Ids): NewView {
  const { to, media, sessionType, subject, conversationId, referral } = outgoing;
  return {
    id: SessionId.parse(ids.next()),
    invitationId: InvitationId.parse(ids.next()),
    conversationId: conversationId ?? ConversationId.parse(ids.next()),
    sessionType,
    direction: 'outgoing',
    peer: to,
    requested: media,
    subject,
    referredBy: referral?.by,
  };
}

/** The view of a session that begins with this lease. */
export function idleView(view: NewView, { id: leaseId, status: local }: Lease): SessionFacts {
  const hold = { byUs: false, byThem: false };
  return { ...view, leaseId, state: 'idle', local, remote: ALL_OFF, hold };
}

/** Whether an ended session has nothing to show: nobody was asked, or the invitation led to its conference. */
export function isDone({ record, view }: Session | ConferenceInvitation): boolean {
  if (record.quiet) return true;
  return (
    view.sessionType === 'conference' && view.state === 'terminated' && view.ending.reason === 'accepted'
  );
}

/** The holder that a session names for its devices. */
export function holderOf({ sessionType, peer }: NewView): Holder {
  const purpose = sessionType === 'application-sharing' ? 'sharing' : 'call';
  return { purpose, name: peer.displayName };
}

/** What pages see of these sessions and invitations. */
export function shownViews(all: readonly (Session | ConferenceInvitation)[]): SessionView[] {
  const shown = all.filter(({ record }) => !record.quiet).map(({ view }) => view);
  const calls = shown.filter((view) => view.sessionType !== 'conference');
  const views = shown.map((view): SessionView | undefined => {
    if (view.sessionType !== 'conference') return shownView(view);
    return view.state === 'incoming' ? { ...view, escalates: escalatedBy(view, calls)?.id } : view;
  });
  return views.filter((view) => view !== undefined);
}
