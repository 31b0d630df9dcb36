import type { AppState } from '../rpc/app-state.ts';
import type { EstablishedCall, EstablishingCall, SessionView } from '../rpc/session-view.ts';
import { isEscalationOver } from '../states/escalation.ts';

/** The sessions (ongoing and ringing) and the stay. */
export type OngoingCalls = Pick<AppState, 'sessions' | 'stay'>;

/** What our user is doing while a call rings. */
export interface CallConflict {
  readonly other: 'nothing' | 'call' | 'stay';
  /** Whether every ongoing call can be held (SPEC INV-10). */
  readonly mayHold: boolean;
  /** Our camera is on in an ongoing call or in the stay. */
  readonly isCameraOn: boolean;
}

/** What accepting does with the ongoing call or stay. */
export type Others = 'hold' | 'end' | undefined;

const NO_CONFLICT: CallConflict = { other: 'nothing', mayHold: false, isCameraOn: false };

/** Whether this is a call that we started or accepted and that is not ending. */
function isOngoing(session: SessionView): session is EstablishingCall | EstablishedCall {
  const { sessionType, state } = session;
  return sessionType === 'audio-video' && (state === 'establishing' || state === 'established');
}

function mayHold({ state, escalation }: EstablishingCall | EstablishedCall): boolean {
  return state === 'established' && (!escalation || isEscalationOver(escalation.state));
}

/** The ongoing call or stay. A stay cannot be held, nor can a call that is unanswered or is being escalated. */
export function currentConflict({ sessions, stay }: OngoingCalls): CallConflict {
  if (stay && stay.state !== 'exited') {
    return { other: 'stay', mayHold: false, isCameraOn: stay.local.camera === 'on' };
  }
  const ongoing = sessions.filter(isOngoing);
  if (ongoing.length === 0) return NO_CONFLICT;
  return {
    other: 'call',
    mayHold: ongoing.every(mayHold),
    isCameraOn: ongoing.some(({ local, hold }) => local.camera === 'on' && !hold.byUs),
  };
}

/** The conflict of one invitation. A call cannot be held while our user joins a conference (SPEC CONV-3). */
export function conflictFor(session: SessionView, ongoing: OngoingCalls): CallConflict {
  if (session.sessionType !== 'conference') return currentConflict(ongoing);
  const { stay } = ongoing;
  // Our user has already joined this conference, for example by its link: accepting changes nothing.
  if (stay && stay.state !== 'exited' && stay.conference.id === session.conferenceId) return NO_CONFLICT;
  return { ...currentConflict(ongoing), mayHold: false };
}

/**
 * What a plain Accept does with the ongoing call or stay, in the page and in notifications: hold it if possible, else end it
 * (SPEC INV-10, NOTE-3).
 */
export function othersFor({ other, mayHold }: CallConflict): Others {
  if (other === 'nothing') return undefined;
  return mayHold ? 'hold' : 'end';
}
