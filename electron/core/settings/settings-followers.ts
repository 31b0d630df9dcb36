import { ParleyError } from '../../../protocol/errors.ts';
import type { Settings } from '../../../protocol/local/settings.ts';
import type { Log, PagePort, Requester } from '../ports.ts';

export interface SettingsFollowersOptions {
  page: PagePort;
  server: Requester;
  log: Log;
  settings(): Settings;
  /** A device did not open; what was open goes on. */
  deviceFailed(error: ParleyError): void;
}

/** Tells the page and the server what they must know of the settings, when it changes and when they come. */
export class SettingsFollowers {
  readonly #options: SettingsFollowersOptions;
  /** What the server was to be told when it could not be. */
  #untold = false;

  constructor(options: SettingsFollowersOptions) {
    this.#options = options;
  }

  /** A page is attached. */
  attached(): void {
    void this.#moveDevices();
  }

  /** Signed in: the registration has said the rest. */
  registered(): void {
    if (this.#untold) this.#tellPresence();
  }

  changed(before: Settings): void {
    const { page, settings } = this.#options;
    const { devices, doNotDisturb } = settings();
    const moved =
      devices.microphone !== before.devices.microphone || devices.camera !== before.devices.camera;
    if (moved && page.attached) this.attached();
    if (doNotDisturb !== before.doNotDisturb) this.#tellPresence();
  }

  async #moveDevices(): Promise<void> {
    const { page, settings, log, deviceFailed } = this.#options;
    const { microphone, camera } = settings().devices;
    try {
      await page.order('use-devices', { microphone, camera });
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'MEDIA_FAILED');
      log.info('devices not taken', { code: error.code });
      // A page that is gone hears of them when the next one attaches.
      if (error.code !== 'PAGE_ABSENT') deviceFailed(error);
    }
  }

  /** Callers read it at once (NOTE-6). */
  #tellPresence(): void {
    const { server, settings, log } = this.#options;
    const { doNotDisturb } = settings();
    this.#untold = false;
    server.request('presence.set', { doNotDisturb }).catch((thrown) => {
      this.#untold = true;
      log.info('presence not taken', { code: ParleyError.from(thrown, 'SERVER_INTERNAL').code });
    });
  }
}
