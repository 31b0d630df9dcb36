import type {
  Consumer,
  RtpParameters as MediasoupRtpParameters,
  Producer,
  Router,
  RtpCapabilities,
  WebRtcTransport,
} from 'mediasoup/types';
import type { ConsumerId, ProducerId, TransportId } from '../../protocol/ids.ts';
import type { RtpParameters, TransportParameters } from '../../protocol/media.ts';
import type { Logger } from '../log.ts';
import type { KeyFrameWatch } from './key-frame-watch.ts';
import { ownObject, translated } from './media-failure.ts';
import type { MediaSeat, ProduceOptions, SeatConsumer, SeatOptions } from './media-port.ts';

export interface MediasoupSeatOptions extends SeatOptions {
  router: Router;
  send: WebRtcTransport;
  receive: WebRtcTransport;
  watch: KeyFrameWatch;
  log: Logger;
}

/** What one participant sends and receives, on two mediasoup transports. */
export class MediasoupSeat implements MediaSeat {
  readonly sendTransport: TransportParameters;
  readonly receiveTransport: TransportParameters;
  readonly #options: MediasoupSeatOptions;
  readonly #transports: ReadonlyMap<TransportId, WebRtcTransport>;
  readonly #producers = new Map<ProducerId, Producer>();
  readonly #consumers = new Map<ConsumerId, Consumer>();

  constructor(options: MediasoupSeatOptions) {
    this.#options = options;
    this.sendTransport = parametersOf(options.send);
    this.receiveTransport = parametersOf(options.receive);
    this.#transports = new Map([
      [this.sendTransport.id, options.send],
      [this.receiveTransport.id, options.receive],
    ]);
    options.receive.on('dtlsstatechange', (state) => {
      if (state !== 'connected') return;
      for (const consumer of this.#consumers.values()) this.#expectKeyFrame(consumer);
    });
  }

  has(producerId: ProducerId): boolean {
    return this.#producers.has(producerId);
  }

  keyFrameWanted(producerId: ProducerId): void {
    this.#options.events.keyFrameWanted(producerId);
  }

  /** Lets the page in that has this certificate. @throws ParleyError MEDIA_NOT_NEGOTIABLE */
  async connect(): Promise<void> {
    const { send, receive, dtlsParameters } = this.#options;
    await translated('MEDIA_NOT_NEGOTIABLE', () =>
      Promise.all([send.connect({ dtlsParameters }), receive.connect({ dtlsParameters })]),
    );
  }

  async produce({ transportId, kind, rtpParameters, paused }: ProduceOptions): Promise<ProducerId> {
    const transport = ownObject(this.#transports, transportId);
    const producer = await translated('MEDIA_NOT_NEGOTIABLE', () =>
      transport.produce({ kind, rtpParameters: rtpParameters as MediasoupRtpParameters, paused }),
    );
    const id = producer.id as ProducerId;
    this.#producers.set(id, producer);
    producer.observer.once('close', () => {
      this.#producers.delete(id);
      this.#options.watch.forget(id);
    });
    return id;
  }

  async setProducerPaused(producerId: ProducerId, paused: boolean): Promise<void> {
    const producer = ownObject(this.#producers, producerId);
    await translated('MEDIA_OBJECT_UNKNOWN', () => (paused ? producer.pause() : producer.resume()));
  }

  closeProducer(producerId: ProducerId): void {
    ownObject(this.#producers, producerId).close();
  }

  async consume(producerId: ProducerId, { paused }: { paused: boolean }): Promise<SeatConsumer | undefined> {
    const { router, receive, log } = this.#options;
    const rtpCapabilities = this.#options.rtpCapabilities as RtpCapabilities;
    if (!router.canConsume({ producerId, rtpCapabilities })) return undefined;
    try {
      const consumer = await receive.consume({ producerId, rtpCapabilities, paused });
      this.#keep(consumer);
      return {
        id: consumer.id as ConsumerId,
        producerId,
        kind: consumer.kind,
        rtpParameters: consumer.rtpParameters as RtpParameters,
      };
    } catch (cause) {
      // The producer, or this seat, went away in between.
      log.debug({ producerId, err: cause }, 'consumer not made');
      return undefined;
    }
  }

  async resumeConsumer(consumerId: ConsumerId): Promise<void> {
    const consumer = ownObject(this.#consumers, consumerId);
    await translated('MEDIA_OBJECT_UNKNOWN', () => consumer.resume());
    this.#expectKeyFrame(consumer);
  }

  close(): void {
    this.#options.send.close();
    this.#options.receive.close();
  }

  #keep(consumer: Consumer): void {
    const { watch, events } = this.#options;
    const id = consumer.id as ConsumerId;
    const settle = () => watch.settle(consumer.producerId as ProducerId, id);
    this.#consumers.set(id, consumer);
    consumer.observer.once('close', () => {
      this.#consumers.delete(id);
      settle();
    });
    consumer.on('producerclose', () => events.consumerClosed(id));
    if (consumer.kind !== 'video') return;
    consumer.on('producerpause', settle);
    consumer.on('producerresume', () => this.#expectKeyFrame(consumer));
    consumer.on('trace', ({ type }) => {
      if (type === 'keyframe') watch.served(consumer.producerId as ProducerId, id);
    });
    // A consumer that is closed by now has nothing to trace.
    consumer.enableTraceEvent(['keyframe']).catch(() => {});
    this.#expectKeyFrame(consumer);
  }

  #expectKeyFrame(consumer: Consumer): void {
    const { receive, watch } = this.#options;
    const receiving = receive.dtlsState === 'connected' && !consumer.paused && !consumer.producerPaused;
    if (consumer.kind !== 'video' || consumer.closed || !receiving) return;
    watch.expect(consumer.producerId as ProducerId, consumer.id as ConsumerId);
  }
}

function parametersOf(transport: WebRtcTransport): TransportParameters {
  const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
  return { id: id as TransportId, iceParameters, iceCandidates, dtlsParameters };
}
