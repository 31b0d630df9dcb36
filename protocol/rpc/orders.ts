import * as z from 'zod';
import { Reaction } from '../conferences/chat.ts';
import { MAX_PARTICIPANTS } from '../conferences/conference.ts';
import { EndingReason, STAY_EXITS, StayExit } from '../endings.ts';
import { ErrorCode } from '../errors.ts';
import {
  CarriageId,
  ConferenceId,
  ConsumerId,
  ConversationId,
  LeaseId,
  ParticipantId,
  ProducerId,
  SessionId,
} from '../ids.ts';
import { ChosenDevices } from '../local/settings.ts';
import {
  ConsumerParameters,
  DtlsParameters,
  IceCandidate,
  IceServer,
  RequestedMedia,
  RtpCapabilities,
  Sdp,
  Source,
  SpatialLayer,
  TransportParameters,
  Wish,
} from '../media.ts';
import { MessageView } from '../messages.ts';
import { Identity, SessionType } from '../signaling/shapes.ts';
import { ShortText } from '../text/addresses.ts';
import { StateChange } from './state-change.ts';

const Nothing = z.object({});

/** Whether a source could be opened. The code of a failure selects the advice for the user. */
export const SourceResult = z.union([
  z.object({ open: z.literal(true) }),
  z.object({ open: z.literal(false), code: ErrorCode.optional() }),
]);
export type SourceResult = z.infer<typeof SourceResult>;

/** The one event that ends a stay (SPEC CONF-5). */
export const StayExited = z.object({
  conferenceId: ConferenceId,
  reason: StayExit,
  code: z.literal(Object.values(STAY_EXITS)),
  /** The ending that selects the interface text. */
  textKey: EndingReason,
  /** A short message from the person who caused the exit. */
  text: ShortText.optional(),
  /** Who is still in the conference, as far as known. Empty if the conference is over. */
  stillIn: z.array(Identity).max(MAX_PARTICIPANTS),
});
export type StayExited = z.infer<typeof StayExited>;

/**
 * Orders from main to page: show the state, open devices, send and receive media. Sources (which belong to a lease) and
 * carriages are opened and closed separately, so that one source can be sent on two carriages.
 */
