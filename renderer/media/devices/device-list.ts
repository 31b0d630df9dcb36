import { type ReadonlySignal, type Signal, signal } from '@preact/signals';

/** One device that the user may choose; `id` is what `deviceId` and `setSinkId` take. */
export interface DeviceEntry {
  readonly id: string;
  /** Empty until the user has once let Parley use such a device. */
  readonly label: string;
}

/** The devices that are there now. The system's own choice is none of them: it has the empty id. */
export interface AvailableDevices {
  readonly microphones: readonly DeviceEntry[];
  readonly cameras: readonly DeviceEntry[];
  readonly speakers: readonly DeviceEntry[];
}

/** What {@link DeviceList} needs of the browser: `navigator.mediaDevices`. */
export type DeviceListPort = Pick<
  MediaDevices,
  'enumerateDevices' | 'addEventListener' | 'removeEventListener'
>;

/** Entries with which Chromium repeats the device that the system chose for a purpose. */
const ALIASES: ReadonlySet<string> = new Set(['', 'default', 'communications']);

/** Which devices there are. Reads nothing before the first {@link refresh}, and follows changes from then on. */
export class DeviceList {
  readonly #port: DeviceListPort | undefined;
  readonly #available: Signal<AvailableDevices> = signal({ microphones: [], cameras: [], speakers: [] });
  readonly #onChange = () => void this.refresh();
  #isFollowing = false;
  /** Counts the readings: a slow one does not overwrite a newer one. */
  #readings = 0;

  /** Without a port, as in a page that may not capture, there are no devices. */
  constructor(port: DeviceListPort | undefined) {
    this.#port = port;
  }

  /** The devices, as last read. */
  get available(): ReadonlySignal<AvailableDevices> {
    return this.#available;
  }

  /** A speaker if it is there, as far as is known; else the empty id. */
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

  /** Follows no longer. Idempotent. */
  close(): void {
    this.#isFollowing = false;
    this.#port?.removeEventListener('devicechange', this.#onChange);
  }
}
