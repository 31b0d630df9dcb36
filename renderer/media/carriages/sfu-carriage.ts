import { computed, type Signal, signal } from '@preact/signals';
import type { Consumer, RtpParameters, Transport } from 'mediasoup-client/types';
import { ParleyError } from '../../../protocol/errors.ts';
import type { ConsumerId, ProducerId } from '../../../protocol/ids.ts';
import type { ConsumerParameters, Source } from '../../../protocol/media.ts';
import type { SourceState } from '../devices/lease.ts';
import type { Carriage } from '../media-ports.ts';
import type { Publication } from '../publications.ts';
import type { RemoteTracks } from '../remote-tracks.ts';
import type { ShownPictures } from '../shown-pictures.ts';
import { ConsumerResumer } from './consumer-resumer.ts';
import { encodingOf } from './encodings.ts';
import { makeTransports, type TransportsOptions } from './sfu-transports.ts';
import { type LayersWanted, SourceSender } from './source-sender.ts';
import { WantSender } from './want-sender.ts';

/** In the order in which they are produced. The camera is first, because video takes longest to appear. */
const SENT: readonly Source[] = ['camera', 'microphone', 'screen'];

const NOTHING: SourceState = { track: null, muted: false };

/** What an {@link SfuCarriage} needs. */
export interface SfuCarriageOptions extends TransportsOptions {
  readonly publication: Publication;
  readonly remoteTracks: RemoteTracks;
  readonly shownPictures: Pick<ShownPictures, 'all'>;
}

/** Our end of one stay: what we send to the SFU, and what we receive from it. */
export class SfuCarriage implements Carriage {
  readonly #options: SfuCarriageOptions;
  readonly #sending: Transport;
  readonly #receiving: Transport;
  readonly #senders: SourceSender[] = [];
  readonly #consumers = new Map<ConsumerId, Promise<Consumer>>();
  readonly #wants: WantSender;
  readonly #resumer: ConsumerResumer;
  /** The publication that is sent; null during a leave. */
  readonly #publication: Signal<Publication | null>;
  readonly #layersWanted: Signal<LayersWanted> = signal(new Map());
  /** Resolves when the receiving transport is connected, or has failed or closed. */
  readonly receiving: Promise<void>;
  #settleReceiving: () => void = () => undefined;
  #closed = false;

