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
import type { MediaConsumer } from './media-port.ts';

/** The worker uses the highest existing layer. */
const ALL_LAYERS = CAMERA_LAYER_COUNT - 1;
/** Layer until the page says what it needs: the first picture arrives soon, and no layer is encoded without need. */
export const FIRST_LAYER = 0;
/** The default of mediasoup. */
const FIRST_PRIORITY = 1;

export interface MediasoupConsumerOptions {
  consumer: Consumer;
  source: Source;
  /** Its transport. */
  receive: Pick<WebRtcTransport, 'dtlsState'>;
  watch: KeyFrameWatch;
  demand: LayerDemand;
  /** Called when it closed because its producer closed. */
  producerClosed: () => void;
  /** Called when it closed for any reason. */
  closed: () => void;
}

/** One consumer of a participant, adjusted to what the page needs. */
export class MediasoupConsumer {
  readonly id: ConsumerId;
  readonly producerId: ProducerId;
  readonly #options: MediasoupConsumerOptions;
  // The latest requests, since mediasoup's own getters only change when the worker has replied.
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
    // Fails if the consumer is closed by now, which does not matter.
    this.#prioritize(priorityOf(source, false)).catch(() => {});
  }

  get parameters(): MediaConsumer {
    const { id, producerId } = this;
    const { kind, rtpParameters } = this.#options.consumer;
    return { id, producerId, kind, rtpParameters: rtpParameters as RtpParameters };
  }

  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN if it closes in the meantime */
  resume(): Promise<void> {
    return this.#follow([this.#pauseOrResume(false)]);
  }

  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN if it closes in the meantime */
  want({ paused, spatialLayer = ALL_LAYERS, speaker }: Want): Promise<void> {
    // The worker executes them in this order, so that the first key frame is requested from the wanted layer.
    if (this.#options.consumer.kind !== 'video') return this.#follow([this.#pauseOrResume(paused)]);
    return this.#follow([
      this.#prioritize(priorityOf(this.#options.source, speaker)),
      this.#prefer(spatialLayer),
      this.#pauseOrResume(paused),
    ]);
  }

  /** Makes sure that a key frame comes soon, if it is ready to receive. */
  expectKeyFrame(): void {
    const { consumer, receive, watch } = this.#options;
    const receiving = receive.dtlsState === 'connected' && !this.#paused && !consumer.producerPaused;
    if (consumer.kind !== 'video' || consumer.closed || !receiving) return;
    watch.expect(this.producerId, this.id);
  }

  /** Reports the new demand immediately and waits for the worker. */
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
    // No temporal layer is given, so all frames are sent.
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
    // Fails if the consumer is closed by now, which does not matter.
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

/** Priority of a video when bandwidth is short. */
function priorityOf(source: Source, speaker: boolean): number {
  if (source === 'screen') return MEDIA_PRIORITIES.screen;
  return speaker ? MEDIA_PRIORITIES.speaker : MEDIA_PRIORITIES.other;
}
