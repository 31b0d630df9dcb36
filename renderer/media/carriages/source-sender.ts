import { effect } from '@preact/signals';
import type { Producer, ProducerOptions, Transport } from 'mediasoup-client/types';
import type { ConferenceId, ProducerId } from '../../../protocol/ids.ts';
import type { Source } from '../../../protocol/media.ts';
import type { SourceState } from '../lease.ts';
import type { SendCommand } from '../media-ports.ts';

/** What a {@link SourceSender} is made of. */
export interface SourceSenderOptions {
  readonly conferenceId: ConferenceId;
  readonly source: Source;
  readonly transport: Transport;
  readonly send: SendCommand;
  /** How this source is encoded. */
  readonly encoding: ProducerOptions;
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
  /** The source changed during the step that is under way. */
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
      this.#changed = true;
      void this.#work();
    });
  }

  /** The sender of this producer, when it is ours. */
  rtpSenderOf(producerId: ProducerId): RTCRtpSender | undefined {
    return this.#producer?.id === producerId ? this.#producer.rtpSender : undefined;
  }

  /** Follows no longer. The producer ends with its transport. */
  close(): void {
    this.#closed = true;
    this.#stop?.();
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
    } else {
      return false;
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
