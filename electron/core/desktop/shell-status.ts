import type { AppState } from '../../../protocol/rpc/app-state.ts';
import type { CallView, Ringing, ScreenShareView, SessionView } from '../../../protocol/rpc/session-view.ts';
import type { MediaStatus } from '../../../protocol/signaling/shapes.ts';
import type { StayState } from '../../../protocol/states/stay.ts';
import type { Activity, RingingInvitation, ShellStatus } from '../ports.ts';

/** States of a stay that would be lost if Parley quit now. */
const STAYING: readonly StayState[] = ['joining', 'waiting', 'connected'];

type TalkingSession = Extract<CallView | ScreenShareView, { state: 'establishing' | 'established' }>;

/** Derives what tray, badge and desktop notifications show (SPEC NOTE-1, NOTE-5). */
export function shellStatusOf(state: AppState): ShellStatus {
  const { sessions, stay, history, threads } = state;
  const ringing = sessions.filter((session) => session.state === 'incoming');
  const calls = sessions.filter(isTalking);
  const staying = stay !== null && STAYING.includes(stay.state);
  const sent = [...calls, ...(staying ? [stay] : [])].map(({ local }) => local);
  const inCall = sent.length > 0;
  return {
    activity: activityOf(state, { ringing: ringing.length > 0, sent }),
    missedCalls: history.filter(({ missed, seen }) => missed && !seen).length,
    unreadMessages: threads.reduce((sum, { unread }) => sum + unread, 0),
    busy: inCall || ringing.length > 0,
    can: {
      answer: ringing.length > 0,
      mute: sent.some(({ microphone }) => microphone === 'on'),
      leave: inCall,
    },
    ringing: ringing.map(ringingInvitation),
  };
}

function activityOf(
  { registration, settings }: AppState,
  { ringing, sent }: { ringing: boolean; sent: readonly MediaStatus[] },
): Activity {
  if (ringing) return 'ringing';
  if (sent.some(({ screen }) => screen === 'on')) return 'sharing';
  const microphones = sent.map(({ microphone }) => microphone);
  if (microphones.includes('muted') && !microphones.includes('on')) return 'muted';
  if (sent.length > 0) return 'in-call';
  if (registration.state !== 'registered') return 'signed-out';
  return settings.doNotDisturb ? 'do-not-disturb' : 'available';
}

/** Whether this is a call or shared screen that is begun or accepted and does not end yet. */
function isTalking(session: SessionView): session is TalkingSession {
  const { sessionType, state } = session;
  return sessionType !== 'conference' && (state === 'establishing' || state === 'established');
}

function ringingInvitation(session: Ringing): RingingInvitation {
  const { invitationId, peer, subject, sessionType } = session;
  const referredBy = sessionType === 'audio-video' ? session.referredBy : undefined;
  return {
    invitationId,
    displayName: peer.displayName,
    address: peer.address,
    subject,
    referredBy: referredBy?.displayName,
    kind: kindOf(session),
  };
}

function kindOf(session: Ringing): RingingInvitation['kind'] {
  if (session.sessionType === 'application-sharing') return 'screen';
  return session.requested.camera ? 'video' : 'audio';
}
