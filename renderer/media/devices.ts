import type { RequestedMedia } from '../../protocol/media.ts';
import type { ChosenDevices } from '../../protocol/settings.ts';
import { captureError } from './capture-errors.ts';
import { captureScreen, type GetDisplayMedia } from './screen-capture.ts';

/** A source that getUserMedia opens. */
export type CaptureSource = 'microphone' | 'camera';
export const CAPTURE_SOURCES: readonly CaptureSource[] = ['microphone', 'camera'];

/** What {@link Devices} needs of the browser. */
export interface DevicePort {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  readonly getDisplayMedia: GetDisplayMedia;
  /** Whether the user would be asked (again), rather than this being settled already. */
  wouldAsk(source: CaptureSource): boolean;
}

const CONSTRAINTS = {
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
} as const satisfies Record<CaptureSource, MediaTrackConstraints>;

/** The browser's own devices. */
export function browserDevices(): DevicePort {
  const asks = new Map<CaptureSource, PermissionStatus>();
  for (const source of CAPTURE_SOURCES) {
    navigator.permissions?.query({ name: source as PermissionName }).then(
      (status) => asks.set(source, status),
      () => undefined,
    );
  }
  const mediaDevices = () => {
    if (!navigator.mediaDevices) throw new DOMException('no devices in this context', 'NotFoundError');
    return navigator.mediaDevices;
  };
  return {
    getUserMedia: async (constraints) => mediaDevices().getUserMedia(constraints),
    getDisplayMedia: async (options) => mediaDevices().getDisplayMedia(options),
    wouldAsk: (source) => asks.get(source)?.state === 'prompt',
  };
}

/** The only caller of getUserMedia (SPEC LEASE-1). Whoever asks for a track owns it and must stop it. */
export class Devices {
  readonly #port: DevicePort;
  #chosen: Readonly<Record<CaptureSource, string>> = { microphone: '', camera: '' };

  constructor(port: DevicePort) {
    this.#port = port;
  }

  /** The user's choice from now on; empty for the system's own. Returns the sources for which it is another one. */
  choose({ microphone, camera }: Pick<ChosenDevices, CaptureSource>): CaptureSource[] {
    const before = this.#chosen;
    this.#chosen = { microphone, camera };
    return CAPTURE_SOURCES.filter((source) => before[source] !== this.#chosen[source]);
  }

  /** Whether a track comes from the very device that the user chose. */
  isChosen(source: CaptureSource, track: MediaStreamTrack): boolean {
    const chosen = this.#chosen[source];
    return chosen !== '' && track.getSettings().deviceId === chosen;
  }

  /**
   * Opens the devices asked for. Both are asked for together, since Chromium takes one request after the other and
   * the user would be asked twice; when that fails, each is tried on its own, so that one does not cost the other.
   * @throws ParleyError (each promise) MEDIA_PERMISSION_DENIED, MEDIA_DEVICE_MISSING, MEDIA_DEVICE_BUSY, MEDIA_FAILED
   */
  open(media: RequestedMedia): Partial<Record<CaptureSource, Promise<MediaStreamTrack>>> {
    if (media.microphone && media.camera) return this.#openTogether();
    return {
      ...(media.microphone && { microphone: this.openOne('microphone') }),
      ...(media.camera && { camera: this.openOne('camera') }),
    };
  }

  /**
   * Opens the chosen device of a source, or this one. One that is not there gives way to the system's own choice.
   * @throws ParleyError as {@link open}
   */
  async openOne(source: CaptureSource, deviceId = this.#chosen[source]): Promise<MediaStreamTrack> {
    const kind = source === 'microphone' ? 'audio' : 'video';
    try {
      return trackOf(await this.#port.getUserMedia({ [kind]: constraintsOf(source, deviceId) }), source);
    } catch (thrown) {
      const failure = captureError(thrown, source);
      const isChosenOneMissing = failure.code === 'MEDIA_DEVICE_MISSING' && deviceId !== '';
      if (!isChosenOneMissing) throw failure;
      return this.openOne(source, '');
    }
  }

  /** Lets the user choose a screen or window. @throws ParleyError as {@link captureScreen} */
  openScreen(): Promise<MediaStreamTrack | null> {
    return captureScreen((options) => this.#port.getDisplayMedia(options));
  }

  #openTogether(): Record<CaptureSource, Promise<MediaStreamTrack>> {
    const both = this.#port.getUserMedia({
      audio: constraintsOf('microphone', this.#chosen.microphone),
      video: constraintsOf('camera', this.#chosen.camera),
    });
    const one = async (source: CaptureSource) => {
      try {
        return trackOf(await both, source);
      } catch (thrown) {
        const failure = captureError(thrown, source);
        const saidNo = failure.code === 'MEDIA_PERMISSION_DENIED' && this.#port.wouldAsk(source);
        if (saidNo) throw failure;
        return this.openOne(source);
      }
    };
    return { microphone: one('microphone'), camera: one('camera') };
  }
}

/** The device is demanded: one that is merely wished for (`ideal`) is at the discretion of Chromium's prompt. */
function constraintsOf(source: CaptureSource, deviceId: string): MediaTrackConstraints {
  return deviceId ? { ...CONSTRAINTS[source], deviceId: { exact: deviceId } } : CONSTRAINTS[source];
}

function trackOf(stream: MediaStream, source: CaptureSource): MediaStreamTrack {
  const [track] = source === 'microphone' ? stream.getAudioTracks() : stream.getVideoTracks();
  if (!track) throw new DOMException(`no ${source} in the stream`, 'NotFoundError');
  return track;
}
