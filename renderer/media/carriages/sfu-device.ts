import type { RtpCapabilities as ClientRtpCapabilities, Device } from 'mediasoup-client/types';
import { ParleyError } from '../../../protocol/errors.ts';
import { DtlsParameters, type RtpCapabilities } from '../../../protocol/media.ts';

/** RFC 8827 §6.5. */
const P256 = { name: 'ECDSA', namedCurve: 'P-256' };

/** The parts that make this page an endpoint of the SFU. */
export interface SfuClient {
  readonly device: Device;
  /** Our fingerprint on every transport to the SFU, known in advance, so that no transport needs a connect request. */
  readonly certificate: RTCCertificate;
}

/** Loads the SFU client, which is not in the first download, and keeps one for each set of router capabilities. */
export class SfuDevice {
  readonly #create: () => Promise<SfuClient>;
  #key = '';
  #loading: Promise<SfuClient> | undefined;
  #loaded: SfuClient | undefined;

  /** `create` is {@link createSfuClient}, or a fake. */
  constructor(create: () => Promise<SfuClient>) {
    this.#create = create;
  }

  /** A client for a router with these capabilities. @throws ParleyError MEDIA_NOT_NEGOTIABLE */
  async load(routerRtpCapabilities: RtpCapabilities): Promise<SfuClient> {
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

  /** The last loaded client. @throws ParleyError STATE_ILLEGAL when there is none yet */
  get loaded(): SfuClient {
    if (!this.#loaded) throw new ParleyError('STATE_ILLEGAL', 'no SFU device is loaded');
    return this.#loaded;
  }

  async #make(routerRtpCapabilities: RtpCapabilities): Promise<SfuClient> {
    const client = await this.#create();
    await client.device.load({ routerRtpCapabilities: routerRtpCapabilities as ClientRtpCapabilities });
    return client;
  }
}

/** Our fingerprint for the SFU (RFC 8122). We start the handshake, because the SFU's ICE agent is lite. */
export function dtlsParametersOf({ certificate }: SfuClient): DtlsParameters {
  // Browsers return the digits in lower case here but write them in upper case in SDP, as an SFU expects.
  const fingerprints = certificate.getFingerprints().map(({ algorithm, value }) => ({
    algorithm,
    value: value?.toUpperCase(),
  }));
  return DtlsParameters.parse({ role: 'client', fingerprints });
}

/** mediasoup-client's device, loaded on first use, with a certificate. */
export async function createSfuClient(): Promise<SfuClient> {
  const [{ Device: Client }, certificate] = await Promise.all([
    import('mediasoup-client'),
    RTCPeerConnection.generateCertificate(P256),
  ]);
  return { device: await Client.factory(), certificate };
}
