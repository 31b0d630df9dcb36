import { effect, type ReadonlySignal } from '@preact/signals';
import type { Producer, ProducerOptions, Transport } from 'mediasoup-client/types';
import type { ConferenceId, ProducerId } from '../../../protocol/ids.ts';
import { kindOf, type Source } from '../../../protocol/media.ts';
import type { SourceState } from '../lease.ts';
import type { SendCommand } from '../media-ports.ts';
import { makeKeyFrame } from './key-frame.ts';

/**
 * The highest layer of each producer that anybody needs; null for none. One that is not named needs all. Main may
 * name a producer before the page has heard its id.
 */
export type LayersWanted = ReadonlyMap<ProducerId, number | null>;

/** What mediasoup-client calls no layer at all. */
const NO_LAYER = -1;

/** What a {@link SourceSender} is made of. */
export interface SourceSenderOptions {
  readonly conferenceId: ConferenceId;
  readonly source: Source;
  readonly transport: Transport;
  readonly send: SendCommand;
  /** How this source is encoded. */
  readonly encoding: ProducerOptions;
  readonly layersWanted: ReadonlySignal<LayersWanted>;
  /** The source could not be sent, although its device is open. */
  readonly onFailed: () => void;
}

/**
 * Keeps one source of a lease and its producer at the SFU in step: one step at a time, always towards what the
 * source is now, so that fast switching leaves no producer behind.
 */
export class SourceSender {
  readonly #options: SourceSenderOptions;
  #wanted: SourceState = { track: null, muted: false };
  #producer: Producer | undefined;
  #working = false;
  #isKeyFrameDue = false;
  /** Something else is wanted than when the step that is under way began. */
  #changed = false;
  #closed = false;
  #stop: (() => void) | undefined;

  constructor(options: SourceSenderOptions) {
    this.#options = options;
  }

  /** Follows the source from now on. */
  follow(read: () => SourceState): void {
    this.#stop = effect(() => {
      this.#wanted = read();
      this.#options.layersWanted.value;
      this.#advance();
    });
  }

  /** Makes the encoder send a key frame, unless this producer is another's. Returns whether it is ours. */
  makeKeyFrame(producerId: ProducerId): boolean {
    if (this.#producer?.id !== producerId) return false;
    this.#isKeyFrameDue = true;
    this.#advance();
    return true;
  }

  /** Follows no longer. The producer ends with its transport. */
  close(): void {
    this.#closed = true;
    this.#stop?.();
  }

  #advance(): void {
    this.#changed = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      for (let isDone = false; !isDone && !this.#closed; ) {
        this.#changed = false;
        const didSomething = await this.#step();
        isDone = !didSomething && !this.#changed;
      }
    } catch {
      if (!this.#closed) this.#options.onFailed();
    } finally {
      this.#working = false;
    }
  }

  /** Does one thing of what is to do. False when all is as wanted. */
  async #step(): Promise<boolean> {
    const { track, muted } = this.#wanted;
    const producer = this.#producer;
    if (!producer) {
      if (!track) return false;
      await this.#produce(track, muted);
    } else if (!track) {
      await this.#closeProducer(producer);
    } else if (producer.track !== track) {
      await producer.replaceTrack({ track });
    } else if (producer.paused !== muted) {
      await this.#pause(producer, muted);
    } else if (this.#isKeyFrameDue) {
      await this.#sendKeyFrame(producer);
    } else {
      return this.#encodeWanted(producer);
    }
    return true;
  }

  async #produce(track: MediaStreamTrack, muted: boolean): Promise<void> {
    this.#producer = await this.#options.transport.produce({
      ...this.#options.encoding,
      track,
      // The lease alone stops and mutes tracks: the same one may ride on another carriage too.
      stopTracks: false,
      disableTrackOnPause: false,
      appData: { source: this.#options.source, paused: muted },
    });
    if (muted) this.#producer.pause();
  }

  /** Where it fails, the SFU asks again. */
  async #sendKeyFrame({ rtpSender }: Producer): Promise<void> {
    this.#isKeyFrameDue = false;
    if (rtpSender) await makeKeyFrame(rtpSender).catch(() => undefined);
  }

  /**
   * Encodes the layers that are wanted, no more. By mediasoup-client rather than `setParameters` alone: with the next
   * negotiation, an answer that does not name the others as paused would switch them on again (RFC 8853).
   */
  async #encodeWanted(producer: Producer): Promise<boolean> {
    const { source, layersWanted } = this.#options;
    const wanted = layersWanted.value.get(producer.id as ProducerId);
    const layer = wanted === null ? NO_LAYER : wanted;
    const isAsWanted = layer === undefined || layer === producer.maxSpatialLayer;
    if (isAsWanted || kindOf(source) === 'audio') return false;
    await producer.setMaxSpatialLayer(layer);
    return true;
  }

  async #closeProducer(producer: Producer): Promise<void> {
    this.#producer = undefined;
    producer.close();
    await this.#options.send('sfu-close-producer', this.#named(producer));
  }

  async #pause(producer: Producer, paused: boolean): Promise<void> {
    if (paused) producer.pause();
    else producer.resume();
    await this.#options.send('sfu-set-producer-paused', { ...this.#named(producer), paused });
  }

  #named(producer: Producer): { conferenceId: ConferenceId; producerId: ProducerId } {
    return { conferenceId: this.#options.conferenceId, producerId: producer.id as ProducerId };
  }
}
