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

/** What conferences need from an SFU, in types of the protocol. */
export interface MediaPort {
  /** What every router can route. */
  readonly routerRtpCapabilities: RtpCapabilities;
  /** Number of running worker processes. */
  readonly workerCount: number;
  /** Whether conferences can be opened, or will be. */
  readonly availability: ConferenceAvailability;
  /** Calls `listener` at every change of {@link availability}. */
  onAvailability(listener: (availability: ConferenceAvailability) => void): void;
  /** @throws ParleyError WORKER_CRASHED if no worker is running, CONFERENCES_PREPARING, WORKER_MISSING */
  openConference(events: MediaConferenceEvents): Promise<MediaConference>;
  /** Closes all conferences and workers. Idempotent. */
  close(): Promise<void>;
}

export interface MediaConferenceEvents {
  /** The worker died and the media is gone. Called at most once. */
  lost(): void;
  /** Audio levels were measured. Called several times a second while anyone is audible. */
  heard(heard: Heard): void;
}

/** What is audible in a conference at one time. */
export interface Heard {
  /** Loudest first. */
  speaking: readonly ProducerId[];
  /** The dominant speaker according to the SFU. A single microphone is dominant even if silent. */
  dominant: ProducerId | null;
}

/** The media of one conference. */
export interface MediaConference {
  /** Creates the two transports of one participant. @throws ParleyError WORKER_CRASHED */
  openParticipant(options: MediaParticipantOptions): Promise<MediaParticipant>;
  /** Closes all its participants. Idempotent. */
  close(): void;
}

export interface MediaParticipantOptions {
  /** What this participant's page can receive. */
  rtpCapabilities: RtpCapabilities;
  /** Certificate fingerprints of the page, for both transports (RFC 8122). */
  dtlsParameters: DtlsParameters;
  events: MediaParticipantEvents;
}

export interface MediaParticipantEvents {
  /** A consumer of this participant ended because its producer ended. */
  consumerClosed(consumerId: ConsumerId): void;
  /** A receiver is still waiting for a key frame of this participant's producer. */
  keyFrameWanted(producerId: ProducerId): void;
  /**
   * The highest simulcast layer of this participant's producer that a receiver wants; null if nobody is watching. Called
   * only on a change: at first all layers are wanted.
   */
  layersWanted(producerId: ProducerId, spatialLayer: number | null): void;
}

/** The media of one participant. IDs of other participants' objects get MEDIA_OBJECT_UNKNOWN. */
export interface MediaParticipant {
  readonly sendTransport: TransportParameters;
  readonly receiveTransport: TransportParameters;
  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN, MEDIA_NOT_NEGOTIABLE */
  produce(options: ProduceOptions): Promise<ProducerId>;
  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN */
  setProducerPaused(producerId: ProducerId, paused: boolean): Promise<void>;
  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN */
  closeProducer(producerId: ProducerId): void;
  /**
   * Receives another participant's producer. Undefined if this page cannot decode it, or if the producer is gone by now.
   */
  consume(producerId: ProducerId, options: ConsumeOptions): Promise<MediaConsumer | undefined>;
  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN */
  resumeConsumer(consumerId: ConsumerId): Promise<void>;
  /**
   * Pauses and resumes consumers, and sets the layers and priorities that the page needs.
   * @throws ParleyError MEDIA_OBJECT_UNKNOWN if one of the consumers does not exist; the others are changed all the same
   */
  want(wants: readonly Want[]): Promise<void>;
  /** Closes its transports, producers and consumers. Idempotent. */
  close(): void;
}

export interface ProduceOptions {
  transportId: TransportId;
  kind: MediaKind;
  rtpParameters: RtpParameters;
  paused: boolean;
}

export interface ConsumeOptions {
  /** Determines its share when bandwidth is short ({@link MEDIA_PRIORITIES}). */
  source: Source;
  paused: boolean;
}

export interface MediaConsumer {
  id: ConsumerId;
  producerId: ProducerId;
  kind: MediaKind;
  rtpParameters: RtpParameters;
}
