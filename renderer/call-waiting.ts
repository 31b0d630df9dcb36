import type { RequestedMedia } from '../protocol/media.ts';
import type { AppState, SessionView, StayView } from '../protocol/rpc/app-state.ts';
import { isCall, isConferenceInvitation, isLive } from './state-sessions.ts';

/** What goes on, and what rings. */
export type GoingOn = Pick<AppState, 'sessions' | 'stay'>;

/** What a call that rings meets: a stay, a call, or nothing. `mayHold` says whether the others can be held (INV-10). */
export interface Meets {
  readonly other: 'nothing' | 'call' | 'stay';
  readonly mayHold: boolean;
  /** Our camera is on in what goes on now. */
  readonly isCameraOn: boolean;
}

/** Nothing goes on. */
export const NOTHING: Meets = { other: 'nothing', mayHold: false, isCameraOn: false };

/** What goes on while a call rings. A stay cannot be held, nor a call that is not answered yet. */
export function whatGoesOn(sessions: readonly SessionView[], stay: StayView | null): Meets {
  if (stay && stay.state !== 'exited') {
    return { other: 'stay', mayHold: false, isCameraOn: stay.local.camera === 'on' };
  }
  const calls = sessions.filter((session) => isCall(session) && isLive(session));
  const going = calls.filter(({ state }) => state !== 'terminating');
  if (going.length === 0) return NOTHING;
  return {
    other: 'call',
    mayHold: going.every(({ state }) => state === 'established'),
    isCameraOn: going.some(({ local, hold }) => local.camera === 'on' && !hold.byUs),
  };
}

/** What goes on, as one invitation meets it: a conference leaves nothing on hold beside it (SPEC CONV-3). */
export function whatItMeets(invitation: SessionView, { sessions, stay }: GoingOn): Meets {
  if (!isConferenceInvitation(invitation)) return whatGoesOn(sessions, stay);
  // Whoever has come there by another way only says so.
  if (stay && stay.state !== 'exited' && stay.conference.id === invitation.conferenceId) return NOTHING;
  return { ...whatGoesOn(sessions, stay), mayHold: false };
}

/** What a plain Accept does with what goes on: held where that can be, ended where it cannot (SPEC INV-10). */
export function othersFor({ other, mayHold }: Meets): 'hold' | 'end' | undefined {
  if (other === 'nothing') return undefined;
  return mayHold ? 'hold' : 'end';
}

/**
 * What our user comes with into the conference that continues a call: the microphone and camera as they are in it
 * (SPEC CONV-3). Undefined for an invitation that continues none.
 */
export function continuedMedia(
  { escalates }: SessionView,
  sessions: readonly SessionView[],
): RequestedMedia | undefined {
  const call = sessions.find(({ id }) => id === escalates);
  if (!call) return undefined;
  const { local, hold } = call;
  return { microphone: local.microphone === 'on', camera: local.camera === 'on' && !hold.byUs };
}

/** What a call that waited begins with. */
export function waitingMedia({ requested }: SessionView, { isCameraOn }: Meets): RequestedMedia {
  // Whoever has switched the camera off for one call is not shown in the next one without a word.
  return { microphone: true, camera: requested.camera && isCameraOn };
}
