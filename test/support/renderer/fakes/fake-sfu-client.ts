import type { Consumer, Device, Producer, ProducerOptions } from 'mediasoup-client/types';
import type { SfuClient } from '../../../../renderer/media/carriages/sfu-device.ts';
import { asTrack, FakeTrack } from './fake-track.ts';

/** The part of mediasoup-client's producer that is used. */
export class FakeProducer {
  readonly id: string;
  readonly appData: unknown;
  track: MediaStreamTrack | undefined;
  paused = false;
  closed = false;

  constructor(id: string, { track, appData }: ProducerOptions) {
    this.id = id;
    this.track = track;
    this.appData = appData;
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  close(): void {
    this.closed = true;
  }
  async replaceTrack({ track }: { track: MediaStreamTrack }): Promise<void> {
    await Promise.resolve();
    this.track = track;
  }
}

/** A transport of mediasoup-client that accepts everything to send and receive. */
export class FakeTransport {
  readonly producers: FakeProducer[] = [];
  closed = false;

  on(): void {}
  close(): void {
    this.closed = true;
  }
  async produce(options: ProducerOptions): Promise<Producer> {
    const producer = new FakeProducer(`producer-${this.producers.length}`, options);
    this.producers.push(producer);
    return producer as unknown as Producer;
  }
  async consume({ id, kind }: { id: string; kind: 'audio' | 'video' }): Promise<Consumer> {
    return { id, track: asTrack(new FakeTrack(kind)), close: () => undefined } as unknown as Consumer;
  }
}

/** An SFU client without a network. */
export class FakeSfuClient implements SfuClient {
  readonly transports: FakeTransport[] = [];
  readonly certificate = {
    getFingerprints: () => [{ algorithm: 'sha-256', value: 'ab:'.repeat(31).concat('ab') }],
  } as unknown as RTCCertificate;
  readonly device: Device;

  constructor() {
    const create = () => {
      const transport = new FakeTransport();
      this.transports.push(transport);
      return transport;
    };
    this.device = {
      load: async () => undefined,
      sendRtpCapabilities: {},
      recvRtpCapabilities: {},
      createSendTransport: create,
      createRecvTransport: create,
    } as unknown as Device;
  }

  /** The producer of a source. */
  sent(source: string): FakeProducer | undefined {
    const all = this.transports.filter(({ closed }) => !closed).flatMap(({ producers }) => producers);
    return all.find(({ appData, closed }) => !closed && (appData as { source: string }).source === source);
  }
}
