import type { AppState, SessionView } from '../../../protocol/rpc/app-state.ts';
import type { StayState } from '../../../protocol/states/stay.ts';
import type { Activity, RingingInvitation, ShellStatus } from '../ports.ts';

/** States of a stay that would be lost if Parley quit now. */
const STAYING: readonly StayState[] = ['joining', 'waiting', 'connected'];

/** Derives what tray, badge and desktop notifications show (SPEC NOTE-1, NOTE-5). */
export function shellStatusOf(state: AppState): ShellStatus {
  const { sessions, stay, history, threads } = state;
  const ringing = sessions.filter((session) => session.state === 'incoming');
  const calls = sessions.filter(
    ({ state, sessionType }) =>
      sessionType !== 'conference' && (state === 'establishing' || state === 'established'),
  );
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
  { ringing, sent }: { ringing: boolean; sent: readonly SessionView['local'][] },
): Activity {
  if (ringing) return 'ringing';
  if (sent.some(({ screen }) => screen === 'on')) return 'sharing';
  const microphones = sent.map(({ microphone }) => microphone);
  if (microphones.includes('muted') && !microphones.includes('on')) return 'muted';
  if (sent.length > 0) return 'in-call';
  if (registration.state !== 'registered') return 'signed-out';
  return settings.doNotDisturb ? 'do-not-disturb' : 'available';
}

function ringingInvitation({
  invitationId,
  peer,
  subject,
  sessionType,
  requested,
  referredBy,
}: SessionView): RingingInvitation {
  return {
    invitationId,
    displayName: peer.displayName,
    address: peer.address,
    subject,
    referredBy: referredBy?.displayName,
    kind: sessionType === 'application-sharing' ? 'screen' : requested.camera ? 'video' : 'audio',
  };
}
