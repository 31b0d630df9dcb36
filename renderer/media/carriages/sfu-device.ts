import type { RtpCapabilities as ClientRtpCapabilities, Device } from 'mediasoup-client/types';
import { ParleyError } from '../../../protocol/errors.ts';
import type { RtpCapabilities } from '../../../protocol/media.ts';

/** Loads the SFU client, which is no part of the first download, and keeps one device per router capabilities. */
export class SfuDevice {
  readonly #create: () => Promise<Device>;
  #key = '';
  #loading: Promise<Device> | undefined;
  #loaded: Device | undefined;

  /** `create` is {@link createSfuDevice}, or a fake one. */
  constructor(create: () => Promise<Device>) {
    this.#create = create;
  }

  /** A device that can talk to such a router. @throws ParleyError MEDIA_NOT_NEGOTIABLE */
  async load(routerRtpCapabilities: RtpCapabilities): Promise<Device> {
    const key = JSON.stringify(routerRtpCapabilities);
    if (!this.#loading || this.#key !== key) {
      this.#key = key;
      this.#loading = this.#make(routerRtpCapabilities);
    }
    const loading = this.#loading;
    try {
      this.#loaded = await loading;
      return this.#loaded;
    } catch (thrown) {
      if (this.#loading === loading) this.#loading = undefined;
      throw ParleyError.from(thrown, 'MEDIA_NOT_NEGOTIABLE');
    }
  }

  /** The device loaded last. @throws ParleyError STATE_ILLEGAL when there is none yet */
  get loaded(): Device {
    if (!this.#loaded) throw new ParleyError('STATE_ILLEGAL', 'no SFU device is loaded');
    return this.#loaded;
  }

  async #make(routerRtpCapabilities: RtpCapabilities): Promise<Device> {
    const device = await this.#create();
    await device.load({ routerRtpCapabilities: routerRtpCapabilities as ClientRtpCapabilities });
    return device;
  }
}

/** The SFU client's own device, loaded on first use. */
export async function createSfuDevice(): Promise<Device> {
  const { Device: Client } = await import('mediasoup-client');
  return Client.factory();
}
