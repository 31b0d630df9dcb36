import type { CaptureSource, DevicePort } from '../../../renderer/media/devices.ts';
import { FakeTrack } from './fake-track.ts';

/** Devices that open when the test says so, or fail with what it says. */
export class FakeDevices implements DevicePort {
  readonly tracks: FakeTrack[] = [];
  readonly requests: MediaStreamConstraints[] = [];
  readonly failures: Partial<Record<CaptureSource, string>> = {};
  asks = false;
  /** Each request waits for this. */
  ready: Promise<void> = Promise.resolve();

  async getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.requests.push(constraints);
    await this.ready;
    const failure =
      (constraints.audio && this.failures.microphone) || (constraints.video && this.failures.camera);
    if (failure) throw new DOMException('no', failure);
    const audio = constraints.audio ? [new FakeTrack('audio')] : [];
    const video = constraints.video ? [new FakeTrack('video')] : [];
    this.tracks.push(...audio, ...video);
    return { getAudioTracks: () => audio, getVideoTracks: () => video } as unknown as MediaStream;
  }

  wouldAsk(): boolean {
    return this.asks;
  }

  /** How many tracks ever opened still live. */
  get live(): number {
    return this.tracks.filter(({ readyState }) => readyState === 'live').length;
  }
}
