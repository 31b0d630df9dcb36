import { type ReadonlySignal, type Signal, signal } from '@preact/signals';

/** A device that the user may choose. Its `id` is a value for `deviceId` and `setSinkId`. */
export interface DeviceEntry {
  readonly id: string;
  /** Empty until the user has once allowed Parley to use a device of this kind. */
  readonly label: string;
}

/** The devices that are there now, without the system default, whose ID is empty. */
export interface AvailableDevices {
  readonly microphones: readonly DeviceEntry[];
  readonly cameras: readonly DeviceEntry[];
  readonly speakers: readonly DeviceEntry[];
}

/** The part of the browser that {@link DeviceList} uses: `navigator.mediaDevices`. */
export type DeviceListPort = Pick<
  MediaDevices,
  'enumerateDevices' | 'addEventListener' | 'removeEventListener'
>;

/** Entries with which Chromium repeats the device that the system chose for a purpose. */
const ALIASES: ReadonlySet<string> = new Set(['', 'default', 'communications']);

/** The list of devices. It reads nothing before the first {@link refresh}, and follows changes from then on. */
export class DeviceList {
  readonly #port: DeviceListPort | undefined;
  readonly #available: Signal<AvailableDevices> = signal({ microphones: [], cameras: [], speakers: [] });
  readonly #onChange = () => void this.refresh();
  #isFollowing = false;
  /** Counts the readings, so that a slow reading does not overwrite a newer one. */
  #readings = 0;

  /** Without a port, as in a page that may not capture, the list is empty. */
  constructor(port: DeviceListPort | undefined) {
    this.#port = port;
  }

  /** The devices, as last read. */
  get available(): ReadonlySignal<AvailableDevices> {
    return this.#available;
  }

  /** The ID of this speaker, or the empty ID if it is known to be missing. */
  speakerOrDefault(id: string): string {
    const { speakers } = this.#available.value;
    return speakers.length === 0 || speakers.some((speaker) => speaker.id === id) ? id : '';
  }

  /** Reads the devices again: labels come with a permission, for which there is no event. Never rejects. */
  async refresh(): Promise<void> {
    if (!this.#port) return;
    if (!this.#isFollowing) this.#port.addEventListener('devicechange', this.#onChange);
    this.#isFollowing = true;
    this.#readings += 1;
    const reading = this.#readings;
    const devices = await this.#port.enumerateDevices().catch(() => []);
    if (reading !== this.#readings || !this.#isFollowing) return;
    const entries = (kind: MediaDeviceKind): DeviceEntry[] =>
      devices
        .filter((device) => device.kind === kind && !ALIASES.has(device.deviceId))
        .map(({ deviceId, label }) => ({ id: deviceId, label }));
    this.#available.value = {
      microphones: entries('audioinput'),
      cameras: entries('videoinput'),
      speakers: entries('audiooutput'),
    };
  }

  /** Stops following changes. Idempotent. */
  close(): void {
    this.#isFollowing = false;
    this.#port?.removeEventListener('devicechange', this.#onChange);
  }
}
