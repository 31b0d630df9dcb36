import * as z from 'zod';
import { boundedRecord, Sequence, Uint32 } from './bounds.ts';
import { ConsumerId, ParticipantId, ProducerId, TransportId } from './ids.ts';

/** What a person can send. A microphone is audio, a camera and a screen are video. */
export const Source = z.enum(['microphone', 'camera', 'screen']);
export type Source = z.infer<typeof Source>;

/** A source that is captured from a device, which needs a permission. */
export const CaptureSource = Source.exclude(['screen']);
export type CaptureSource = z.infer<typeof CaptureSource>;
export const CAPTURE_SOURCES: readonly CaptureSource[] = CaptureSource.options;

export const MediaKind = z.enum(['audio', 'video']);
export type MediaKind = z.infer<typeof MediaKind>;

/** Kind of the track of a source. */
export function kindOf(source: Source): MediaKind {
  return source === 'microphone' ? 'audio' : 'video';
}

/** Which devices a person wants to use for a call or a stay. */
export const RequestedMedia = z.object({ microphone: z.boolean(), camera: z.boolean() });
export type RequestedMedia = z.infer<typeof RequestedMedia>;

/**
 * Number of the latest wish of the user about devices that the sender knows of. The page counts the wishes; main repeats the
 * number in its orders, so that the page notices an order that crossed a later wish (SPEC LEASE-2).
 */
export const Wish = Sequence.optional();

/** A session description fits into one message (SPEC RES-6). */
export const Sdp = z.string().min(1).max(48_000);

/** W3C webrtc `RTCIceCandidateInit`. `null` on the wire means that there are no more. */
export const IceCandidate = z.object({
  candidate: z.string().max(1_000),
  sdpMid: z.string().max(32).nullable().optional(),
  sdpMLineIndex: z.number().int().min(0).max(64).nullable().optional(),
  usernameFragment: z.string().max(256).nullable().optional(),
});
export type IceCandidate = z.infer<typeof IceCandidate>;

/** W3C webrtc `RTCIceServer`. */
export const IceServer = z.object({
  urls: z.array(z.string().max(300)).min(1).max(8),
  username: z.string().max(300).optional(),
  credential: z.string().max(300).optional(),
});
export type IceServer = z.infer<typeof IceServer>;

/** An unsigned integer up to a maximum. */
const upTo = (max: number) => z.number().int().min(0).max(max);
const mimeType = z.custom<`audio/${string}` | `video/${string}`>(
  (value) => typeof value === 'string' && /^(audio|video)\/[A-Za-z0-9._-]{1,40}$/.test(value),
);
const codecParameters = boundedRecord(
  z.string().max(64),
  z.union([z.string().max(256), z.number().min(-0xffff_ffff).max(0xffff_ffff), z.null()]),
  32,
);
const rtcpFeedback = z.object({ type: z.string().max(32), parameter: z.string().max(32).optional() });
const headerExtensionUri = z.custom<`urn:${string}` | `http${string}`>(
  (value) => typeof value === 'string' && value.length <= 160 && /^(urn:|https?:)/.test(value),
);

/** ORTC `RTCRtpParameters` as mediasoup uses them: what one producer sends or one consumer receives. */
export const RtpParameters = z.object({
  mid: z.string().max(32).optional(),
  codecs: z
    .array(
      z.object({
        mimeType,
        payloadType: upTo(127),
        clockRate: upTo(1_000_000),
        channels: upTo(8).optional(),
        parameters: codecParameters.optional(),
        rtcpFeedback: z.array(rtcpFeedback).max(16).optional(),
      }),
    )
    .min(1)
    .max(16),
  headerExtensions: z
    .array(
      z.object({
        uri: headerExtensionUri,
        id: upTo(255),
        encrypt: z.boolean().optional(),
        parameters: codecParameters.optional(),
      }),
    )
    .max(32)
    .optional(),
  encodings: z
    .array(
      z.object({
        ssrc: Uint32.optional(),
        rid: z.string().max(32).optional(),
        codecPayloadType: upTo(127).optional(),
        rtx: z.object({ ssrc: Uint32 }).optional(),
        dtx: z.boolean().optional(),
        scalabilityMode: z.string().max(16).optional(),
        scaleResolutionDownBy: z.number().positive().max(10_000).optional(),
        maxBitrate: Uint32.optional(),
        maxFramerate: z.number().positive().max(1_000).optional(),
        active: z.boolean().optional(),
      }),
    )
    .max(6)
    .optional(),
  rtcp: z.object({ cname: z.string().max(256).optional(), reducedSize: z.boolean().optional() }).optional(),
  msid: z.string().max(256).optional(),
});
export type RtpParameters = z.infer<typeof RtpParameters>;

