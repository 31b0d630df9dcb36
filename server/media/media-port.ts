import type { ConferenceAvailability } from '../../protocol/conferences/availability.ts';
import type { ConsumerId, ProducerId, TransportId } from '../../protocol/ids.ts';
import type {
  DtlsParameters,
  MediaKind,
  RtpCapabilities,
  RtpParameters,
  Source,
  TransportParameters,
  Want,
} from '../../protocol/media.ts';

/** What conferences need of an SFU, in the protocol's own words. */
export interface MediaPort {
  /** What every room can route; the same for all of them. */
  readonly routerRtpCapabilities: RtpCapabilities;
  /** Processes that carry media now. */
  readonly workerCount: number;
  /** Whether rooms can be opened, or will be. */
  readonly availability: ConferenceAvailability;
  /** Calls `listener` at every change of {@link availability}. */
  onAvailability(listener: (availability: ConferenceAvailability) => void): void;
  /** @throws ParleyError WORKER_CRASHED when no worker is there, CONFERENCES_PREPARING, WORKER_MISSING */
  openRoom(events: RoomEvents): Promise<MediaRoom>;
  /** Ends every room and worker. Idempotent. */
  close(): Promise<void>;
}

export interface RoomEvents {
  /** The worker under this room died: its media is gone. Told at most once. */
  lost(): void;
  /** Who is heard was measured: told several times a second while somebody is. */
  heard(heard: Heard): void;
}

/** What is heard in a room at one moment. */
export interface Heard {
  /** Loudest first. */
  speaking: readonly ProducerId[];
  /** Whoever the SFU thinks has the word. With one microphone in the room it is that one, silent or not. */
  dominant: ProducerId | null;
}

/** The media of one conference. */
export interface MediaRoom {
  /** Makes the two transports of one participant. @throws ParleyError WORKER_CRASHED */
  openSeat(options: SeatOptions): Promise<MediaSeat>;
  /** Idempotent; closes its seats. */
  close(): void;
}

export interface SeatOptions {
  /** What this participant's page can receive. */
  rtpCapabilities: RtpCapabilities;
  /** By which its end of both transports is known (RFC 8122). */
  dtlsParameters: DtlsParameters;
  events: SeatEvents;
}

export interface SeatEvents {
  /** A consumer of this seat ended because its producer did. */
  consumerClosed(consumerId: ConsumerId): void;
  /** A receiver still waits for a key frame of this seat's producer. */
  keyFrameWanted(producerId: ProducerId): void;
  /**
   * The highest simulcast layer of this seat's producer that anybody wants; null when nobody looks. Told on change
   * only: until then all layers are wanted.
   */
  layersWanted(producerId: ProducerId, spatialLayer: number | null): void;
}

/** What one participant sends and receives. IDs that are not of this seat get MEDIA_OBJECT_UNKNOWN. */
export interface MediaSeat {
  readonly sendTransport: TransportParameters;
  readonly receiveTransport: TransportParameters;
  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN, MEDIA_NOT_NEGOTIABLE */
  produce(options: ProduceOptions): Promise<ProducerId>;
  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN */
  setProducerPaused(producerId: ProducerId, paused: boolean): Promise<void>;
  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN */
  closeProducer(producerId: ProducerId): void;
  /** Receives another seat's producer. Undefined when this page cannot, or when the producer is gone by now. */
  consume(producerId: ProducerId, options: ConsumeOptions): Promise<SeatConsumer | undefined>;
  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN */
  resumeConsumer(consumerId: ConsumerId): Promise<void>;
  /**
   * Pauses, resumes, and takes the layers and the priority that the page needs.
   * @throws ParleyError MEDIA_OBJECT_UNKNOWN when one of the consumers is not there; the others are as wanted
   */
  want(wants: readonly Want[]): Promise<void>;
  /** Idempotent; closes its transports with all that they carry. */
  close(): void;
}

export interface ProduceOptions {
  transportId: TransportId;
  kind: MediaKind;
  rtpParameters: RtpParameters;
  paused: boolean;
}

export interface ConsumeOptions {
  /** What it is decides how much of a scarce bandwidth it gets ({@link MEDIA_PRIORITIES}). */
  source: Source;
  paused: boolean;
}

export interface SeatConsumer {
  id: ConsumerId;
  producerId: ProducerId;
  kind: MediaKind;
  rtpParameters: RtpParameters;
}
