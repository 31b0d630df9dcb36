import type { CallConflict } from '../../protocol/calls/call-conflict.ts';
import type { RequestedMedia } from '../../protocol/media.ts';
import {
  type CallView,
  type ConferenceInvitationView,
  isLiveCall,
  type Ringing,
  type SessionView,
} from '../../protocol/rpc/session-view.ts';

/**
 * The devices with which our user joins the conference that continues a call: microphone and camera as they are in the
 * call (SPEC CONV-3). Undefined for an invitation that continues no call.
 */
export function continuedMedia(
  { escalates }: Ringing<ConferenceInvitationView>,
  sessions: readonly SessionView[],
): RequestedMedia | undefined {
  const call = sessions.filter(isLiveCall).find(({ id }) => id === escalates);
  if (!call) return undefined;
  const { local, hold } = call;
  return { microphone: local.microphone === 'on', camera: local.camera === 'on' && !hold.byUs };
}

/** The devices with which a waiting call begins. */
export function waitingMedia(
  { requested }: CallView | ConferenceInvitationView,
  { isCameraOn }: CallConflict,
): RequestedMedia {
  // A user who has turned the camera off in one call is not shown in the next call unasked.
  return { microphone: true, camera: requested.camera && isCameraOn };
}
