import { effect, type ReadonlySignal } from '@preact/signals';
import type { Producer, ProducerOptions, Transport } from 'mediasoup-client/types';
import { type ErrorCode, ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, ProducerId } from '../../../protocol/ids.ts';
import { kindOf, type Source } from '../../../protocol/media.ts';
import type { SendCommand } from '../../bridge/send-command.ts';
import type { SourceState } from '../devices/lease.ts';
import { makeKeyFrame } from './key-frame.ts';

/**
 * The highest layer of each producer that any participant needs; null for none. A producer without an entry needs all
 * layers. Main may name a producer before the page knows its ID.
 */
export type LayersWanted = ReadonlyMap<ProducerId, number | null>;

/** The value of mediasoup-client for no layer at all. */
const NO_LAYER = -1;

/** Waits before each retry of a failed step, in milliseconds. After the last one the source is given up. */
export const RETRY_AFTER_MS: readonly number[] = [500, 1_000, 2_000];
/** Wait between attempts to tell the SFU that a source is not sent, in milliseconds. */
const CLOSE_RETRY_MS = 2_000;

/** After these errors it is unknown whether the SFU has handled the request. */
const UNANSWERED: ReadonlySet<ErrorCode> = new Set(['REQUEST_TIMED_OUT', 'CONNECTION_LOST']);

/** What the SFU may still have and has to close: one producer, or any producer of the source. */
type Remains = { producerId: ProducerId } | 'all';

/** What a {@link SourceSender} needs. */
export interface SourceSenderOptions {
  readonly conferenceId: ConferenceId;
  readonly source: Source;
  readonly transport: Transport;
  readonly send: SendCommand;
  /** How this source is encoded. */
  readonly encoding: ProducerOptions;
  readonly layersWanted: ReadonlySignal<LayersWanted>;
  /** Called when the source could not be sent although its device is open. Its lease then has to release the device. */
  readonly onFailed: (error: ParleyError) => void;
}

/**
 * Keeps the producer at the SFU in the state of one source of a lease: one step at a time, always towards the current
 * state, so that fast switching leaves no producer behind. A failed step is retried if that may help; then this source
 * is given up. Neither affects the rest of the stay (SPEC DEV-3).
 */
export class SourceSender {
  readonly #options: SourceSenderOptions;
  #wanted: SourceState = { track: null, muted: false };
  #producer: Producer | undefined;
  /** Whether the SFU has paused our producer, according to its last reply. */
  #pausedThere = false;
  #remains: Remains | undefined;
  /** How many steps in a row have failed. */
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  /** The track that could not be sent. It is not tried again; another track is. */
  #givenUp: MediaStreamTrack | null = null;
  #working = false;
  #isKeyFrameDue = false;
  /** Whether the target has changed since the current step began. */
  #changed = false;
  #closed = false;
  #stop: (() => void) | undefined;

  constructor(options: SourceSenderOptions) {
    this.#options = options;
  }

