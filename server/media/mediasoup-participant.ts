import type {
  RtpParameters as MediasoupRtpParameters,
  Producer,
  RtpCapabilities,
  WebRtcTransport,
} from 'mediasoup/types';
import type { ConsumerId, ProducerId, TransportId } from '../../protocol/ids.ts';
import { CAMERA_LAYER_COUNT, type TransportParameters, type Want } from '../../protocol/media.ts';
import type { Logger } from '../log.ts';
import type { KeyFrameWatch } from './key-frame-watch.ts';
import type { LayerDemand } from './layer-demand.ts';
import { ownObject, translated } from './media-failure.ts';
import type {
  ConsumeOptions,
  MediaConsumer,
  MediaParticipant,
  MediaParticipantOptions,
  ProduceOptions,
} from './media-port.ts';
import { FIRST_LAYER, MediasoupConsumer } from './mediasoup-consumer.ts';
import type { MediasoupHearing } from './mediasoup-hearing.ts';

export interface MediasoupParticipantOptions extends MediaParticipantOptions {
  send: WebRtcTransport;
  receive: WebRtcTransport;
  /** Public TCP port of both transports. */
  tcpPort: number;
  watch: KeyFrameWatch;
  demand: LayerDemand;
  hearing: MediasoupHearing;
  log: Logger;
}

/** The media of one participant, on two mediasoup transports. */
export class MediasoupParticipant implements MediaParticipant {
  readonly sendTransport: TransportParameters;
  readonly receiveTransport: TransportParameters;
  readonly #options: MediasoupParticipantOptions;
  readonly #transports: ReadonlyMap<TransportId, WebRtcTransport>;
  readonly #producers = new Map<ProducerId, Producer>();
  readonly #consumers = new Map<ConsumerId, MediasoupConsumer>();

  constructor(options: MediasoupParticipantOptions) {
    this.#options = options;
    this.sendTransport = parametersOf(options.send, options.tcpPort);
    this.receiveTransport = parametersOf(options.receive, options.tcpPort);
    this.#transports = new Map([
      [this.sendTransport.id, options.send],
      [this.receiveTransport.id, options.receive],
    ]);
    options.receive.on('dtlsstatechange', (state) => {
      if (state !== 'connected') return;
      for (const consumer of this.#consumers.values()) consumer.expectKeyFrame();
    });
  }

  has(producerId: ProducerId): boolean {
    return this.#producers.has(producerId);
  }

  keyFrameWanted(producerId: ProducerId): void {
    this.#options.events.keyFrameWanted(producerId);
  }

  layersWanted(producerId: ProducerId, spatialLayer: number | null): void {
    this.#options.events.layersWanted(producerId, spatialLayer);
  }

  /** Connects both transports with the page's certificate. @throws ParleyError MEDIA_NOT_NEGOTIABLE */
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
    return this.#keep(producer);
  }

  async setProducerPaused(producerId: ProducerId, paused: boolean): Promise<void> {
    const producer = ownObject(this.#producers, producerId);
    await translated('MEDIA_OBJECT_UNKNOWN', () => (paused ? producer.pause() : producer.resume()));
  }

  closeProducer(producerId: ProducerId): void {
    ownObject(this.#producers, producerId).close();
  }

  async consume(
    producerId: ProducerId,
    { source, paused }: ConsumeOptions,
  ): Promise<MediaConsumer | undefined> {
    const { receive, watch, demand, events, log } = this.#options;
    const rtpCapabilities = this.#options.rtpCapabilities as RtpCapabilities;
    try {
      const preferredLayers = { spatialLayer: FIRST_LAYER };
      const consumer = await receive.consume({ producerId, rtpCapabilities, paused, preferredLayers });
      if (consumer.closed) return undefined;
      const id = consumer.id as ConsumerId;
      const kept = new MediasoupConsumer({
        consumer,
        source,
        receive,
        watch,
        demand,
        producerClosed: () => events.consumerClosed(id),
        closed: () => this.#consumers.delete(id),
      });
      this.#consumers.set(id, kept);
      return kept.parameters;
    } catch (cause) {
      // The page cannot decode it, or the producer or this participant is gone by now.
      log.debug({ producerId, err: cause }, 'consumer not created');
      return undefined;
    }
  }

  async resumeConsumer(consumerId: ConsumerId): Promise<void> {
    await ownObject(this.#consumers, consumerId).resume();
  }

  async want(wants: readonly Want[]): Promise<void> {
    // At most one want for each consumer, to limit the work that one request can cause.
    const latest = new Map(wants.map((want) => [want.consumerId, want]));
    const done = await Promise.allSettled(
      [...latest.values()].map(async (want) => ownObject(this.#consumers, want.consumerId).want(want)),
    );
    const refused = done.find((each) => each.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
  }

  close(): void {
    this.#options.send.close();
    this.#options.receive.close();
  }

  #keep(producer: Producer): ProducerId {
    const { watch, demand, hearing } = this.#options;
    const id = producer.id as ProducerId;
    const layerCount = producer.rtpParameters.encodings?.length ?? 1;
    this.#producers.set(id, producer);
    // With a single encoding there are no layers to leave out.
    if (layerCount > 1) demand.produced(id, Math.min(layerCount, CAMERA_LAYER_COUNT) - 1);
    // Fails if the producer is closed by now, which does not matter.
    if (producer.kind === 'audio') hearing.listenTo(producer).catch(() => {});
    producer.observer.once('close', () => {
      this.#producers.delete(id);
      watch.forget(id);
      demand.producerClosed(id);
    });
    return id;
  }
}

function parametersOf(transport: WebRtcTransport, tcpPort: number): TransportParameters {
  const { id, iceParameters, dtlsParameters } = transport;
  const iceCandidates = transport.iceCandidates.map((candidate) =>
    candidate.protocol === 'tcp' ? { ...candidate, port: tcpPort } : candidate,
  );
  return { id: id as TransportId, iceParameters, iceCandidates, dtlsParameters };
}
