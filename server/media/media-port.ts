import type { ConsumerId, ProducerId, TransportId } from '../../protocol/ids.ts';
import type {
  DtlsParameters,
  MediaKind,
  RtpCapabilities,
  RtpParameters,
  TransportParameters,
} from '../../protocol/media.ts';

/** What conferences need of an SFU, in the protocol's own words. */
export interface MediaPort {
  /** What every room can route; the same for all of them. */
  readonly routerRtpCapabilities: RtpCapabilities;
  /** Processes that carry media now. */
  readonly workerCount: number;
  /** @throws ParleyError WORKER_CRASHED when no worker is there */
  openRoom(events: RoomEvents): Promise<MediaRoom>;
  /** Ends every room and worker. Idempotent. */
  close(): Promise<void>;
}

export interface RoomEvents {
  /** The worker under this room died: its media is gone. Told at most once. */
  lost(): void;
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
  consume(producerId: ProducerId, options: { paused: boolean }): Promise<SeatConsumer | undefined>;
  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN */
  resumeConsumer(consumerId: ConsumerId): Promise<void>;
  /** Idempotent; closes its transports with all that they carry. */
  close(): void;
}

export interface ProduceOptions {
  transportId: TransportId;
  kind: MediaKind;
  rtpParameters: RtpParameters;
  paused: boolean;
}

export interface SeatConsumer {
  id: ConsumerId;
  producerId: ProducerId;
  kind: MediaKind;
  rtpParameters: RtpParameters;
}
