import { type ErrorCode, ParleyError } from '../../protocol/errors.ts';
import type { RequestedMedia } from '../../protocol/media.ts';

/** A source that getUserMedia opens. */
export type CaptureSource = 'microphone' | 'camera';

/** What {@link Devices} needs of the browser. */
export interface DevicePort {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  /** Whether the user would be asked (again), rather than this being settled already. */
  wouldAsk(source: CaptureSource): boolean;
}

const CONSTRAINTS = {
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
} as const satisfies Record<CaptureSource, MediaTrackConstraints>;

/** What getUserMedia throws (W3C mediacapture-main §10.2), in Parley's codes. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  NotAllowedError: 'MEDIA_PERMISSION_DENIED',
  SecurityError: 'MEDIA_PERMISSION_DENIED',
  NotFoundError: 'MEDIA_DEVICE_MISSING',
  OverconstrainedError: 'MEDIA_DEVICE_MISSING',
  NotReadableError: 'MEDIA_DEVICE_BUSY',
  AbortError: 'MEDIA_DEVICE_BUSY',
};

function translated(thrown: unknown, sources: string): ParleyError {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : '';
  const code = CODES[name] ?? 'MEDIA_FAILED';
  return new ParleyError(code, `${sources}: ${name || String(thrown)}`, {
    context: { sources },
    cause: thrown,
  });
}

/** The browser's own devices. */
export function browserDevices(): DevicePort {
  const asks = new Map<CaptureSource, PermissionStatus>();
  for (const source of ['microphone', 'camera'] as const) {
    navigator.permissions?.query({ name: source as PermissionName }).then(
      (status) => asks.set(source, status),
      () => undefined,
    );
  }
  return {
    async getUserMedia(constraints) {
      if (!navigator.mediaDevices) throw new DOMException('no devices in this context', 'NotFoundError');
      return navigator.mediaDevices.getUserMedia(constraints);
    },
    wouldAsk: (source) => asks.get(source)?.state === 'prompt',
  };
}

/** The only caller of getUserMedia (SPEC LEASE-1). Whoever asks for a track owns it and must stop it. */
export class Devices {
  readonly #port: DevicePort;

  constructor(port: DevicePort) {
    this.#port = port;
  }

  /**
   * Opens the devices asked for. Both are asked for together, since Chromium takes one request after the other and
   * the user would be asked twice; when that fails, each is tried on its own, so that one does not cost the other.
   * @throws ParleyError (each promise) MEDIA_PERMISSION_DENIED, MEDIA_DEVICE_MISSING, MEDIA_DEVICE_BUSY, MEDIA_FAILED
   */
  open(media: RequestedMedia): Partial<Record<CaptureSource, Promise<MediaStreamTrack>>> {
    if (media.microphone && media.camera) return this.#openTogether();
    return {
      ...(media.microphone && { microphone: this.#openOne('microphone') }),
      ...(media.camera && { camera: this.#openOne('camera') }),
    };
  }

  #openTogether(): Record<CaptureSource, Promise<MediaStreamTrack>> {
    const both = this.#port.getUserMedia({ audio: CONSTRAINTS.microphone, video: CONSTRAINTS.camera });
    const one = async (source: CaptureSource) => {
      try {
        return trackOf(await both, source);
      } catch (thrown) {
        const failure = translated(thrown, source);
        const saidNo = failure.code === 'MEDIA_PERMISSION_DENIED' && this.#port.wouldAsk(source);
        if (saidNo) throw failure;
        return this.#openOne(source);
      }
    };
    return { microphone: one('microphone'), camera: one('camera') };
  }

  async #openOne(source: CaptureSource): Promise<MediaStreamTrack> {
    const kind = source === 'microphone' ? 'audio' : 'video';
    try {
      return trackOf(await this.#port.getUserMedia({ [kind]: CONSTRAINTS[source] }), source);
    } catch (thrown) {
      throw translated(thrown, source);
    }
  }
}

function trackOf(stream: MediaStream, source: CaptureSource): MediaStreamTrack {
  const [track] = source === 'microphone' ? stream.getAudioTracks() : stream.getVideoTracks();
  if (!track) throw new DOMException(`no ${source} in the stream`, 'NotFoundError');
  return track;
}
