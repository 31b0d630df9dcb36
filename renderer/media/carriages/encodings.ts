import type { Device, ProducerOptions } from 'mediasoup-client/types';
import type { CAMERA_LAYER_COUNT, Source } from '../../../protocol/media.ts';
import type { PictureSize } from '../shown-pictures.ts';

/** The requested format of a camera. */
const CAMERA_SIZE: PictureSize = { width: 1280, height: 720 };

/** VP8 simulcast of a camera, lowest first; three temporal layers each. */
const CAMERA_LAYERS = [
  { scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode: 'L1T3' },
  { scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T3' },
  { scaleResolutionDownBy: 1, maxBitrate: 1_800_000, scalabilityMode: 'L1T3' },
] as const satisfies { readonly length: typeof CAMERA_LAYER_COUNT };

/** The lowest layer of a camera that is at least as large as its tile; the highest if the tile is larger than all. */
export function cameraLayerFor(tile: PictureSize): number {
  const covering = CAMERA_LAYERS.findIndex(
    ({ scaleResolutionDownBy: scale }) =>
      CAMERA_SIZE.width >= tile.width * scale && CAMERA_SIZE.height >= tile.height * scale,
  );
  return covering < 0 ? CAMERA_LAYERS.length - 1 : covering;
}

/** A screen has to be readable: one layer, and sharpness before smoothness. */
const SCREEN_LAYERS = [{ maxBitrate: 2_500_000, scalabilityMode: 'L1T3' }] as const;

/** A screen for one other person. The content hint of its track keeps it sharp when the bit rate is low. */
export const PEER_SCREEN_ENCODING: RTCRtpEncodingParameters = { maxBitrate: 2_500_000, maxFramerate: 30 };

/** How each source is encoded towards the SFU (RFC 7587 for Opus, RFC 8853 for simulcast). */
export function encodingOf(source: Source, device: Device): ProducerOptions {
  if (source === 'microphone') return { codecOptions: { opusFec: true, opusDtx: true } };
  const codec = device.sendRtpCapabilities.codecs?.find(
    ({ mimeType }) => mimeType.toLowerCase() === 'video/vp8',
  );
  return {
    ...(codec && { codec }),
    encodings: (source === 'camera' ? CAMERA_LAYERS : SCREEN_LAYERS).map((layer) => ({ ...layer })),
    codecOptions: { videoGoogleStartBitrate: 1_000 },
  };
}
