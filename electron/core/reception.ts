import type { DeclineReason } from '../../protocol/endings.ts';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import type { Invitation } from '../../protocol/signaling/shapes.ts';

/** What becomes of an invitation that arrives. */
export type Reception =
  | { act: 'ring' }
  /** It belongs to a call that goes on: nobody is asked, no device is opened (SES-3). */
  | { act: 'accept' }
  | { act: 'decline'; reason: DeclineReason };

/** Decides how to receive an invitation, given the sessions that there are and whether our user may be disturbed. */
export function receptionOf(
  invitation: Pick<Invitation, 'sessionType' | 'conversationId' | 'from'>,
  { sessions, doNotDisturb }: { sessions: readonly SessionView[]; doNotDisturb: boolean },
): Reception {
  const { sessionType, conversationId, from } = invitation;
  if (sessionType === 'instant-messaging' || sessionType === 'conference') {
    return { act: 'decline', reason: 'not-acceptable-here' };
  }
  const inCall = sessions.some(
    (session) => isCallOf(session, { conversationId, peer: from }) && agreed(session),
  );
  if (sessionType === 'application-sharing' && inCall) return { act: 'accept' };
  return doNotDisturb ? { act: 'decline', reason: 'do-not-disturb' } : { act: 'ring' };
}

/** Whether a session is a call of this conversation with this person. */
export function isCallOf(
  session: SessionView,
  { conversationId, peer }: Pick<SessionView, 'conversationId' | 'peer'>,
): boolean {
  const { sessionType, conversationId: its, peer: with_ } = session;
  return sessionType === 'audio-video' && its === conversationId && with_.address === peer.address;
}

/** Both have said yes; their side may have its first media a moment before ours. */
function agreed({ state, progress }: SessionView): boolean {
  return state === 'established' || (state === 'establishing' && progress === 'connecting');
}
