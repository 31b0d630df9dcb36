import type { DeclineReason } from '../../../protocol/endings.ts';
import type { SessionId } from '../../../protocol/ids.ts';
import type { ConferenceInvitationView } from '../../../protocol/rpc/session-view.ts';
import type { Invitation } from '../../../protocol/signaling/shapes.ts';
import type { SessionFacts } from './session/session-facts.ts';

/** How an arriving invitation is received. */
export type Reception =
  | { act: 'ring' }
  /** Accept it without asking, since it belongs to a running call; no device is opened (SES-3). */
  | { act: 'accept' }
  /** Accept it without asking, since it replaces a call of ours and keeps its devices (RFC 3891, SPEC REF-5). */
  | { act: 'replace'; replaces: SessionId }
  /** Join without asking, since the other side turns our call into a conference and devices stay open (SPEC ESC-1). */
  | { act: 'escalate'; escalates: SessionId }
  | { act: 'decline'; reason: DeclineReason };

/** The state of this client in which an invitation arrives. */
export interface ReceivedAmong {
  sessions: readonly SessionFacts[];
  doNotDisturb: boolean;
  hasOffer: boolean;
  /** The invitation names a conversation that our user has with another person. */
  isForeign?: boolean;
}

/**
 * Decides how to receive an invitation. An invitation with neither an offer nor a conference is declined, and so is a call
 * that would appear among our messages with another person (CONV-4).
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
  // A conversation can have a second call with the same person, which is on hold.
  if (sessionType === 'conference' && escalates !== undefined && calls.some(({ id }) => id === escalates)) {
    return { act: 'escalate', escalates };
  }
  const replaced = sessions.find((session) => isReplacedBy(session, invitation));
  if (replaced !== undefined) return { act: 'replace', replaces: replaced.id };
  return doNotDisturb ? { act: 'decline', reason: 'do-not-disturb' } : { act: 'ring' };
}

/**
 * The live call that an invitation to a conference would continue: the call with the same person in the same conversation
 * (SPEC CONV-3).
 */
export function escalatedBy(
  invitation: ConferenceInvitationView,
  sessions: readonly SessionFacts[],
): SessionFacts | undefined {
  if (invitation.state !== 'incoming') return undefined;
  return sessions.find((session) => isCallOf(session, invitation) && agreed(session));
}

/** Whether a session is a call of this conversation with this person. */
export function isCallOf(
  session: SessionFacts,
  { conversationId, peer }: Pick<SessionFacts, 'conversationId' | 'peer'>,
): boolean {
  const { sessionType, conversationId: its, peer: with_ } = session;
  return sessionType === 'audio-video' && its === conversationId && with_.address === peer.address;
}

/** Whether an invitation replaces this call: the call is with the person who referred the inviter to us. */
function isReplacedBy(
  session: SessionFacts,
  { sessionType, replaces, referredBy }: Pick<Invitation, 'sessionType' | 'replaces' | 'referredBy'>,
): boolean {
  if (sessionType !== 'audio-video' || session.sessionType !== 'audio-video') return false;
  return session.id === replaces && session.peer.address === referredBy?.address && agreed(session);
}

/** Whether both sides agreed. The other side may have its first media a moment before ours. */
function agreed({ state, progress }: SessionFacts): boolean {
  return state === 'established' || (state === 'establishing' && progress === 'connecting');
}
