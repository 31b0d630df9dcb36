import { ParleyError } from '../../../protocol/errors.ts';
import type { Settings } from '../../../protocol/local/settings.ts';
import type { Log, PagePort, Requester } from '../ports.ts';

export interface SettingsSyncOptions {
  page: PagePort;
  server: Requester;
  log: Log;
  settings(): Settings;
  /** Called when a device did not open; the device that was open stays in use. */
  deviceFailed(error: ParleyError): void;
}

/** Sends settings to the page (devices) and to the server (do not disturb): when they change, and on connecting. */
export class SettingsSync {
  readonly #options: SettingsSyncOptions;
  /** Whether the last change of presence could not be sent. */
  #presenceUnsent = false;

  constructor(options: SettingsSyncOptions) {
    this.#options = options;
  }

  /** Call it when a page has attached. */
  attached(): void {
    void this.#sendDevices();
  }

  /** Call it after each registration, which has sent the presence as it was when the registration began. */
  registered(): void {
    if (this.#presenceUnsent) this.#sendPresence();
  }

  changed(before: Settings): void {
    const { page, settings } = this.#options;
    const { devices, doNotDisturb } = settings();
    const devicesChanged =
      devices.microphone !== before.devices.microphone || devices.camera !== before.devices.camera;
    if (devicesChanged && page.attached) this.attached();
    if (doNotDisturb !== before.doNotDisturb) this.#sendPresence();
  }

  async #sendDevices(): Promise<void> {
    const { page, settings, log, deviceFailed } = this.#options;
    const { microphone, camera } = settings().devices;
    try {
      await page.order('use-devices', { microphone, camera });
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'MEDIA_FAILED');
      log.info('the page did not switch devices', { code: error.code });
      // If the page is gone, the next one gets them when it attaches.
      if (error.code !== 'PAGE_ABSENT') deviceFailed(error);
    }
  }

  /** The server passes the presence on to callers immediately (NOTE-6). */
  #sendPresence(): void {
    const { server, settings, log } = this.#options;
    const { doNotDisturb } = settings();
    this.#presenceUnsent = false;
    server.request('presence.set', { doNotDisturb }).catch((thrown) => {
      this.#presenceUnsent = true;
      log.info('presence not sent', { code: ParleyError.from(thrown, 'SERVER_INTERNAL').code });
    });
  }
}
