import type { AppState } from '../../protocol/rpc/app-state.ts';
import type { Ringing } from '../../protocol/rpc/session-view.ts';
import { isCall, isConferenceInvitation, isLive, isRinging, isShare } from '../state/sessions.ts';
import type { Sound } from './ring-tone.ts';

/** Invitations that may ring and be shown: none in do not disturb (SPEC NOTE-6). */
function ringing({ sessions, settings }: AppState): Ringing[] {
  return settings.doNotDisturb ? [] : sessions.filter(isRinging);
}

/** Invitations for which this page shows notifications: none if the shell shows them (SPEC NOTE-1). */
export function invitationsToNotify(state: AppState): Ringing[] {
  return state.notifier === 'page' ? ringing(state) : [];
}

/**
 * The sound to play now: a ring; a softer tone on the call's device during a call or for a shared screen; for a caller,
 * the ringing at the other side.
 */
export function soundOf(state: AppState): Sound | null {
  const { speaker, ringer } = state.settings.devices;
  const invitations = ringing(state);
  if (invitations.length > 0) {
    const isCalm = isTalking(state) || invitations.every(isShare);
    return isCalm ? { tone: 'waiting', sinkId: speaker } : { tone: 'ring', sinkId: ringer };
  }
  const isRingingThere = state.sessions.some(
    (session) => isCall(session) && session.state === 'establishing' && session.progress === 'ringing',
  );
  return isRingingThere ? { tone: 'ring-back', sinkId: speaker } : null;
}

/** Whether closing the page asks first, because no tray keeps calls alive (SPEC NOTE-5). */
export function asksBeforeClosing(state: AppState): boolean {
  if (state.shell !== 'browser') return false;
  const isAwaited = state.sessions.some((session) => session.state === 'incoming');
  return isTalking(state) || isAwaited || state.stay?.state === 'waiting';
}

/** Whether a call, shared screen or stay is active or beginning. */
function isTalking({ sessions, stay }: AppState): boolean {
  const isStaying = stay?.state === 'joining' || stay?.state === 'connected';
  // An outgoing invitation to a conference belongs to the stay and ends with it.
  return isStaying || sessions.some((session) => isLive(session) && !isConferenceInvitation(session));
}
