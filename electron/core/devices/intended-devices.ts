import type { RequestedMedia, Source } from '../../../protocol/media.ts';
import type { MediaStatus } from '../../../protocol/signaling/shapes.ts';
import type { CaptureSource } from './lease-devices.ts';

/**
 * What is intended with the devices of one lease, whatever a page has made of it so far: another page is brought to it
 * (SPEC RES-5).
 */
export class IntendedDevices {
  microphone: MediaStatus['microphone'] = 'off';
  camera: MediaStatus['camera'] = 'off';

  /** These are to be open, and on. */
  open(media: RequestedMedia): void {
    if (media.microphone) this.microphone = 'on';
    if (media.camera) this.camera = 'on';
  }

  /** A microphone that is turned off is muted, a camera is given back. */
  turn(source: Source, on: boolean): void {
    if (source === 'camera') this.camera = on ? 'on' : 'off';
    else if (source === 'microphone')
      this.microphone = on ? 'on' : this.microphone === 'off' ? 'off' : 'muted';
  }

  /** They cannot be opened, or are lost: there is no more than what is. */
  settleFor(sources: readonly Source[], { microphone, camera }: Pick<MediaStatus, CaptureSource>): void {
    if (sources.includes('microphone')) this.microphone = microphone;
    if (sources.includes('camera')) this.camera = camera;
  }
}
