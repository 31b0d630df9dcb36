import type { ConferenceAvailability } from '../../../protocol/conferences/availability.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { ConsumerId, ProducerId, TransportId } from '../../../protocol/ids.ts';
import type { RtpParameters, TransportParameters, Want } from '../../../protocol/media.ts';
import type {
  ConsumeOptions,
  MediaConference,
  MediaConferenceEvents,
  MediaConsumer,
  MediaParticipant,
  MediaParticipantEvents,
  MediaParticipantOptions,
  MediaPort,
  ProduceOptions,
} from '../../../server/media/media-port.ts';

let ids = 0;

function freshId(kind: string): string {
  ids += 1;
  return `${kind}-${String(ids).padStart(8, '0')}`;
}

/** An SFU without media. It tracks its objects as the real one does. */
export class FakeMedia implements MediaPort {
  readonly routerRtpCapabilities = { codecs: [], headerExtensions: [] };
  readonly workerCount = 1;
  availability: ConferenceAvailability = { state: 'ready' };
  readonly #listeners: ((availability: ConferenceAvailability) => void)[] = [];
  readonly conferences: FakeConference[] = [];
  closed = false;

  onAvailability(listener: (availability: ConferenceAvailability) => void): void {
    this.#listeners.push(listener);
  }

  /** The worker made progress, is ready, or could not be prepared. */
  become(availability: ConferenceAvailability): void {
    this.availability = availability;
    for (const listener of this.#listeners) listener(availability);
  }

  async openConference(events: MediaConferenceEvents): Promise<MediaConference> {
    const conference = new FakeConference(events);
    this.conferences.push(conference);
    return conference;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const conference of this.conferences) conference.close();
  }
}

export class FakeConference implements MediaConference {
  readonly events: MediaConferenceEvents;
  readonly participants: FakeParticipant[] = [];
  closed = false;
  /** Participants open only after this has resolved. */
  gate: Promise<void> = Promise.resolve();

  constructor(events: MediaConferenceEvents) {
    this.events = events;
  }

  async openParticipant(options: MediaParticipantOptions): Promise<MediaParticipant> {
    await this.gate;
    const participant = new FakeParticipant(this, options.events);
    this.participants.push(participant);
    return participant;
  }

  /** These microphones are audible now, loudest first. The loudest one is dominant. */
  hear(...speaking: ProducerId[]): void {
    this.events.heard({ speaking, dominant: speaking[0] ?? null });
  }

  close(): void {
    this.closed = true;
    for (const participant of this.participants) participant.close();
  }
}

/** One consumer of a participant. */
interface FakeConsumer extends ConsumeOptions {
  producerId: ProducerId;
  /** The latest want of its page. */
  want?: Want;
}

export class FakeParticipant implements MediaParticipant {
  readonly sendTransport = fakeTransport();
  readonly receiveTransport = fakeTransport();
  readonly events: MediaParticipantEvents;
  readonly producers = new Map<ProducerId, ProduceOptions>();
  readonly consumers = new Map<ConsumerId, FakeConsumer>();
  readonly #conference: FakeConference;
  closed = false;

  constructor(conference: FakeConference, events: MediaParticipantEvents) {
    this.#conference = conference;
    this.events = events;
  }

  async produce(options: ProduceOptions): Promise<ProducerId> {
    this.#ownTransport(options.transportId);
    const id = freshId('producer') as ProducerId;
    this.producers.set(id, options);
    return id;
  }

  async setProducerPaused(producerId: ProducerId, paused: boolean): Promise<void> {
    this.producers.set(producerId, { ...own(this.producers, producerId), paused });
  }

  closeProducer(producerId: ProducerId): void {
    own(this.producers, producerId);
    this.producers.delete(producerId);
    for (const participant of this.#conference.participants) participant.producerClosed(producerId);
  }

  async consume(producerId: ProducerId, options: ConsumeOptions): Promise<MediaConsumer | undefined> {
    const producer = this.#conference.participants
      .map((participant) => participant.producers.get(producerId))
      .find(Boolean);
    if (producer === undefined || this.closed) return undefined;
    const id = freshId('consumer') as ConsumerId;
    this.consumers.set(id, { producerId, ...options });
    return { id, producerId, kind: producer.kind, rtpParameters: producer.rtpParameters };
  }

  async resumeConsumer(consumerId: ConsumerId): Promise<void> {
    this.consumers.set(consumerId, { ...own(this.consumers, consumerId), paused: false });
  }

  async want(wants: readonly Want[]): Promise<void> {
    const known = wants.filter(({ consumerId }) => this.consumers.has(consumerId));
    for (const want of known) {
      const consumer = own(this.consumers, want.consumerId);
      this.consumers.set(want.consumerId, { ...consumer, paused: want.paused, want });
    }
    if (known.length < wants.length) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such object');
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const producerId of [...this.producers.keys()]) this.closeProducer(producerId);
    this.consumers.clear();
  }

  producerClosed(closedId: ProducerId): void {
    for (const [id, { producerId }] of this.consumers) {
      if (producerId !== closedId) continue;
      this.consumers.delete(id);
      this.events.consumerClosed(id);
    }
  }

  #ownTransport(id: TransportId): void {
    if (id === this.sendTransport.id || id === this.receiveTransport.id) return;
    throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such transport');
  }
}

function own<Id, T>(objects: Map<Id, T>, id: Id): T {
  const object = objects.get(id);
  if (object === undefined) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such object');
  return object;
}

function fakeTransport(): TransportParameters {
  return {
    id: freshId('transport') as TransportId,
    iceParameters: { usernameFragment: 'fragment', password: 'password' },
    iceCandidates: [],
    dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }] },
  };
}

/** RTP parameters of a page's microphone. */
export const opusParameters: RtpParameters = {
  mid: '0',
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: 100,
      clockRate: 48_000,
      channels: 2,
      parameters: { useinbandfec: 1, usedtx: 1 },
      rtcpFeedback: [],
    },
  ],
  encodings: [{ ssrc: 11_111_111 }],
  rtcp: { cname: 'test' },
};

/** RTP parameters of a page's camera. */
export const vp8Parameters: RtpParameters = {
  mid: '1',
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: 101,
      clockRate: 90_000,
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    },
  ],
  encodings: [{ ssrc: 22_222_222 }],
  rtcp: { cname: 'test' },
};

/** RTP parameters of a page's camera with three simulcast layers, lowest first (RFC 8853). */
export const simulcastParameters: RtpParameters = {
  ...vp8Parameters,
  mid: '2',
  encodings: [33_333_330, 33_333_331, 33_333_332].map((ssrc) => ({ ssrc, scalabilityMode: 'L1T3' })),
};