export const ORDERS = {
  /** Parts of the state changed. A page that missed the change before this one reads the whole state. */
  'state-changed': { data: StateChange, reply: Nothing },

  /** New or changed messages, oldest first. */
  'messages-changed': {
    data: z.object({ conversationId: ConversationId, messages: z.array(MessageView).max(100) }),
    reply: Nothing,
  },

  /** A participant reacted. The page shows it for some seconds. */
  'show-reaction': {
    data: z.object({ conferenceId: ConferenceId, participantId: ParticipantId, reaction: Reaction }),
    reply: Nothing,
  },

  /** A stay is over. Sent exactly once for each stay; if no page is attached, to the next one. */
  'stay-exited': { data: StayExited, reply: Nothing },
  /** A leave was refused or timed out. The stay continues with its devices as they were (SPEC CONF-6). */
  'leave-failed': {
    data: z.object({ conferenceId: ConferenceId, code: ErrorCode, text: z.string().max(500) }),
    reply: Nothing,
  },

  /** The user chose other devices. Open sources switch to them; later sources open on them. */
  'use-devices': { data: ChosenDevices.pick({ microphone: true, camera: true }), reply: Nothing },
  /** Opens capture devices for a lease. Resolves when each one is open or has failed; a failure is a result. */
  'open-sources': {
    data: z.object({ leaseId: LeaseId, media: RequestedMedia, wish: Wish }),
    reply: z.object({ microphone: SourceResult, camera: SourceResult }),
  },
  /** Mutes, unmutes, releases or reopens one source of a lease. */
  'set-source': {
    data: z.object({ leaseId: LeaseId, source: Source, on: z.boolean(), wish: Wish }),
    reply: SourceResult,
  },
  /** Lets the user choose a screen or window. If the user chose none, `open` is false without a code. */
  'open-screen': {
    data: z.object({ leaseId: LeaseId }),
    reply: z.object({ result: SourceResult, name: z.string().max(200).optional() }),
  },
  /** Ends every track and clone of the lease. The only way to release a lease. */
  'release-lease': {
    data: z.object({ leaseId: LeaseId }),
    reply: z.object({ released: z.array(Source).max(8) }),
  },

  /** Creates our end of a peer-to-peer session and its offer (RFC 3264). Sources are added as they open. */
  'peer-offer': {
    data: z.object({
      sessionId: SessionId,
      sessionType: SessionType,
      leaseId: LeaseId,
      iceServers: z.array(IceServer).max(8),
    }),
    reply: z.object({ offer: Sdp }),
  },
  'peer-answer': {
    data: z.object({
      sessionId: SessionId,
      sessionType: SessionType,
      leaseId: LeaseId,
      iceServers: z.array(IceServer).max(8),
      offer: Sdp,
    }),
    reply: z.object({ answer: Sdp }),
  },
  /** Looks for a new media path (RFC 8445 ICE restart) and replies with its offer. */
  'peer-restart': { data: z.object({ sessionId: SessionId }), reply: z.object({ offer: Sdp }) },
  /** Answers a later offer from the other side. */
  'peer-reanswer': {
    data: z.object({ sessionId: SessionId, offer: Sdp }),
    reply: z.object({ answer: Sdp }),
  },
  /** While the session is held, it sends nothing of the lease and plays nothing from the other side. */
  'peer-hold': { data: z.object({ sessionId: SessionId, held: z.boolean() }), reply: Nothing },
  'peer-apply-answer': { data: z.object({ sessionId: SessionId, answer: Sdp }), reply: Nothing },
  'peer-add-candidate': {
    data: z.object({ sessionId: SessionId, candidate: IceCandidate.nullable() }),
    reply: Nothing,
  },

  /** Loads the SFU client. Replies with what this page can receive and with its DTLS certificate fingerprints. */
  'sfu-capabilities': {
    data: z.object({ routerRtpCapabilities: RtpCapabilities }),
    reply: z.object({ rtpCapabilities: RtpCapabilities, dtlsParameters: DtlsParameters }),
  },
  'sfu-open': {
    data: z.object({
      conferenceId: ConferenceId,
      leaseId: LeaseId,
      /** The screen has its own lease. */
      screenLeaseId: LeaseId,
      iceServers: z.array(IceServer).max(8),
      sendTransport: TransportParameters,
      receiveTransport: TransportParameters,
      consumers: z.array(ConsumerParameters).max(600),
    }),
    reply: Nothing,
  },
  /** A leave is in progress: stop sending and playing. */
  'sfu-suspend': { data: z.object({ conferenceId: ConferenceId }), reply: Nothing },
  /** The leave failed: send from these leases and play again. */
  'sfu-resume': {
    data: z.object({ conferenceId: ConferenceId, leaseId: LeaseId, screenLeaseId: LeaseId }),
    reply: Nothing,
  },
  /**
   * The sources that arrive from these sessions will arrive from a participant of this conference instead (SPEC ESC-2).
   * The page plays each source from its session until it is decoded from the conference, reports that with
   * `source-carried`, and from then on plays it only from the conference. If one carriage closes, the other one plays.
   * Sent before the first consumer of that participant.
   */
  'hand-over': {
    data: z.object({
      conferenceId: ConferenceId,
      owner: ParticipantId,
      from: z.array(z.object({ carriageId: SessionId, source: Source })).max(8),
    }),
    reply: Nothing,
  },
  'sfu-consume': {
    data: z.object({ conferenceId: ConferenceId, consumer: ConsumerParameters }),
    reply: Nothing,
  },
  'sfu-close-consumer': {
    data: z.object({ conferenceId: ConferenceId, consumerId: ConsumerId }),
    reply: Nothing,
  },
  /** Sets the highest layer to encode; null for none (notice `layers-wanted`). */
  'sfu-layers-wanted': {
    data: z.object({
      conferenceId: ConferenceId,
      producerId: ProducerId,
      spatialLayer: SpatialLayer.nullable(),
    }),
    reply: Nothing,
  },
  'sfu-make-key-frame': {
    data: z.object({ conferenceId: ConferenceId, producerId: ProducerId }),
    reply: Nothing,
  },

  /** Closes the transports of a session or stay. Sources stay open until their lease is released. */
  'close-carriage': { data: z.object({ carriageId: CarriageId }), reply: Nothing },
} as const satisfies Record<string, { data: z.ZodType; reply: z.ZodType }>;

export type OrderName = keyof typeof ORDERS;
export type OrderData<Name extends OrderName> = z.infer<(typeof ORDERS)[Name]['data']>;
export type OrderReply<Name extends OrderName> = z.infer<(typeof ORDERS)[Name]['reply']>;
