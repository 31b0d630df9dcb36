import type { DeclineReason } from '../../../protocol/endings.ts';
import type { SessionId } from '../../../protocol/ids.ts';
import type { SessionView } from '../../../protocol/rpc/app-state.ts';
import type { Invitation } from '../../../protocol/signaling/shapes.ts';

/** What becomes of an invitation that arrives. */
export type Reception =
  | { act: 'ring' }
  /** It belongs to a call that goes on: nobody is asked, no device is opened (SES-3). */
  | { act: 'accept' }
  /** It takes the place of a call of ours: nobody is asked, its devices go on (RFC 3891, SPEC REF-5). */
  | { act: 'replace'; replaces: SessionId }
  /** The other side takes a call of ours to a conference: nobody is asked, its devices go on (SPEC ESC-1). */
  | { act: 'escalate'; escalates: SessionId }
  | { act: 'decline'; reason: DeclineReason };

/** What an invitation meets here. */
export interface ReceivedAmong {
  sessions: readonly SessionView[];
  doNotDisturb: boolean;
  hasOffer: boolean;
  /** It names a conversation that our user has with another person. */
  isForeign?: boolean;
}

/**
 * Decides how to receive an invitation, given the sessions that there are and whether our user may be disturbed. One
 * that says neither how to carry it nor where to come to is not for us, nor is a call that would be shown among our messages
 * with another person (CONV-4).
 */
export function receptionOf(
  invitation: Pick<
    Invitation,
    'sessionType' | 'conversationId' | 'from' | 'conferenceId' | 'replaces' | 'referredBy' | 'escalates'
  >,
  { sessions, doNotDisturb, hasOffer, isForeign = false }: ReceivedAmong,
): Reception {
  const { sessionType, conversationId, from, conferenceId } = invitation;
  const complete = sessionType === 'conference' ? conferenceId !== undefined : hasOffer;
  const intrudes = isForeign && sessionType !== 'conference';
  if (sessionType === 'instant-messaging' || !complete || intrudes) {
    return { act: 'decline', reason: 'not-acceptable-here' };
  }
  const calls = sessions.filter(
    (session) => isCallOf(session, { conversationId, peer: from }) && agreed(session),
  );
  if (sessionType === 'application-sharing' && calls.length > 0) return { act: 'accept' };
  const { escalates } = invitation;
  // One call with them may wait beside another one of the same conversation.
  if (sessionType === 'conference' && escalates !== undefined && calls.some(({ id }) => id === escalates)) {
    return { act: 'escalate', escalates };
  }
  const replaced = sessions.find((session) => isReplacedBy(session, invitation));
  if (replaced !== undefined) return { act: 'replace', replaces: replaced.id };
  return doNotDisturb ? { act: 'decline', reason: 'do-not-disturb' } : { act: 'ring' };
}

/**
 * The live call that an invitation to a conference would continue: with the same person, in the same conversation
 * (SPEC CONV-3).
 */
export function escalatedBy(
  invitation: SessionView,
  sessions: readonly SessionView[],
): SessionView | undefined {
  if (invitation.sessionType !== 'conference' || invitation.state !== 'incoming') return undefined;
  return sessions.find((session) => isCallOf(session, invitation) && agreed(session));
}

/** Whether a session is a call of this conversation with this person. */
export function isCallOf(
  session: SessionView,
  { conversationId, peer }: Pick<SessionView, 'conversationId' | 'peer'>,
): boolean {
  const { sessionType, conversationId: its, peer: with_ } = session;
  return sessionType === 'audio-video' && its === conversationId && with_.address === peer.address;
}

/** Whether it is the call whose place an invitation takes: with whoever referred the inviter to us. */
function isReplacedBy(
  session: SessionView,
  { sessionType, replaces, referredBy }: Pick<Invitation, 'sessionType' | 'replaces' | 'referredBy'>,
): boolean {
  if (sessionType !== 'audio-video' || session.sessionType !== 'audio-video') return false;
  return session.id === replaces && session.peer.address === referredBy?.address && agreed(session);
}

/** Both have said yes; their side may have its first media a moment before ours. */
function agreed({ state, progress }: SessionView): boolean {
  return state === 'established' || (state === 'establishing' && progress === 'connecting');
}
