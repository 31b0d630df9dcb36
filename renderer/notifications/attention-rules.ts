import type { AppState, SessionView } from '../../protocol/rpc/app-state.ts';
import { isCall, isConferenceInvitation, isLive, isShare } from '../state/sessions.ts';
import type { Sound } from './ring-tone.ts';

/** What rings here and may be heard and seen: nothing in do not disturb (SPEC NOTE-6). */
function ringing({ sessions, settings }: AppState): SessionView[] {
  return settings.doNotDisturb ? [] : sessions.filter(({ state }) => state === 'incoming');
}

/** The invitations of which this page shows notifications: none where the shell does it (SPEC NOTE-1). */
export function invitationsToNotify(state: AppState): SessionView[] {
  return state.notifier === 'page' ? ringing(state) : [];
}

/**
 * What is to be heard now: a ring; a softer tone on the device of the call while one goes on, or for a shared screen;
 * for a caller, that it rings at the far side.
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

/** Whether closing the page asks first: no tray would keep what goes on alive (SPEC NOTE-5). */
export function asksBeforeClosing(state: AppState): boolean {
  if (state.shell !== 'browser') return false;
  const isAwaited = state.sessions.some((session) => session.state === 'incoming');
  return isTalking(state) || isAwaited || state.stay?.state === 'waiting';
}

/** A call, a shared screen or a stay goes on, or is about to. */
function isTalking({ sessions, stay }: AppState): boolean {
  const isStaying = stay?.state === 'joining' || stay?.state === 'connected';
  // An invitation of ours to a conference goes on within the stay, and ends with it.
  return isStaying || sessions.some((session) => isLive(session) && !isConferenceInvitation(session));
}
