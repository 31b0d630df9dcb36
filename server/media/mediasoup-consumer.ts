import type { Consumer, WebRtcTransport } from 'mediasoup/types';
import type { ConsumerId, ProducerId } from '../../protocol/ids.ts';
import {
  CAMERA_LAYER_COUNT,
  MEDIA_PRIORITIES,
  type RtpParameters,
  type Source,
  type Want,
} from '../../protocol/media.ts';
import type { KeyFrameWatch } from './key-frame-watch.ts';
import type { LayerDemand } from './layer-demand.ts';
import { translated } from './media-failure.ts';
import type { SeatConsumer } from './media-port.ts';

/** The worker takes less where there is less. */
const ALL_LAYERS = CAMERA_LAYER_COUNT - 1;
/** Before its page has said what it needs: a first picture comes soon, and nobody encodes what may not be wanted. */
export const FIRST_LAYER = 0;
/** What mediasoup gives every consumer. */
const FIRST_PRIORITY = 1;

export interface MediasoupConsumerOptions {
  consumer: Consumer;
  source: Source;
  /** The transport that carries it. */
  receive: Pick<WebRtcTransport, 'dtlsState'>;
  watch: KeyFrameWatch;
  demand: LayerDemand;
  /** Its producer is gone, and it with it. */
  producerClosed: () => void;
  /** Gone, for whatever reason. */
  closed: () => void;
}

/** One thing that a participant receives, the way its page wants it. */
export class MediasoupConsumer {
  readonly id: ConsumerId;
  readonly producerId: ProducerId;
  readonly #options: MediasoupConsumerOptions;
  // What was asked for last: mediasoup's own getters follow only when the worker has answered.
  #paused: boolean;
  #spatialLayer = FIRST_LAYER;
  #priority = FIRST_PRIORITY;

  constructor(options: MediasoupConsumerOptions) {
    const { consumer, source } = options;
    this.id = consumer.id as ConsumerId;
    this.producerId = consumer.producerId as ProducerId;
    this.#options = options;
    this.#paused = consumer.paused;
    this.#tellDemand();
    this.#watchEnd();
    if (consumer.kind !== 'video') return;
    this.#watchKeyFrames();
    // A consumer that is closed by now needs none.
    this.#prioritize(priorityOf(source, false)).catch(() => {});
  }

  /** For its page. */
  get parameters(): SeatConsumer {
    const { id, producerId } = this;
    const { kind, rtpParameters } = this.#options.consumer;
    return { id, producerId, kind, rtpParameters: rtpParameters as RtpParameters };
  }

  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN when it closes meanwhile */
  resume(): Promise<void> {
    return this.#follow([this.#pauseOrResume(false)]);
  }

  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN when it closes meanwhile */
  want({ paused, spatialLayer = ALL_LAYERS, speaker }: Want): Promise<void> {
    // The worker does them in this order: a first key frame is asked of the layer that is wanted.
    if (this.#options.consumer.kind !== 'video') return this.#follow([this.#pauseOrResume(paused)]);
    return this.#follow([
      this.#prioritize(priorityOf(this.#options.source, speaker)),
      this.#prefer(spatialLayer),
      this.#pauseOrResume(paused),
    ]);
  }

  /** It can receive now and has no picture: one is to come soon. */
  expectKeyFrame(): void {
    const { consumer, receive, watch } = this.#options;
    const receiving = receive.dtlsState === 'connected' && !this.#paused && !consumer.producerPaused;
    if (consumer.kind !== 'video' || consumer.closed || !receiving) return;
    watch.expect(this.producerId, this.id);
  }

  /** What is wanted has changed as a whole; the worker is still to do it. */
  #follow(requests: readonly Promise<void>[]): Promise<void> {
    this.#tellDemand();
    return translated('MEDIA_OBJECT_UNKNOWN', async () => void (await Promise.all(requests)));
  }

  async #pauseOrResume(paused: boolean): Promise<void> {
    if (paused === this.#paused) return;
    this.#paused = paused;
    const { consumer } = this.#options;
    if (paused) this.#settle();
    await (paused ? consumer.pause() : consumer.resume());
    this.expectKeyFrame();
  }

  async #prefer(spatialLayer: number): Promise<void> {
    if (spatialLayer === this.#spatialLayer) return;
    this.#spatialLayer = spatialLayer;
    // Without a temporal layer: all frames.
    await this.#options.consumer.setPreferredLayers({ spatialLayer });
  }

  async #prioritize(priority: number): Promise<void> {
    if (priority === this.#priority) return;
    this.#priority = priority;
    await this.#options.consumer.setPriority(priority);
  }

  #watchEnd(): void {
    const { consumer, demand, producerClosed, closed } = this.#options;
    consumer.on('producerclose', producerClosed);
    consumer.observer.once('close', () => {
      this.#settle();
      demand.consumerClosed(this.producerId, this.id);
      closed();
    });
  }

  #watchKeyFrames(): void {
    const { consumer, watch } = this.#options;
    consumer.on('producerpause', () => this.#settle());
    consumer.on('producerresume', () => this.expectKeyFrame());
    consumer.on('trace', ({ type }) => {
      if (type === 'keyframe') watch.served(this.producerId, this.id);
    });
    // A consumer that is closed by now has nothing to trace.
    consumer.enableTraceEvent(['keyframe']).catch(() => {});
    this.expectKeyFrame();
  }

  #tellDemand(): void {
    const layer = this.#paused ? null : this.#spatialLayer;
    this.#options.demand.wants(this.producerId, this.id, layer);
  }

  #settle(): void {
    this.#options.watch.settle(this.producerId, this.id);
  }
}

/** How much of a scarce bandwidth a picture gets. */
function priorityOf(source: Source, speaker: boolean): number {
  if (source === 'screen') return MEDIA_PRIORITIES.screen;
  return speaker ? MEDIA_PRIORITIES.speaker : MEDIA_PRIORITIES.other;
}
