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
} from '../media.ts';
import { MessageView } from '../messages.ts';
import { Identity, SessionType } from '../signaling/shapes.ts';
import { ShortText } from '../text/addresses.ts';
import { AppStateChange } from './app-state.ts';

const Nothing = z.object({});

/** Whether a source could be opened; a failure has the code that tells the user what to do. */
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
  /** The ending by which the words to show are found. */
  textKey: EndingReason,
  /** What the person said who caused it. */
  text: ShortText.optional(),
  /** As far as is known; nobody when the conference is over. */
  stillIn: z.array(Identity).max(MAX_PARTICIPANTS),
});
export type StayExited = z.infer<typeof StayExited>;

/**
 * What main asks of the page: to show the state, and to carry media. What is sent (a lease with its sources) and
 * how it travels (a carriage) are opened and closed apart, so that one source may ride on two carriages.
 */
export const ORDERS = {
  /** Part of the state changed. Each field given replaces the one there was. */
  'state-changed': { data: AppStateChange, reply: Nothing },

  /** Messages that are new or changed, in their order. */
  'messages-changed': {
    data: z.object({ conversationId: ConversationId, messages: z.array(MessageView).max(100) }),
    reply: Nothing,
  },

  /** Somebody in the conference reacts: shown for some seconds. */
  'show-reaction': {
    data: z.object({ conferenceId: ConferenceId, participantId: ParticipantId, reaction: Reaction }),
    reply: Nothing,
  },

  /** A stay is over. Comes exactly once for each, to the next page when there is none at that moment. */
  'stay-exited': { data: StayExited, reply: Nothing },
  /** A leave was refused or not answered: the stay continues, with its devices as they were (SPEC CONF-6). */
  'leave-failed': {
    data: z.object({ conferenceId: ConferenceId, code: ErrorCode, text: z.string().max(500) }),
    reply: Nothing,
  },

  /** The user chose other devices: what is open moves over, what opens later begins there. */
  'use-devices': { data: ChosenDevices.pick({ microphone: true, camera: true }), reply: Nothing },
  /** Opens capture devices for a lease. Resolves when each is open or has failed; failures are results. */
  'open-sources': {
    data: z.object({ leaseId: LeaseId, media: RequestedMedia }),
    reply: z.object({ microphone: SourceResult, camera: SourceResult }),
  },
  /** Mutes, unmutes, releases or reopens one source of a lease. */
  'set-source': {
    data: z.object({ leaseId: LeaseId, source: Source, on: z.boolean() }),
    reply: SourceResult,
  },
  /** Lets the user choose a screen or window. Not choosing one is no failure: `open` is false, without a code. */
  'open-screen': {
    data: z.object({ leaseId: LeaseId }),
    reply: z.object({ result: SourceResult, name: z.string().max(200).optional() }),
  },
  /** The one release path: ends every track and clone of the lease. */
  'release-lease': {
    data: z.object({ leaseId: LeaseId }),
    reply: z.object({ released: z.array(Source).max(8) }),
  },

  /** Makes our end of a peer-to-peer session and its offer (RFC 3264). Sources join as they open. */
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
  /** Looks for a new media path (RFC 8445 ICE restart) and gives the offer for it. */
  'peer-restart': { data: z.object({ sessionId: SessionId }), reply: z.object({ offer: Sdp }) },
  /** Answers a later offer of theirs. */
  'peer-reanswer': {
    data: z.object({ sessionId: SessionId, offer: Sdp }),
    reply: z.object({ answer: Sdp }),
  },
  /** While held, nothing of the lease is sent in this session, and nothing of theirs is heard or shown. */
  'peer-hold': { data: z.object({ sessionId: SessionId, held: z.boolean() }), reply: Nothing },
  'peer-apply-answer': { data: z.object({ sessionId: SessionId, answer: Sdp }), reply: Nothing },
  'peer-add-candidate': {
    data: z.object({ sessionId: SessionId, candidate: IceCandidate.nullable() }),
    reply: Nothing,
  },

  /** Loads the SFU client and says what this page can receive, and by which certificate it is known to the SFU. */
  'sfu-capabilities': {
    data: z.object({ routerRtpCapabilities: RtpCapabilities }),
    reply: z.object({ rtpCapabilities: RtpCapabilities, dtlsParameters: DtlsParameters }),
  },
  'sfu-open': {
    data: z.object({
      conferenceId: ConferenceId,
      leaseId: LeaseId,
      /** The screen is published from a lease of its own. */
      screenLeaseId: LeaseId,
      iceServers: z.array(IceServer).max(8),
      sendTransport: TransportParameters,
      receiveTransport: TransportParameters,
      consumers: z.array(ConsumerParameters).max(600),
    }),
    reply: Nothing,
  },
  /** A leave is under way: nothing is sent, and nothing that is received is heard or shown. */
  'sfu-suspend': { data: z.object({ conferenceId: ConferenceId }), reply: Nothing },
  /** The leave failed: sends from these leases from now on, and plays what is received. */
  'sfu-resume': {
    data: z.object({ conferenceId: ConferenceId, leaseId: LeaseId, screenLeaseId: LeaseId }),
    reply: Nothing,
  },
  /**
   * What somebody sends in these sessions comes from a participant of this conference soon, or already (SPEC ESC-2). Each
   * source goes over when it is decoded there, which `source-carried` tells; until then only the session's is played, and
   * after that only the conference's. When either carriage closes, the other one plays. Comes before the first consumer of
   * that participant.
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
  /** Encodes no layer above this one, and none at all for null (`layers-wanted`). */
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

  /** Ends the transports of a session or stay. Sources stay open until their lease is released. */
  'close-carriage': { data: z.object({ carriageId: CarriageId }), reply: Nothing },
} as const satisfies Record<string, { data: z.ZodType; reply: z.ZodType }>;

export type OrderName = keyof typeof ORDERS;
export type OrderData<Name extends OrderName> = z.infer<(typeof ORDERS)[Name]['data']>;
export type OrderReply<Name extends OrderName> = z.infer<(typeof ORDERS)[Name]['reply']>;
