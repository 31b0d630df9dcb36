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

/** In the order in which they are produced: the picture needs the most time to be seen. */
const SENT: readonly Source[] = ['camera', 'microphone', 'screen'];

const NOTHING: SourceState = { track: null, muted: false };

/** What an {@link SfuCarriage} is made of. */
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
  /** What is sent; null while a leave is under way. */
  readonly #publication: Signal<Publication | null>;
  readonly #layersWanted: Signal<LayersWanted> = signal(new Map());
  /** Resolves when the receiving transport is connected, or will not be any more. */
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
   * Sends each source as its track opens: once we receive, when there is anyone to receive.
   * Starting encoders takes what the first pictures need, and these are what our user waits for.
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
   * Receives what there was when we joined, which the SFU sends already; all in one negotiation, since the SFU client
   * batches what comes in one tick. What this page cannot receive costs the rest nothing.
   * @throws ParleyError MEDIA_NOT_NEGOTIABLE when it can receive nothing at all of it
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
   * Receives what came later. The SFU sends nothing of it before it is told: of sound that this page can decode it,
   * of a picture that it is on screen. Where telling fails, the SFU is told again.
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

  /** Encodes no layer of a producer above this one; none at all for null. */
  setLayersWanted(producerId: ProducerId, spatialLayer: number | null): void {
    this.#layersWanted.value = new Map(this.#layersWanted.value).set(producerId, spatialLayer);
  }

  /** A leave is under way: sends nothing, and nothing is heard or shown of the others. */
  suspend(): void {
    this.#publication.value = null;
    this.#silenceAll(true);
  }

  /** The leave failed: sends this, and plays what comes. */
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
      // Sound and picture of one person are kept together; a screen is not to wait for either.
      streamId: source === 'screen' ? `${participantId}-screen` : participantId,
    });
    this.#consumers.set(id, arriving);
    // A consumer that failed cannot be wanted.
    arriving.catch(() => this.#consumers.get(id) === arriving && this.#consumers.delete(id));
    const { track, rtpReceiver: receiver } = await arriving;
    if (this.#closed || !this.#consumers.has(id)) return;
    const carriageId = this.#options.opening.conferenceId;
    if (!this.#publication.value) this.#options.remoteTracks.silence(track, 'held', true);
    this.#options.remoteTracks.add([{ carriageId, owner: participantId, source, track, receiver }]);
  }
}
