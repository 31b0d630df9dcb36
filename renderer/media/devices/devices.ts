import { ParleyError } from '../../../protocol/errors.ts';
import type { ChosenDevices } from '../../../protocol/local/settings.ts';
import { CAPTURE_SOURCES, type CaptureSource, type RequestedMedia } from '../../../protocol/media.ts';
import { captureError } from './capture-errors.ts';
import { captureScreen, type GetDisplayMedia } from './screen-capture.ts';

/** The part of the browser that {@link Devices} uses. */
export interface DevicePort {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  readonly getDisplayMedia: GetDisplayMedia;
  /** Whether the permission is undecided: the user is being asked, or would be asked. */
  wouldAsk(source: CaptureSource): boolean;
  /** Whether this device is plugged in. */
  isThere(deviceId: string): Promise<boolean>;
  /** Calls the listener whenever a device is plugged in or unplugged. */
  onChange(listener: () => void): void;
}

/** Longest time for a device to open, in milliseconds (SPEC DEV-3). The time that the user takes to allow it is not counted. */
export const OPEN_LIMIT_MS = 8_000;

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
    isThere: async (deviceId) => {
      const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
      return devices.some((device) => device.deviceId === deviceId);
    },
    onChange: (listener) => navigator.mediaDevices?.addEventListener('devicechange', listener),
  };
}

/** The only caller of getUserMedia (SPEC LEASE-1). The caller owns the track and must stop it. */
export class Devices {
  readonly #port: DevicePort;
  #chosen: Readonly<Record<CaptureSource, string>> = { microphone: '', camera: '' };
  /** Requests that the browser has not answered, oldest first. Chromium handles one after the other. */
  readonly #unanswered = new Set<{ source: CaptureSource }>();

  constructor(port: DevicePort) {
    this.#port = port;
  }

  /** Sets the user's choice; empty for the system default. Returns the sources whose choice has changed. */
  choose({ microphone, camera }: Pick<ChosenDevices, CaptureSource>): CaptureSource[] {
    const before = this.#chosen;
    this.#chosen = { microphone, camera };
    return CAPTURE_SOURCES.filter((source) => before[source] !== this.#chosen[source]);
  }

  /** Whether a track comes from the device that the user chose. */
  isChosen(source: CaptureSource, track: MediaStreamTrack): boolean {
    const chosen = this.#chosen[source];
    return chosen !== '' && track.getSettings().deviceId === chosen;
  }

  /** Whether the user chose a device other than this track's, and that device is missing. */
  isSubstitute(source: CaptureSource, track: MediaStreamTrack): boolean {
    return this.#chosen[source] !== '' && !this.isChosen(source, track);
  }

  /** Whenever a device is plugged in or unplugged, calls the listener with the sources whose chosen device is there. */
  onChosenThere(listener: (sources: CaptureSource[]) => void): void {
    this.#port.onChange(async () => {
      const chosen = this.#chosen;
      const isThere = async (source: CaptureSource) =>
        chosen[source] !== '' && (await this.#port.isThere(chosen[source]));
      const [microphone, camera] = await Promise.all([isThere('microphone'), isThere('camera')]);
      listener([...(microphone ? ['microphone' as const] : []), ...(camera ? ['camera' as const] : [])]);
    });
  }

  /**
   * Opens the devices that are wanted, each with a request and a time limit of its own, so that a device that fails or hangs
   * costs only itself (SPEC DEV-3). The microphone comes first. The browser is asked for the camera only when the microphone
   * is open or has failed: Chromium handles one request after the other, so that a camera that hangs would block another
   * request for the microphone.
   * @throws ParleyError (each promise) MEDIA_PERMISSION_DENIED, MEDIA_DEVICE_MISSING, MEDIA_DEVICE_BUSY,
   *   MEDIA_DEVICE_TIMED_OUT, MEDIA_FAILED
   */
  open(media: RequestedMedia): Partial<Record<CaptureSource, Promise<MediaStreamTrack>>> {
    const microphone = media.microphone ? this.openOne('microphone') : undefined;
    const openCamera = () => this.openOne('camera');
    const camera = media.camera ? (microphone?.then(openCamera, openCamera) ?? openCamera()) : undefined;
    return { ...(microphone && { microphone }), ...(camera && { camera }) };
  }

  /**
   * Opens the chosen device of a source, or the given one. If it is missing, the system default is opened.
   * @throws ParleyError as {@link open}
   */
  async openOne(source: CaptureSource, deviceId = this.#chosen[source]): Promise<MediaStreamTrack> {
    const kind = source === 'microphone' ? 'audio' : 'video';
    try {
      const constraints = { [kind]: constraintsOf(source, deviceId) };
      return trackOf(await this.#withinLimit(constraints, source), source);
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

  /** Stops a device that opens too late. @throws ParleyError MEDIA_DEVICE_TIMED_OUT, and what the browser throws */
  #withinLimit(constraints: MediaStreamConstraints, source: CaptureSource): Promise<MediaStream> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    let isLate = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const arm = (wasAsking: boolean) => {
      timer = setTimeout(() => {
        // The time limit of the device restarts whenever the user is still being asked.
        if (wasAsking || this.#isAsking()) return arm(this.#isAsking());
        isLate = true;
        reject(new ParleyError('MEDIA_DEVICE_TIMED_OUT', 'it does not open', { context: { source } }));
      }, OPEN_LIMIT_MS);
    };
    const request = { source };
    this.#unanswered.add(request);
    arm(this.#isAsking());
    const opening = this.#port.getUserMedia(constraints).finally(() => {
      this.#unanswered.delete(request);
      clearTimeout(timer);
    });
    opening.then(
      (stream) => isLate && stopAll(stream),
      () => undefined,
    );
    return Promise.race([opening, late]);
  }

  /** The browser asks about its oldest request only: a request that waits behind a hanging device asks no question. */
  #isAsking(): boolean {
    const [oldest] = this.#unanswered;
    return oldest !== undefined && this.#port.wouldAsk(oldest.source);
  }
}

/** The device is required: a mere preference (`ideal`) is at the discretion of Chromium's prompt. */
function constraintsOf(source: CaptureSource, deviceId: string): MediaTrackConstraints {
  return deviceId ? { ...CONSTRAINTS[source], deviceId: { exact: deviceId } } : CONSTRAINTS[source];
}

function stopAll(stream: MediaStream): void {
  for (const track of [...stream.getAudioTracks(), ...stream.getVideoTracks()]) track.stop();
}

function trackOf(stream: MediaStream, source: CaptureSource): MediaStreamTrack {
  const [track] = source === 'microphone' ? stream.getAudioTracks() : stream.getVideoTracks();
  if (!track) throw new DOMException(`no ${source} in the stream`, 'NotFoundError');
  return track;
}