  constructor(options: SfuCarriageOptions) {
    this.#options = options;
    this.#publication = signal(options.publication);
    const { sending, receiving } = makeTransports(options);
    this.#sending = sending;
    this.#receiving = receiving;
    this.receiving = new Promise((resolve) => {
      this.#settleReceiving = resolve;
    });
    receiving.on('connectionstatechange', (state) => {
      if (state === 'connected' || state === 'failed') this.#settleReceiving();
    });
    const { shownPictures, send, opening } = options;
    const { conferenceId } = opening;
    this.#resumer = new ConsumerResumer((consumerId) =>
      send('sfu-resume-consumer', { conferenceId, consumerId }),
    );
    this.#wants = new WantSender({
      onScreen: computed(() =>
        shownPictures.all.value.filter(({ carriageId }) => carriageId === conferenceId),
      ),
      send: (wants) => send('sfu-want', { conferenceId, wants }),
    });
  }

  /**
   * Sends each source when its track opens, but if there is anything to receive, only once we receive. Starting
   * encoders takes processor time from the first received pictures, for which our user waits.
   */
  publishAfter(received: readonly ConsumerParameters[]): void {
    if (received.length === 0) this.#publish();
    else void this.receiving.then(() => this.#publish());
  }

  #publish(): void {
    if (this.#closed) return;
    const { opening, client, send } = this.#options;
    for (const source of SENT) {
      const sender = new SourceSender({
        conferenceId: opening.conferenceId,
        source,
        transport: this.#sending,
        send,
        encoding: encodingOf(source, client.device),
        layersWanted: this.#layersWanted,
        onFailed: () => this.#publication.value?.giveUp(source, 'MEDIA_NOT_SENT'),
      });
      this.#senders.push(sender);
      sender.follow(() => this.#publication.value?.read(source).value ?? NOTHING);
    }
  }

  /**
   * Receives the consumers that existed when we joined, which the SFU already sends. One negotiation is enough, because
   * the SFU client batches the calls of one tick. A consumer that this page cannot receive does not affect the rest.
   * @throws ParleyError MEDIA_NOT_NEGOTIABLE when it can receive none of them
   */
  async receiveAll(consumers: readonly ConsumerParameters[]): Promise<void> {
    const arrived = await Promise.allSettled(consumers.map((consumer) => this.#consumeOne(consumer)));
    const [failed] = arrived.filter(({ status }) => status === 'rejected');
    const isNothingThere = arrived.every(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected' && isNothingThere && !this.#closed) {
      throw ParleyError.from(failed.reason, 'MEDIA_NOT_NEGOTIABLE');
    }
    for (const consumer of consumers) this.#wantPicture(consumer, { paused: false });
  }

  /**
   * Receives a consumer that was added later. The SFU does not send it before our request: for sound, when this page
   * can decode it; for a picture, when it is on screen. A failed request is repeated.
   * @throws ParleyError MEDIA_NOT_NEGOTIABLE, MEDIA_OBJECT_UNKNOWN
   */
  async receive(consumer: ConsumerParameters): Promise<void> {
    await this.#consumeOne(consumer).catch((thrown: unknown) => {
      if (!this.#closed) throw ParleyError.from(thrown, 'MEDIA_NOT_NEGOTIABLE');
    });
    this.#wantPicture(consumer, { paused: true });
    if (consumer.kind === 'video' || this.#closed || !this.#consumers.has(consumer.id)) return;
    await this.#resumer.resume(consumer.id);
  }

  async closeConsumer(consumerId: ConsumerId): Promise<void> {
    this.#wants.remove(consumerId);
    this.#resumer.remove(consumerId);
    const arriving = this.#consumers.get(consumerId);
    this.#consumers.delete(consumerId);
    const consumer = await arriving?.catch(() => undefined);
    if (!consumer) return;
    this.#options.remoteTracks.remove(consumer.track);
    consumer.close();
  }

  /** Makes our encoder send a key frame now. @throws ParleyError MEDIA_OBJECT_UNKNOWN */
  makeKeyFrame(producerId: ProducerId): void {
    const isOurs = this.#senders.some((sender) => sender.makeKeyFrame(producerId));
    if (!isOurs) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such producer');
  }

  /** Encodes no layer of a producer above this layer; no layer for null. */
  setLayersWanted(producerId: ProducerId, spatialLayer: number | null): void {
    this.#layersWanted.value = new Map(this.#layersWanted.value).set(producerId, spatialLayer);
  }

  /** Pauses for a leave: sends nothing, and the others are neither heard nor shown. */
  suspend(): void {
    this.#publication.value = null;
    this.#silenceAll(true);
  }

  /** Resumes after a failed leave: sends this publication, and plays the others again. */
  resume(publication: Publication): void {
    if (this.#closed) return;
    this.#publication.value = publication;
    this.#silenceAll(false);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#settleReceiving();
    this.#wants.close();
    this.#resumer.close();
    for (const sender of this.#senders) sender.close();
    this.#options.remoteTracks.removeCarriage(this.#options.opening.conferenceId);
    this.#sending.close();
    this.#receiving.close();
  }

  #silenceAll(isSilent: boolean): void {
    const { remoteTracks, opening } = this.#options;
    for (const { carriageId, track } of remoteTracks.all.peek()) {
      if (carriageId === opening.conferenceId) remoteTracks.silence(track, 'held', isSilent);
    }
  }

  #wantPicture(consumer: ConsumerParameters, now: { paused: boolean }): void {
    const { id: consumerId, participantId: owner, source, kind } = consumer;
    if (kind === 'audio' || this.#closed || !this.#consumers.has(consumerId)) return;
    this.#wants.add({ consumerId, owner, source }, now);
  }

  async #consumeOne(parameters: ConsumerParameters): Promise<void> {
    const { id, producerId, participantId, source, kind, rtpParameters } = parameters;
    const arriving = this.#receiving.consume({
      id,
      producerId,
      kind,
      rtpParameters: rtpParameters as RtpParameters,
      // Sound and picture of one person are synchronized; a screen does not wait for either.
      streamId: source === 'screen' ? `${participantId}-screen` : participantId,
    });
    this.#consumers.set(id, arriving);
    // A failed consumer cannot be requested.
    arriving.catch(() => this.#consumers.get(id) === arriving && this.#consumers.delete(id));
    const { track, rtpReceiver: receiver } = await arriving;
    if (this.#closed || !this.#consumers.has(id)) return;
    const carriageId = this.#options.opening.conferenceId;
    if (!this.#publication.value) this.#options.remoteTracks.silence(track, 'held', true);
    this.#options.remoteTracks.add([{ carriageId, owner: participantId, source, track, receiver }]);
  }
}
