import { DeclineReason } from '../../protocol/endings.ts';
import type { ConferenceId } from '../../protocol/ids.ts';
import type { StayView } from '../../protocol/rpc/app-state.ts';
import {
  type AnsweredCall,
  type ConferenceInvitationView,
  type EstablishedCall,
  isLiveCall,
  type Live,
  type LiveCall,
  type LiveState,
  type Ringing,
  type ScreenShareView,
  type SessionView,
  type Terminated,
} from '../../protocol/rpc/session-view.ts';
import type { SessionType } from '../../protocol/signaling/shapes.ts';
import { isEscalationOver } from '../../protocol/states/escalation.ts';

/** A session, or an entry of the history. */
interface Typed {
  readonly sessionType: SessionType;
}

/** Calls with audio and video: they are shown on stage, ring and can be missed. */
export function isCall<Its extends Typed>(session: Its): session is Its & { sessionType: 'audio-video' } {
  return session.sessionType === 'audio-video';
}

/** A screen or window that one side shows the other. */
export function isShare<Its extends Typed>(
  session: Its,
): session is Its & { sessionType: 'application-sharing' } {
  return session.sessionType === 'application-sharing';
}

/** An invitation to a conference. It has no media and is over once it is answered (SPEC CONV-3). */
export function isConferenceInvitation<Its extends Typed>(
  session: Its,
): session is Its & { sessionType: 'conference' } {
  return session.sessionType === 'conference';
}

/** Rings here. */
export function isRinging(session: SessionView): session is Ringing {
  return session.state === 'incoming';
}

/** Begun or accepted, and not over. */
export function isLive<Its extends Pick<SessionView, 'state'>>(
  session: Its,
): session is Its & { state: LiveState } {
  const { state } = session;
  return state === 'establishing' || state === 'established' || state === 'terminating';
}

function isOver<Its extends Pick<SessionView, 'state'>>(
  session: Its,
): session is Its & { state: 'terminated' } {
  return session.state === 'terminated';
}

/** Whether this is a call that our user has begun or accepted, live or over. */
export function isAnsweredCall(session: SessionView): session is AnsweredCall {
  return isCall(session) && !isRinging(session);
}

/** Whether this is a call whose media flows. */
export function isEstablishedCall(session: SessionView): session is EstablishedCall {
  return isCall(session) && session.state === 'established';
}

function isUnanswered(session: Terminated): boolean {
  const wasAnswered = session.sessionType !== 'conference' && session.establishedAtMs !== undefined;
  return session.direction === 'incoming' && !wasAnswered;
}

/** Rang here and ended without our answer. */
export function isMissed(session: SessionView): session is Terminated {
  if (!isOver(session) || !isUnanswered(session)) return false;
  const { reason } = session.ending;
  const isUnheard = reason === 'cancelled' || reason === 'expired' || reason === 'answered-elsewhere';
  return isUnheard && session.error === undefined;
}

/** Our user declined it. */
function isDeclinedByUs(session: Terminated): boolean {
  const { reason, by } = session.ending;
  return isUnanswered(session) && by === 'you' && DeclineReason.safeParse(reason).success;
}

/** A shared screen whose end the user sees or has caused, so that nothing has to be said about it. */
function isQuietShare(session: Terminated): boolean {
  if (!isShare(session) || session.error) return false;
  const { reason, by } = session.ending;
  return session.direction === 'incoming' || by === 'you' || reason === 'hung-up';
}

/** A call or shared screen that continues in a conference. The user then sees the conference (SPEC ESC-2). */
function continuesInConference({ ending, error }: Terminated): boolean {
  return ending.reason === 'escalated' && error === undefined;
}

/** A call that ended with a transfer of our user, or that another call replaced: they see the other (REF-3, REF-5). */
function isReplacedByCall({ ending, error }: Terminated): boolean {
  if (error) return false;
  return ending.reason === 'replaced' || (ending.reason === 'transferred' && ending.by === 'you');
}

/** An invitation to a conference whose end the user sees or has caused, so that nothing has to be said about it. */
function isQuietInvitation(session: Terminated): boolean {
  if (!isConferenceInvitation(session) || session.error) return false;
  const { reason, by } = session.ending;
  return reason === 'accepted' || (session.direction === 'outgoing' && by === 'you');
}

