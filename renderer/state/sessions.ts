import { DeclineReason } from '../../protocol/endings.ts';
import type { ConferenceId } from '../../protocol/ids.ts';
import type { SessionView, StayView } from '../../protocol/rpc/app-state.ts';
import { isEscalationOver } from '../../protocol/states/escalation.ts';

/** Calls with audio and video: they are shown on stage, ring and can be missed. */
export function isCall({ sessionType }: SessionView): boolean {
  return sessionType === 'audio-video';
}

/** A screen or window that one side shows the other. */
export function isShare({ sessionType }: Pick<SessionView, 'sessionType'>): boolean {
  return sessionType === 'application-sharing';
}

/** An invitation to a conference. It has no media and is over once it is answered (SPEC CONV-3). */
export function isConferenceInvitation({ sessionType }: Pick<SessionView, 'sessionType'>): boolean {
  return sessionType === 'conference';
}

/** Begun or accepted, and not over. */
export function isLive({ state }: SessionView): boolean {
  return state === 'establishing' || state === 'established' || state === 'terminating';
}

/** Whether this is a live call: not ringing here, not ended, no shared screen, and no invitation to a conference. */
export function isLiveCall(session: SessionView): boolean {
  return isLive(session) && isCall(session);
}

function isUnanswered({ direction, state, establishedAtMs }: SessionView): boolean {
  return direction === 'incoming' && state === 'terminated' && establishedAtMs === undefined;
}

/** Rang here and ended without our answer. */
export function isMissed(session: SessionView): boolean {
  const reason = session.ending?.reason;
  const isUnheard = reason === 'cancelled' || reason === 'expired' || reason === 'answered-elsewhere';
  return isUnanswered(session) && isUnheard && session.error === undefined;
}

/** Our user declined it. */
function isDeclinedByUs(session: SessionView): boolean {
  const { reason, by } = session.ending ?? {};
  return isUnanswered(session) && by === 'you' && DeclineReason.safeParse(reason).success;
}

/** A shared screen whose end the user sees or has caused, so that nothing has to be said about it. */
function isQuietShare(session: SessionView): boolean {
  if (!isShare(session) || session.state !== 'terminated' || session.error) return false;
  const { reason, by } = session.ending ?? {};
  return session.direction === 'incoming' || by === 'you' || reason === 'hung-up';
}

/** A call or shared screen that continues in a conference. The user then sees the conference (SPEC ESC-2). */
function continuesInConference({ ending, error }: SessionView): boolean {
  return ending?.reason === 'escalated' && error === undefined;
}

/** A call that ended with a transfer of our user, or that another call replaced: they see the other (REF-3, REF-5). */
function isReplacedByCall({ ending, error }: SessionView): boolean {
  if (error) return false;
  return ending?.reason === 'replaced' || (ending?.reason === 'transferred' && ending.by === 'you');
}

/** An invitation to a conference whose end the user sees or has caused, so that nothing has to be said about it. */
function isQuietInvitation(session: SessionView): boolean {
  if (!isConferenceInvitation(session) || session.state !== 'terminated' || session.error) return false;
  const { reason, by } = session.ending ?? {};
  return reason === 'accepted' || (session.direction === 'outgoing' && by === 'you');
}

/** Ended sessions that leave nothing to read: they may be removed from the state at once. */
export function needsNoReading(session: SessionView): boolean {
  return [isDeclinedByUs, isQuietShare, isQuietInvitation, continuesInConference, isReplacedByCall].some(
    (isQuiet) => isQuiet(session),
  );
}

/** Ended sessions that the user has to be informed about. */
function isToBeRead(session: SessionView): boolean {
  return session.state === 'terminated' && !isMissed(session) && !needsNoReading(session);
}

/**
 * The call on stage. An active call comes before a call on hold, and a call on hold before an ended call whose end is
 * not read yet; among equals, the latest. During a conference the calls that we hold wait beside it (SPEC ESC-1).
 */
export function callOnStage(
  sessions: readonly SessionView[],
  stay: Pick<StayView, 'state'> | null = null,
): SessionView | null {
  const calls = sessions.filter(isCall);
  const live = calls.filter(isLive);
  const talking = live.findLast(({ hold }) => !hold.byUs);
  const isInConference = stay?.state === 'connected' || stay?.state === 'leaving';
  if (talking === undefined && isInConference) return null;
  return talking ?? live.at(-1) ?? calls.findLast(isToBeRead) ?? null;
}

/** Whether this call is becoming a conference (SPEC ESC). */
export function isEscalating({ escalation }: Pick<SessionView, 'escalation'>): boolean {
  return escalation !== undefined && !isEscalationOver(escalation.state);
}

/** Whether people can be added to this call now (SPEC ESC-1): not while either side holds it. Both sides may add. */
export function mayAddPeople(session: SessionView): boolean {
  const { state, hold } = session;
  return state === 'established' && !hold.byUs && !hold.byThem;
}

/** The live call that is about to continue in this conference. Until then the user sees the call (SPEC ESC-2). */
export function callBecoming(sessions: readonly SessionView[], stay: StayView): SessionView | undefined {
  return sessions.find((each) => isLive(each) && each.escalation?.conferenceId === stay.conference.id);
}

/** Calls that we hold while another one, or none, is on stage. */
export function heldAside(
  sessions: readonly SessionView[],
  stay: Pick<StayView, 'state'> | null = null,
): SessionView[] {
  const onStage = callOnStage(sessions, stay);
  return sessions.filter((session) => isCall(session) && isLive(session) && session.id !== onStage?.id);
}

/** Endings that are shown beside the stage, because something else is on it (INV-6). */
export function endingsAside(sessions: readonly SessionView[], stay: StayView | null): SessionView[] {
  const onStage = callOnStage(sessions, stay);
  const isStageTaken = (onStage !== null && isLive(onStage)) || (stay !== null && stay.state !== 'exited');
  return sessions.filter((session) => isToBeRead(session) && (!isCall(session) || isStageTaken));
}

/** Our invitations to a conference that nobody has answered yet. */
export function pendingInvitations(
  sessions: readonly SessionView[],
  conferenceId: ConferenceId,
): SessionView[] {
  return sessions.filter(
    (each) => each.conferenceId === conferenceId && each.direction === 'outgoing' && isLive(each),
  );
}

/** The screen that is shown to us now: of the conversation on stage, or of a conversation without a call. */
export function screenOnStage(sessions: readonly SessionView[]): SessionView | null {
  const aside = new Set(heldAside(sessions).map(({ conversationId }) => conversationId));
  const theirs = sessions.filter((each) => isShare(each) && isLive(each) && each.direction === 'incoming');
  return theirs.findLast(({ conversationId }) => !aside.has(conversationId)) ?? null;
}
