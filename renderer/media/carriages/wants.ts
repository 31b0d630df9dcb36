import type { ConsumerId, ParticipantId } from '../../../protocol/ids.ts';
import type { Source, Want } from '../../../protocol/media.ts';
import type { ShownPicture } from '../shown-pictures.ts';
import { cameraLayerFor } from './encodings.ts';

/** A picture that the SFU can send us. */
export interface ReceivedPicture {
  readonly consumerId: ConsumerId;
  readonly owner: ParticipantId;
  readonly source: Source;
}

/** The layers of a picture that the SFU has to send for its size on screen: none if it is not on screen. */
export function wantOf(
  { consumerId, owner, source }: ReceivedPicture,
  onScreen: readonly ShownPicture[],
): Want {
  const shown = onScreen.find((picture) => picture.owner === owner && picture.source === source);
  if (!shown) return { consumerId, paused: true, speaker: false };
  return {
    consumerId,
    paused: false,
    // A screen has to be readable: it is sent in full size however small it is shown.
    ...(source === 'camera' && { spatialLayer: cameraLayerFor(shown) }),
    speaker: shown.isSpeaker,
  };
}

/** Whether two wants for one picture are equal. */
export function isSameWant(one: Want, other: Want): boolean {
  return (
    one.paused === other.paused && one.spatialLayer === other.spatialLayer && one.speaker === other.speaker
  );
}

/** Whether a want asks for less than before. A moment out of sight must not reduce what is sent. */
export function asksForLess(want: Want, told: Want): boolean {
  if (told.paused) return false;
  if (want.paused) return true;
  // A picture without a layer has never been measured, so its first layer is always sent.
  return (
    want.spatialLayer !== undefined &&
    told.spatialLayer !== undefined &&
    want.spatialLayer < told.spatialLayer
  );
}