  /** Starts to follow the source. */
  follow(read: () => SourceState): void {
    this.#stop = effect(() => {
      this.#wanted = read();
      this.#options.layersWanted.value;
      this.#advance();
    });
  }

  /** Makes the encoder send a key frame, if this is our producer. Returns whether it is. */
  makeKeyFrame(producerId: ProducerId): boolean {
    if (this.#producer?.id !== producerId) return false;
    this.#isKeyFrameDue = true;
    this.#advance();
    return true;
  }

  /** Stops following the source. The producer ends with its transport. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    this.#stop?.();
  }

  #advance(): void {
    this.#changed = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    clearTimeout(this.#retryTimer);
    for (let isDone = false; !isDone && !this.#closed; ) {
      this.#changed = false;
      try {
        const didSomething = await this.#step();
        isDone = !didSomething && !this.#changed;
      } catch (thrown) {
        this.#failed(ParleyError.from(thrown, 'MEDIA_FAILED'));
        isDone = !this.#changed;
      }
    }
    this.#working = false;
  }

  /** Takes one step towards the target. Returns false if there is nothing to do. */
  async #step(): Promise<boolean> {
    if (this.#remains) {
      await this.#closeThere(this.#remains);
      return true;
    }
    const didSomething = await this.#stepOf(this.#wanted);
    this.#failures = 0;
    return didSomething;
  }

  async #stepOf({ track: wanted, muted: isMuted, interrupted = false }: SourceState): Promise<boolean> {
    // A track that the system has muted sends nothing, and the roster shows that.
    const muted = isMuted || interrupted;
    const track = wanted === this.#givenUp ? null : wanted;
    const producer = this.#producer;
    if (!producer) {
      if (!track) return false;
      await this.#produce(track, muted);
    } else if (!track) {
      this.#closeHere(producer);
    } else if (producer.track !== track) {
      await producer.replaceTrack({ track });
    } else if (this.#pausedThere !== muted) {
      await this.#pause(producer, muted);
    } else if (this.#isKeyFrameDue) {
      await this.#sendKeyFrame(producer);
    } else {
      return this.#encodeWanted(producer);
    }
    return true;
  }

  /** Retries later, or gives the source up. A producer that the SFU must not keep is closed in any case. */
  #failed(error: ParleyError): void {
    if (this.#closed) return;
    if (this.#remains) {
      if (error.retryable) this.#retryIn(CLOSE_RETRY_MS);
      else this.#remains = undefined;
      return;
    }
    const retryAfterMs = error.retryable ? RETRY_AFTER_MS[this.#failures] : undefined;
    if (!this.#producer && UNANSWERED.has(error.code)) this.#remains = 'all';
    if (retryAfterMs !== undefined) {
      this.#failures += 1;
      this.#retryIn(retryAfterMs);
      return;
    }
    this.#failures = 0;
    this.#givenUp = this.#wanted.track;
    this.#changed = true;
    this.#options.onFailed(error);
  }

  #retryIn(delayMs: number): void {
    this.#retryTimer = setTimeout(() => void this.#work(), delayMs);
  }

  async #produce(track: MediaStreamTrack, muted: boolean): Promise<void> {
    this.#producer = await this.#options.transport.produce({
      ...this.#options.encoding,
      track,
      // Only the lease stops and mutes tracks, because another carriage may send the same track.
      stopTracks: false,
      disableTrackOnPause: false,
      appData: { source: this.#options.source, paused: muted },
    });
    this.#pausedThere = muted;
    if (muted) this.#producer.pause();
  }

  /** If this fails, the SFU asks again. */
  async #sendKeyFrame({ rtpSender }: Producer): Promise<void> {
    this.#isKeyFrameDue = false;
    if (rtpSender) await makeKeyFrame(rtpSender).catch(() => undefined);
  }

  /**
   * Encodes only the wanted layers. It uses mediasoup-client rather than `setParameters` alone: in the next
   * negotiation, an answer that does not name the other layers as paused would turn them on again (RFC 8853).
   */
  async #encodeWanted(producer: Producer): Promise<boolean> {
    const { source, layersWanted } = this.#options;
    const wanted = layersWanted.value.get(producer.id as ProducerId);
    const layer = wanted === null ? NO_LAYER : wanted;
    const isAsWanted = layer === undefined || layer === producer.maxSpatialLayer;
    if (isAsWanted || kindOf(source) === 'audio') return false;
    // If this fails, more is encoded than is needed: no reason to give the picture up.
    return producer.setMaxSpatialLayer(layer).then(
      () => true,
      () => false,
    );
  }

  #closeHere(producer: Producer): void {
    this.#producer = undefined;
    this.#remains = { producerId: producer.id as ProducerId };
    producer.close();
  }

  /** The SFU has already closed a producer that it does not know, for example at the request of an organizer. */
  async #closeThere(remains: Remains): Promise<void> {
    const { conferenceId, source, send } = this.#options;
    try {
      if (remains === 'all') await send('sfu-close-source', { conferenceId, source });
      else await send('sfu-close-producer', { conferenceId, ...remains });
    } catch (thrown) {
      if (ParleyError.from(thrown, 'MEDIA_FAILED').code !== 'MEDIA_OBJECT_UNKNOWN') throw thrown;
    }
    this.#remains = undefined;
  }

  async #pause(producer: Producer, paused: boolean): Promise<void> {
    if (paused) producer.pause();
    else producer.resume();
    const { conferenceId, send } = this.#options;
    await send('sfu-set-producer-paused', { conferenceId, producerId: producer.id as ProducerId, paused });
    this.#pausedThere = paused;
  }
}
