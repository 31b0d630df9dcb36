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

/** What the SFU is to send of a picture, for what of it is on screen: nothing of a picture that is not on screen. */
export function wantOf(
  { consumerId, owner, source }: ReceivedPicture,
  onScreen: readonly ShownPicture[],
): Want {
  const shown = onScreen.find((picture) => picture.owner === owner && picture.source === source);
  if (!shown) return { consumerId, paused: true, speaker: false };
  return {
    consumerId,
    paused: false,
    // A screen is read: it comes whole however small it is shown.
    ...(source === 'camera' && { spatialLayer: cameraLayerFor(shown) }),
    speaker: shown.isSpeaker,
  };
}

/** Whether two wants for one picture ask for the same. */
export function isSameWant(one: Want, other: Want): boolean {
  return (
    one.paused === other.paused && one.spatialLayer === other.spatialLayer && one.speaker === other.speaker
  );
}

/** Whether a want asks for less than was asked for: what a moment out of sight must not bring about. */
export function asksForLess(want: Want, told: Want): boolean {
  if (told.paused) return false;
  if (want.paused) return true;
  // A picture of which no layer was named yet has never been measured: naming one is news.
  return (
    want.spatialLayer !== undefined &&
    told.spatialLayer !== undefined &&
    want.spatialLayer < told.spatialLayer
  );
}
