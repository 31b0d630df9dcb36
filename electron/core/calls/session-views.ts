import type { Holder } from '../../../protocol/local/ledger.ts';
import { ALL_OFF, type Invitation } from '../../../protocol/signaling/shapes.ts';
import type { Lease } from '../devices/lease.ts';
import type { Session } from './session/session.ts';
import type { SessionFacts } from './session/session-facts.ts';

/** The part of a view that is known before its session begins. */
export type NewView = Omit<SessionFacts, 'leaseId' | 'state' | 'local' | 'remote' | 'hold'>;

/** The view of an invitation from the other side. */
export function viewOf(invitation: Invitation): NewView {
  const { id, sessionId, conversationId, sessionType, from, media, expiresAtMs } = invitation;
  const { subject, conferenceId, referredBy } = invitation;
  return {
    id: sessionId,
    invitationId: id,
    conversationId,
    sessionType,
    direction: 'incoming',
    peer: from,
    requested: media,
    expiresAtMs,
    ...(subject === undefined ? {} : { subject }),
    ...(conferenceId === undefined ? {} : { conferenceId }),
    ...(referredBy === undefined ? {} : { referredBy }),
  };
}

/** The view of a session that begins with this lease. */
export function idleView(view: NewView, { id: leaseId, status: local }: Lease): SessionFacts {
  const hold = { byUs: false, byThem: false };
  return { ...view, leaseId, state: 'idle', local, remote: ALL_OFF, hold };
}

/** Whether an ended session has nothing to show: nobody was asked, or the invitation led to its conference. */
export function isDone({ record, view }: Session): boolean {
  return record.quiet || (record.toConference && view.ending?.reason === 'accepted');
}

/** The holder that a session names for its devices. */
export function holderOf({ sessionType, peer }: NewView): Holder {
  const purpose = sessionType === 'application-sharing' ? 'sharing' : 'call';
  return { purpose, name: peer.displayName };
}