/** ORTC `RTCRtpCapabilities` as mediasoup uses them: what a page can receive, or a router can route. */
export const RtpCapabilities = z.object({
  codecs: z
    .array(
      z.object({
        kind: MediaKind,
        mimeType,
        preferredPayloadType: upTo(127),
        clockRate: upTo(1_000_000),
        channels: upTo(8).optional(),
        parameters: codecParameters.optional(),
        rtcpFeedback: z.array(rtcpFeedback).max(16).optional(),
      }),
    )
    .max(64),
  headerExtensions: z
    .array(
      z.object({
        kind: MediaKind,
        uri: headerExtensionUri,
        preferredId: upTo(255),
        preferredEncrypt: z.boolean().optional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
      }),
    )
    .max(64)
    .optional(),
});
export type RtpCapabilities = z.infer<typeof RtpCapabilities>;

/** RFC 8122 fingerprints and the DTLS role (RFC 5763). */
export const DtlsParameters = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z.string().regex(/^[0-9A-Fa-f:]{40,200}$/),
      }),
    )
    .min(1)
    .max(8),
});
export type DtlsParameters = z.infer<typeof DtlsParameters>;

/** RFC 8445 credentials and candidates of the server's ICE-lite agent. */
const IceParameters = z.object({
  usernameFragment: z.string().max(256),
  password: z.string().max(256),
  iceLite: z.boolean().optional(),
});
const ServerIceCandidate = z.object({
  foundation: z.string().max(64),
  priority: Uint32,
  address: z.string().max(253),
  ip: z.string().max(64),
  protocol: z.enum(['udp', 'tcp']),
  port: upTo(65_535),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.enum(['active', 'passive', 'so']).optional(),
});

/** What a page needs to make its end of one transport to the SFU. */
export const TransportParameters = z.object({
  id: TransportId,
  iceParameters: IceParameters,
  iceCandidates: z.array(ServerIceCandidate).max(32),
  dtlsParameters: DtlsParameters,
});
export type TransportParameters = z.infer<typeof TransportParameters>;

/** What a page needs to receive one source of one participant. */
export const ConsumerParameters = z.object({
  id: ConsumerId,
  producerId: ProducerId,
  participantId: ParticipantId,
  source: Source,
  kind: MediaKind,
  rtpParameters: RtpParameters,
});
export type ConsumerParameters = z.infer<typeof ConsumerParameters>;

/** Simulcast layers of a camera (RFC 8853), lowest first: a quarter, half and all of its width and height. */
export const CAMERA_LAYER_COUNT = 3;
export const SpatialLayer = z
  .number()
  .int()
  .min(0)
  .max(CAMERA_LAYER_COUNT - 1);

/**
 * Which video gets bandwidth first when there is not enough: screens, then the speaker, then everyone else. The SFU
 * always forwards all audio.
 */
export const MEDIA_PRIORITIES = { screen: 200, speaker: 100, other: 1 } as const;

/** What a page needs from one consumer. */
export const Want = z.object({
  consumerId: ConsumerId,
  /** It is not shown: the SFU sends nothing. */
  paused: z.boolean(),
  /** The highest layer that its tile needs. Absent: all layers. */
  spatialLayer: SpatialLayer.optional(),
  /** Whether its participant is the dominant speaker. */
  speaker: z.boolean(),
});
export type Want = z.infer<typeof Want>;
