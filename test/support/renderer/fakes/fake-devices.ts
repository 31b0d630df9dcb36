import type { CaptureSource } from '../../../../protocol/media.ts';
import type { DevicePort } from '../../../../renderer/media/devices/devices.ts';
import { FakeTrack } from './fake-track.ts';

/** Devices that open when the test says so, or fail with an error that the test chooses. */
export class FakeDevices implements DevicePort {
  readonly tracks: FakeTrack[] = [];
  readonly requests: MediaStreamConstraints[] = [];
  /** Name of the error with which opening a source fails. */
  readonly failures: Partial<Record<CaptureSource | 'screen', string>> = {};
  /** IDs of unplugged devices. */
  readonly unplugged = new Set<string>();
  /** Whether the browser would ask the user about both sources, or the source about which it would ask. */
  asks: boolean | CaptureSource = false;
  /** Sources that do not open before the promise resolves. */
  readonly hanging: Partial<Record<CaptureSource, Promise<void>>> = {};
  readonly #listeners: (() => void)[] = [];
  /** Resolves when all requests so far are answered. */
  #answered: Promise<unknown> = Promise.resolve();
  /** Each request waits for this promise. */
  ready: Promise<void> = Promise.resolve();

  /** Text of the error when a screen is refused. */
  refusal = 'Permission denied by user';
  /** The next screen that the user chooses. */
  screen: { label?: string; displaySurface?: string } = {};

  /** As in Chromium, a request begins when the one before it is answered. */
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.requests.push(constraints);
    const opening = this.#answered.then(() => this.#open(constraints));
    this.#answered = opening.catch(() => undefined);
    return opening;
  }

  async #open(constraints: MediaStreamConstraints): Promise<MediaStream> {
    await this.ready;
    if (constraints.audio) await this.hanging.microphone;
    if (constraints.video) await this.hanging.camera;
    const failure =
      (constraints.audio && this.failures.microphone) || (constraints.video && this.failures.camera);
    if (failure) throw new DOMException('no', failure);
    const wishes = [constraints.audio, constraints.video].map((wish) => wished(wish ?? false));
    if (wishes.some((id) => this.unplugged.has(id))) throw new DOMException('gone', 'OverconstrainedError');
    const audio = constraints.audio ? [new FakeTrack('audio', { deviceId: wished(constraints.audio) })] : [];
    const video = constraints.video ? [new FakeTrack('video', { deviceId: wished(constraints.video) })] : [];
    this.tracks.push(...audio, ...video);
    return { getAudioTracks: () => audio, getVideoTracks: () => video } as unknown as MediaStream;
  }

  readonly getDisplayMedia = async (options: DisplayMediaStreamOptions): Promise<MediaStream> => {
    this.requests.push(options as MediaStreamConstraints);
    await this.ready;
    if (this.failures.screen) throw new DOMException(this.refusal, this.failures.screen);
    const track = new FakeTrack('video', this.screen);
    this.tracks.push(track);
    return { getVideoTracks: () => [track] } as unknown as MediaStream;
  };

  wouldAsk(source: CaptureSource): boolean {
    return this.asks === true || this.asks === source;
  }

  async isThere(deviceId: string): Promise<boolean> {
    return !this.unplugged.has(deviceId);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** A device is plugged in or unplugged. */
  plug(deviceId: string, isThere: boolean): void {
    if (isThere) this.unplugged.delete(deviceId);
    else this.unplugged.add(deviceId);
    for (const listener of this.#listeners) listener();
  }

  /** All opened tracks, and their clones. */
  get everMade(): FakeTrack[] {
    return this.tracks.flatMap((track) => [track, ...track.clones]);
  }

  /** Number of live tracks. */
  get live(): number {
    return this.everMade.filter(({ readyState }) => readyState === 'live').length;
  }
}

/** The device that a request names; `default` if it leaves the choice to the system. */
function wished(constraints: boolean | MediaTrackConstraints): string {
  const { deviceId } = typeof constraints === 'boolean' ? {} : constraints;
  return (deviceId as { exact: string } | undefined)?.exact ?? 'default';
}
