import type { CallConflict } from '../../protocol/calls/call-conflict.ts';
import type { RequestedMedia } from '../../protocol/media.ts';
import type { SessionView } from '../../protocol/rpc/app-state.ts';

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
export function waitingMedia({ requested }: SessionView, { isCameraOn }: CallConflict): RequestedMedia {
  // Whoever has switched the camera off for one call is not shown in the next one without a word.
  return { microphone: true, camera: requested.camera && isCameraOn };
}
