import { DeclineReason } from '../../protocol/endings.ts';
import type { ConferenceId } from '../../protocol/ids.ts';
import type { SessionView, StayView } from '../../protocol/rpc/app-state.ts';
import { isEscalationOver } from '../../protocol/states/escalation.ts';

/** Sound and pictures of people: what goes on stage, rings and is missed. */
export function isCall({ sessionType }: SessionView): boolean {
  return sessionType === 'audio-video';
}

/** A screen or window that one shows the other. */
export function isShare({ sessionType }: Pick<SessionView, 'sessionType'>): boolean {
  return sessionType === 'application-sharing';
}

/** An invitation to a conference: no media of its own, and over once it is answered (SPEC CONV-3). */
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

/** Rang here and ended without an answer of ours. */
export function isMissed(session: SessionView): boolean {
  const reason = session.ending?.reason;
  const isUnheard = reason === 'cancelled' || reason === 'expired' || reason === 'answered-elsewhere';
  return isUnanswered(session) && isUnheard && session.error === undefined;
}

/** Our user turned it down. */
function isDeclinedByUs(session: SessionView): boolean {
  const { reason, by } = session.ending ?? {};
  return isUnanswered(session) && by === 'you' && DeclineReason.safeParse(reason).success;
}

/** A share whose end says nothing that the user does not see, or has not done. */
function isQuietShare(session: SessionView): boolean {
  if (!isShare(session) || session.state !== 'terminated' || session.error) return false;
  const { reason, by } = session.ending ?? {};
  return session.direction === 'incoming' || by === 'you' || reason === 'hung-up';
}

/** A call or a screen that goes on in a conference, which is what the user sees then (SPEC ESC-2). */
function isCarriedOn({ ending, error }: SessionView): boolean {
  return ending?.reason === 'escalated' && error === undefined;
}

/** A call that passed our user on, or whose place another one has taken: that one is what they see (SPEC REF-3, REF-5). */
function isPassedOn({ ending, error }: SessionView): boolean {
  if (error) return false;
  return ending?.reason === 'replaced' || (ending?.reason === 'transferred' && ending.by === 'you');
}

/** An invitation to a conference whose end says nothing that the user does not see, or has not done. */
function isQuietInvitation(session: SessionView): boolean {
  if (!isConferenceInvitation(session) || session.state !== 'terminated' || session.error) return false;
  const { reason, by } = session.ending ?? {};
  return reason === 'accepted' || (session.direction === 'outgoing' && by === 'you');
}

/** Ended sessions about which there is nothing to read: they may leave the state at once. */
export function needsNoReading(session: SessionView): boolean {
  return [isDeclinedByUs, isQuietShare, isQuietInvitation, isCarriedOn, isPassedOn].some((isQuiet) =>
    isQuiet(session),
  );
}

/** Ended sessions of which the user has to learn. */
function isToBeRead(session: SessionView): boolean {
  return session.state === 'terminated' && !isMissed(session) && !needsNoReading(session);
}

/**
 * The call on stage: one that goes on before one that we hold, either before one whose end is not read yet, and the
 * latest of these. Beside a conference that we are in, the calls that we hold wait (SPEC ESC-1).
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

/** Is this call on its way to a conference (SPEC ESC)? */
export function isEscalating({ escalation }: Pick<SessionView, 'escalation'>): boolean {
  return escalation !== undefined && !isEscalationOver(escalation.state);
}

/** May others be brought into this call now (SPEC ESC-1)? Not while either side holds it; also by both sides at once. */
export function mayAddPeople(session: SessionView): boolean {
  const { state, hold } = session;
  return state === 'established' && !hold.byUs && !hold.byThem;
}

/** The live call that this conference is about to carry. Until it does, the call is what the user sees (SPEC ESC-2). */
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

/** Endings that the stage does not show, since something else is on it: they are to be read beside it (INV-6). */
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

/** The screen that is shown to us now: of the conversation on stage, or of one that has no call. */
export function screenOnStage(sessions: readonly SessionView[]): SessionView | null {
  const aside = new Set(heldAside(sessions).map(({ conversationId }) => conversationId));
  const theirs = sessions.filter((each) => isShare(each) && isLive(each) && each.direction === 'incoming');
  return theirs.findLast(({ conversationId }) => !aside.has(conversationId)) ?? null;
}
