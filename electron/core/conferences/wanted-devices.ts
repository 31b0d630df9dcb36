import { ParleyError } from '../../../protocol/errors.ts';
import type { RequestedMedia, Source } from '../../../protocol/media.ts';
import type { Lease } from '../leases/lease.ts';

/**
 * Brings microphone and camera of a lease to what is wanted. What is open already is not opened again; a microphone
 * that is not wanted is muted, a camera is given back. Never rejects.
 * @param failed hears of a device that could not be turned on or off
 */
export async function openWanted(
  lease: Lease,
  wanted: RequestedMedia,
  failed: (error: ParleyError) => void,
): Promise<void> {
  const { microphone, camera } = lease.status;
  const turn = (source: Source, on: boolean) =>
    lease.set(source, on).catch((thrown) => {
      const error = ParleyError.from(thrown, 'MEDIA_FAILED');
      // Without a page there is nothing to turn on or off.
      if (error.code !== 'PAGE_ABSENT') failed(error);
    });
  await Promise.all([
    ...(microphone !== 'off' && (microphone === 'on') !== wanted.microphone
      ? [turn('microphone', wanted.microphone)]
      : []),
    ...(camera === 'on' && !wanted.camera ? [turn('camera', false)] : []),
    lease.open({
      microphone: wanted.microphone && microphone === 'off',
      camera: wanted.camera && camera === 'off',
    }),
  ]);
}
