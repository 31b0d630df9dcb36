import type { ErrorCode, WireError } from '../../protocol/errors.ts';
import type { AppState } from '../../protocol/rpc/app-state.ts';
import { isLiveCall } from '../../protocol/rpc/session-view.ts';

/** Errors that are no longer true once our user is signed in again. */
const UNTIL_CONNECTED: readonly ErrorCode[] = [
  'CONNECTION_LOST',
  'REQUEST_TIMED_OUT',
  'SERVER_UNREACHABLE',
  'SERVER_START_FAILED',
  'SERVER_PORT_IN_USE',
];

/** Errors about the call or the stay in which they happened, and about nothing after it. */
const OF_A_STAY = /^(MEDIA_|ESCALATION_|REFER_|SESSION_|CONFERENCE_(FORBIDDEN|NEEDS_ORGANIZER)|PARTICIPANT_)/;

/** Errors of opening a device, which are over when the device is on. */
const OF_A_DEVICE = /^MEDIA_(DEVICE|PERMISSION)/;

/** Whether an alert is no longer true. `before` is the state before the latest change; null at the first one. */
export function isAlertOver(error: WireError, before: AppState | null, now: AppState): boolean {
  if (UNTIL_CONNECTED.includes(error.code)) {
    return now.registration.state === 'registered' && before?.registration.state !== 'registered';
  }
  if (error.code === 'CONFERENCES_PREPARING') return now.registration.conferences?.state === 'ready';
  if (OF_A_DEVICE.test(error.code) && areOn(error, now)) return true;
  return OF_A_STAY.test(error.code) && before !== null && liveIds(before).size > 0 && liveIds(now).size === 0;
}

/** The sessions and the stay that continue. */
export function liveIds({ sessions, stay }: AppState): ReadonlySet<string> {
  const ids = sessions.filter((each) => each.state !== 'terminated').map(({ id }) => id as string);
  return new Set(stay && stay.state !== 'exited' ? [...ids, stay.conference.id] : ids);
}

/** Whether the devices that an error is about are on now. */
function areOn({ context }: WireError, { sessions, stay, preview }: AppState): boolean {
  const names = String(context.source ?? context.sources ?? '').split(/[^a-z]+/);
  const carriers = [...sessions.filter(isLiveCall), stay, preview];
  const sources = (['microphone', 'camera'] as const).filter((source) => names.includes(source));
  return (
    sources.length > 0 && sources.every((source) => carriers.some((each) => each?.local[source] === 'on'))
  );
}