/** Ended sessions that leave nothing to read: they may be removed from the state at once. */
export function needsNoReading(session: SessionView): session is Terminated {
  if (!isOver(session)) return false;
  return [isDeclinedByUs, isQuietShare, isQuietInvitation, continuesInConference, isReplacedByCall].some(
    (isQuiet) => isQuiet(session),
  );
}

/** Ended sessions that the user has to be informed about. */
function isToBeRead(session: SessionView): session is Terminated {
  return isOver(session) && !isMissed(session) && !needsNoReading(session);
}

/**
 * The call on stage. An active call comes before a call on hold, and a call on hold before an ended call whose end is
 * not read yet; among equals, the latest. During a conference the calls that we hold wait beside it (SPEC ESC-1).
 */
export function callOnStage(
  sessions: readonly SessionView[],
  stay: Pick<StayView, 'state'> | null = null,
): AnsweredCall | null {
  const live = sessions.filter(isLiveCall);
  const talking = live.findLast(({ hold }) => !hold.byUs);
  const isInConference = stay?.state === 'connected' || stay?.state === 'leaving';
  if (talking === undefined && isInConference) return null;
  return talking ?? live.at(-1) ?? sessions.filter(isToBeRead).findLast(isCall) ?? null;
}

/** Whether this call is becoming a conference (SPEC ESC). */
export function isEscalating({ escalation }: Pick<AnsweredCall, 'escalation'>): boolean {
  return escalation !== undefined && !isEscalationOver(escalation.state);
}

/** Whether people can be added to this call now (SPEC ESC-1): not while either side holds it. Both sides may add. */
export function mayAddPeople({ state, hold }: LiveCall): boolean {
  return state === 'established' && !hold.byUs && !hold.byThem;
}

/** The live call that is about to continue in this conference. Until then the user sees the call (SPEC ESC-2). */
export function callBecoming(sessions: readonly SessionView[], stay: StayView): LiveCall | undefined {
  const isBecoming = ({ escalation }: LiveCall) => escalation?.conferenceId === stay.conference.id;
  return sessions.filter(isLiveCall).find(isBecoming);
}

/** Calls that we hold while another one, or none, is on stage. */
export function heldAside(
  sessions: readonly SessionView[],
  stay: Pick<StayView, 'state'> | null = null,
): LiveCall[] {
  const onStage = callOnStage(sessions, stay);
  return sessions.filter(isLiveCall).filter(({ id }) => id !== onStage?.id);
}

/** Endings that are shown beside the stage, because something else is on it (INV-6). */
export function endingsAside(sessions: readonly SessionView[], stay: StayView | null): Terminated[] {
  const onStage = callOnStage(sessions, stay);
  const isStageTaken = (onStage !== null && isLive(onStage)) || (stay !== null && stay.state !== 'exited');
  return sessions.filter(isToBeRead).filter((session) => !isCall(session) || isStageTaken);
}

/** Our invitations to a conference that nobody has answered yet. */
export function pendingInvitations(
  sessions: readonly SessionView[],
  conferenceId: ConferenceId,
): Live<ConferenceInvitationView>[] {
  return sessions
    .filter(isConferenceInvitation)
    .filter(isLive)
    .filter((each) => each.conferenceId === conferenceId && each.direction === 'outgoing');
}

/** Screens that are shown now, ours (outgoing) and theirs (incoming). */
export function liveShares(sessions: readonly SessionView[]): Live<ScreenShareView>[] {
  return sessions.filter(isShare).filter(isLive);
}

/** The screen that is shown to us now: of the conversation on stage, or of a conversation without a call. */
export function screenOnStage(sessions: readonly SessionView[]): Live<ScreenShareView> | null {
  const aside = new Set(heldAside(sessions).map(({ conversationId }) => conversationId));
  const theirs = liveShares(sessions).filter(({ direction }) => direction === 'incoming');
  return theirs.findLast(({ conversationId }) => !aside.has(conversationId)) ?? null;
}
