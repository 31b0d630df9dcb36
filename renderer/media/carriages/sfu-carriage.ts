import type { Consumer, RtpParameters, Transport } from 'mediasoup-client/types';
import { ParleyError } from '../../../protocol/errors.ts';
import type { ConsumerId, ProducerId } from '../../../protocol/ids.ts';
import type { ConsumerParameters, Source } from '../../../protocol/media.ts';
import type { OrderData } from '../../../protocol/rpc/orders.ts';
import type { Lease } from '../lease.ts';
import type { Carriage, SendCommand, TellFact } from '../media-ports.ts';
import type { RemoteTracks } from '../remote-tracks.ts';
import { encodingOf } from './encodings.ts';
import { makeKeyFrame } from './key-frame.ts';
import type { SfuClient } from './sfu-device.ts';
import { makeTransports } from './sfu-transports.ts';
import { SourceSender } from './source-sender.ts';

/** In the order in which they are produced: the picture needs the most time to be seen. */
const SENT: readonly Source[] = ['camera', 'microphone', 'screen'];

/** What an {@link SfuCarriage} is made of. */
export interface SfuCarriageOptions {
  readonly opening: Omit<OrderData<'sfu-open'>, 'consumers' | 'leaseId'>;
  readonly lease: Lease;
  readonly client: SfuClient;
  readonly remoteTracks: RemoteTracks;
  readonly send: SendCommand;
  readonly tell: TellFact;
}

/** Our end of one stay: what we send to the SFU, and what we receive from it. */
export class SfuCarriage implements Carriage {
  readonly #options: SfuCarriageOptions;
  readonly #sending: Transport;
  readonly #receiving: Transport;
  readonly #senders: SourceSender[] = [];
  readonly #consumers = new Map<ConsumerId, Promise<Consumer>>();
  /** Resolves when the receiving transport is connected, or will not be any more. */
  readonly receiving: Promise<void>;
  #settleReceiving: () => void = () => undefined;
  #closed = false;

  constructor(options: SfuCarriageOptions) {
    this.#options = options;
    const { sending, receiving } = makeTransports(options);
    this.#sending = sending;
    this.#receiving = receiving;
    this.receiving = new Promise((resolve) => {
      this.#settleReceiving = resolve;
    });
    receiving.on('connectionstatechange', (state) => {
      if (state === 'connected' || state === 'failed') this.#settleReceiving();
    });
  }

  /**
   * Sends each source of the lease as its track opens: once we receive, when there is somebody to receive.
   * Starting encoders takes what the first pictures need, and these are what our user waits for.
   */
  publishAfter(received: readonly ConsumerParameters[]): void {
    if (received.length === 0) this.#publish();
    else void this.receiving.then(() => this.#publish());
  }

  #publish(): void {
    if (this.#closed) return;
    const { opening, lease, client, send, tell } = this.#options;
    const carriageId = opening.conferenceId;
    for (const source of SENT) {
      const sender = new SourceSender({
        conferenceId: opening.conferenceId,
        source,
        transport: this.#sending,
        send,
        encoding: encodingOf(source, client.device),
        onFailed: () => tell('carriage-state', { carriageId, state: 'failed' }),
      });
      this.#senders.push(sender);
      sender.follow(() => lease.source(source).value);
    }
  }

  /**
   * Receives consumers; all of one call in one negotiation, since the SFU client batches what comes in one tick.
   * @throws ParleyError MEDIA_NOT_NEGOTIABLE
   */
  async consume(all: readonly ConsumerParameters[]): Promise<void> {
    try {
      await Promise.all(all.map((parameters) => this.#consumeOne(parameters)));
    } catch (thrown) {
      if (!this.#closed) throw ParleyError.from(thrown, 'MEDIA_NOT_NEGOTIABLE');
    }
  }

  /** Tells the SFU that this page can decode the consumer now. */
  async resume(consumerId: ConsumerId): Promise<void> {
    if (this.#closed) return;
    await this.#options.send('sfu-resume-consumer', {
      conferenceId: this.#options.opening.conferenceId,
      consumerId,
    });
  }

  async closeConsumer(consumerId: ConsumerId): Promise<void> {
    const arriving = this.#consumers.get(consumerId);
    this.#consumers.delete(consumerId);
    const consumer = await arriving?.catch(() => undefined);
    if (!consumer) return;
    this.#options.remoteTracks.remove(consumer.track);
    consumer.close();
  }

  /** Makes our encoder send a key frame now. @throws ParleyError MEDIA_OBJECT_UNKNOWN */
  async makeKeyFrame(producerId: ProducerId): Promise<void> {
    for (const sender of this.#senders) {
      const rtpSender = sender.rtpSenderOf(producerId);
      if (rtpSender) return makeKeyFrame(rtpSender);
    }
    throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such producer');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#settleReceiving();
    for (const sender of this.#senders) sender.close();
    this.#options.remoteTracks.removeCarriage(this.#options.opening.conferenceId);
    this.#sending.close();
    this.#receiving.close();
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
    const { track } = await arriving;
    if (this.#closed || !this.#consumers.has(id)) return;
    const carriageId = this.#options.opening.conferenceId;
    this.#options.remoteTracks.add([{ carriageId, owner: participantId, source, track }]);
  }
}
