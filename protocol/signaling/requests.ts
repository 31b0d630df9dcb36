import * as z from 'zod';
import { Count, DurationMs, EpochMs, ProtocolVersion, Sequence } from '../bounds.ts';
import { ConferenceAvailability } from '../conferences/availability.ts';
import { ChatMessage } from '../conferences/chat.ts';
import {
  ConferenceInfo,
  MAX_LISTED,
  MAX_PARTICIPANTS,
  Participant,
  Passcode,
  Speakers,
} from '../conferences/conference.ts';
import { DeclineReason } from '../endings.ts';
import { ErrorCode } from '../errors.ts';
import {
  ConferenceId,
  ConversationId,
  EndpointId,
  InvitationId,
  MessageId,
  ParticipantId,
  ReferId,
  SessionId,
} from '../ids.ts';
import {
  ConsumerParameters,
  DtlsParameters,
  IceCandidate,
  IceServer,
  RequestedMedia,
  RtpCapabilities,
  Sdp,
  TransportParameters,
} from '../media.ts';
import { Message, MessageProgress, MessageText } from '../messages.ts';
import { Address, DisplayName, ShortText } from '../text/addresses.ts';
import { CustomHeaders } from '../text/headers.ts';
import { CONFERENCE_REQUESTS } from './conference-requests.ts';
import { MEDIA_REQUESTS } from './media-requests.ts';
import { REFER_REQUESTS } from './refer-requests.ts';
import {
  Crossing,
  Identity,
  MAX_BLOCKED,
  MediaStatus,
  OfferNumber,
  Person,
  SeenMedia,
  SessionType,
} from './shapes.ts';

const Nothing = z.object({});

const Token = z.string().min(1).max(4_096);
/** Remaining lifetime of the token in milliseconds. After that the server ends the connection. */
const TokenExpiresInMs = DurationMs;
/** A call and the screens that are shared in it. */
const MAX_SEEN = 20;

/** Fields with which an endpoint opens its socket (Socket.IO handshake `auth`). */
export const Handshake = z.object({
  protocolVersion: ProtocolVersion,
  token: Token,
});
export type Handshake = z.infer<typeof Handshake>;

/**
 * Every request from main to server, with the schemas of its data and its reply. An endpoint that has not
 * registered may send `register` only.
 */
export const REQUESTS = {
  /** RFC 3261 §10. The reply has everything that a client needs before its first call. */
  register: {
    data: z.object({ deviceName: ShortText, doNotDisturb: z.boolean() }),
    reply: z.object({
      endpointId: EndpointId,
      address: Address,
      displayName: DisplayName,
      people: z.array(Person).max(2_000),
      /** The store of this server's messages. Revisions are only valid within one store. */
      mailboxId: z.string().min(1).max(64),
      /** The server's address in conference links. */
      serverUrl: z.string().max(300).optional(),
      /** Addresses that this address has blocked. */
      blocked: z.array(Address).max(MAX_BLOCKED),
      iceServers: z.array(IceServer).max(8),
      /** The same for every conference of this server, so that a page can load its SFU device before it joins. */
      routerRtpCapabilities: RtpCapabilities,
      tokenExpiresInMs: TokenExpiresInMs.optional(),
      /** Ready, if an older server does not send it. */
      conferences: ConferenceAvailability.default({ state: 'ready' }),
    }),
  },
  /**
   * Replaces the token of this connection by another one of the same person, before it expires.
   * @throws AUTH_TOKEN_INVALID, AUTH_TOKEN_EXPIRED, AUTH_FORBIDDEN if it belongs to another person
   */
  'token.renew': {
    data: z.object({ token: Token }),
    reply: z.object({ tokenExpiresInMs: TokenExpiresInMs }),
  },

  /** Whether invitations ring on this device (NOTE-6). */
  'presence.set': { data: z.object({ doNotDisturb: z.boolean() }), reply: Nothing },
  /** Calls and messages of a blocked address are refused with 403 (INV-11). @throws LIMIT_REACHED */
  'block.set': { data: z.object({ address: Address, blocked: z.boolean() }), reply: Nothing },

  /** RFC 3261 INVITE with its offer. The reply comes immediately. If it is an error, nothing rings (INV-11). */
  'invitation.send': {
    data: z
      .object({
        invitationId: InvitationId,
        sessionId: SessionId,
        conversationId: ConversationId,
        to: Address,
        sessionType: SessionType,
        media: RequestedMedia,
        subject: ShortText.optional(),
        /** For a peer-to-peer session. */
        offer: Sdp.optional(),
        /** For the type `conference`: the conference, which the inviter has joined. */
        conferenceId: ConferenceId.optional(),
        /**
         * The referral that caused this call (RFC 3515 §2.4.2). The server checks its referee, its target and what is
         * replaced.
         */
        referId: ReferId.optional(),
        /**
         * This client handles crossing invitations (INV-13): it accepts the call in the reply, or handles
         * `INVITATION_CROSSED` for a conference. A client that does not set this gets `busy`.
         */
        mayCross: z.boolean().optional(),
      })
      .refine(
        ({ sessionType, offer, conferenceId }) =>
          (sessionType === 'conference') === (offer === undefined) &&
          (sessionType === 'conference') === (conferenceId !== undefined),
        'an offer or a conference',
      ),
    reply: z.object({
      to: Identity,
      expiresAtMs: EpochMs,
      /** The other side's call to us was first and replaces this one. The client accepts it (INV-13). */
      crossing: Crossing.optional(),
    }),
  },
  /** RFC 3261 180: this device is ringing. */
  'invitation.ringing': { data: z.object({ invitationId: InvitationId }), reply: Nothing },
  /** Claims the call for this device. Fails with `INVITATION_CANCELLED` or `INVITATION_GONE` (INV-2, INV-3). */
  'invitation.accept': { data: z.object({ invitationId: InvitationId }), reply: Nothing },
  'invitation.decline': {
    data: z.object({
      invitationId: InvitationId,
      reason: DeclineReason,
      text: ShortText.optional(),
      headers: CustomHeaders.optional(),
    }),
    reply: Nothing,
  },
  /** RFC 3261 CANCEL. */
  'invitation.cancel': { data: z.object({ invitationId: InvitationId }), reply: Nothing },

  /**
   * RFC 3261 §14 re-INVITE: another offer in an agreed session. Only the inviter sends it.
   * `renewed`: the offer is from a new peer connection, since the page with the old one is gone; otherwise it is for an ICE
   * restart. Only a renewed offer may be sent before the previous one is answered, and replaces it.
   */
  'session.offer': {
    data: z.object({
      sessionId: SessionId,
      offer: Sdp,
      offerNumber: OfferNumber.optional(),
      renewed: z.boolean().optional(),
    }),
    reply: Nothing,
  },
  /** From the callee: it has a new page, so the inviter must send an offer from a new peer connection. */
  'session.renew': { data: z.object({ sessionId: SessionId }), reply: Nothing },
  /** Sets or clears this side's hold (RFC 3264 §8.4). While either side holds, neither sends media (INV-10). */
  'session.hold': { data: z.object({ sessionId: SessionId, held: z.boolean() }), reply: Nothing },
  /** The answer to the offer of the invitation or to a later offer (RFC 3264). */
  'session.answer': {
    data: z.object({ sessionId: SessionId, answer: Sdp, offerNumber: OfferNumber.optional() }),
    reply: Nothing,
  },
  'session.candidate': {
    data: z.object({ sessionId: SessionId, candidate: IceCandidate.nullable() }),
    reply: Nothing,
  },
  /** Tells the other side the media status of this side. */
  'session.media': { data: z.object({ sessionId: SessionId, media: MediaStatus }), reply: Nothing },
  /**
   * Turns a call into a conference of the same conversation (SPEC ESC-1). If both sides ask, the second one gets the same
   * conference (ESC-6). The requester joins it and invites the other side by `invitation.send`, which does not ring.
   * @throws SESSION_GONE, SESSION_WRONG_STATE unless it is an agreed audio-video session without a hold and the
   *   requester holds all of their other ones, TARGET_BUSY if the other side is in another call or conference,
   *   WORKER_CRASHED, ESCALATION_FAILED if it was given up before there was a conference
   */
  'session.escalate': {
    data: z.object({ sessionId: SessionId }),
    reply: z.object({ conference: ConferenceInfo }),
  },
  /**
   * Everything that the other side sends now arrives from the conference. When both sides have reported this for the other
   * side's current media, the server ends the call and the screens shared in it with `escalated` (ESC-2).
   * @throws SESSION_GONE, SESSION_WRONG_STATE if this conference does not continue the session, or the requester is not
   *   in it or has already reported this
   */
  'session.carried': {
    data: z.object({
      sessionId: SessionId,
      conferenceId: ConferenceId,
      /**
       * The other side's media that this is about. If it has changed since, the report does not count and must be
       * repeated.
       */
      seen: z.array(SeenMedia).max(MAX_SEEN).optional(),
    }),
    reply: Nothing,
  },
  /**
   * Rolls back to the call alone (ESC-3).
   * @throws SESSION_GONE, SESSION_WRONG_STATE if the conference does not continue it
   */
  'session.roll-back': {
    data: z.object({ sessionId: SessionId, conferenceId: ConferenceId, code: ErrorCode }),
    reply: Nothing,
  },
  /**
   * RFC 3261 BYE. `transferred` is for a referee who has reached the target, and `replaced` for a person who has accepted
   * the session that replaces this one. @throws SESSION_WRONG_STATE if someone else gives these two reasons
   */
  'session.hang-up': {
    data: z.object({
      sessionId: SessionId,
      reason: z.enum([
        'hung-up',
        'cancelled',
        'signed-out',
        'media-failed',
        'device-refused',
        'timed-out',
        'transferred',
        'replaced',
      ]),
      headers: CustomHeaders.optional(),
    }),
    reply: Nothing,
  },

  /**
   * RFC 3428 MESSAGE. The server stores it until its reader has it. A repeated ID gets the same reply (SES-2).
   * @throws TARGET_UNKNOWN, TARGET_SELF, TARGET_BLOCKED, CONVERSATION_FORBIDDEN, MAILBOX_FULL
   */
  'message.send': {
    data: z.object({
      messageId: MessageId,
      conversationId: ConversationId,
      to: Address,
      text: MessageText,
    }),
    reply: Message.pick({ sequence: true, revision: true, sentAtMs: true, progress: true }),
  },
  /** All messages from and to this address that changed after a revision, ordered by revision. */
  'message.sync': {
    data: z.object({ afterRevision: Count }),
    reply: z.object({ messages: z.array(Message).max(1_000), more: z.boolean() }),
  },
  /** All messages of the other side in this conversation up to a sequence are delivered or read. */
  'message.mark': {
    data: z.object({
      conversationId: ConversationId,
      progress: MessageProgress.exclude(['sent']),
      upToSequence: Sequence,
    }),
    reply: Nothing,
  },

  'conference.create': {
    data: z.object({
      conversationId: ConversationId,
      title: ShortText,
      passcode: Passcode.optional(),
      waitingRoom: z.boolean().optional(),
    }),
    reply: ConferenceInfo,
  },
  /**
   * Joins with one request: the reply has the roster, both transports and all consumers. An endpoint that has to wait
   * joins again after `conference-admitted`; until then it is in the rosters as `pending`.
   * @throws CONFERENCE_UNKNOWN, CONFERENCE_ENDED, CONFERENCE_PASSCODE_WRONG, RATE_LIMITED after too many wrong passcodes,
   *   CONFERENCE_LOCKED, CONFERENCE_FULL, CONFERENCE_REMOVED, CONFERENCE_ALREADY_JOINED
   */
  'conference.join': {
    data: z.object({
      conferenceId: ConferenceId,
      passcode: z.string().max(64).optional(),
      rtpCapabilities: RtpCapabilities,
      /** The page's, for both transports: the server has connected them when it replies (RFC 8122 fingerprints). */
      dtlsParameters: DtlsParameters,
      media: MediaStatus,
    }),
    reply: z.discriminatedUnion('admission', [
      z.object({
        admission: z.literal('joined'),
        conference: ConferenceInfo,
        participantId: ParticipantId,
        participants: z.array(Participant).max(MAX_LISTED),
        speakers: Speakers,
        sendTransport: TransportParameters,
        receiveTransport: TransportParameters,
        consumers: z.array(ConsumerParameters).max(3 * MAX_PARTICIPANTS),
      }),
      z.object({
        admission: z.literal('waiting'),
        conference: ConferenceInfo.pick({ id: true, conversationId: true, title: true, link: true }),
        participantId: ParticipantId,
      }),
    ]),
  },
  /** Leaves the conference, which continues for the others (CONF-4). */
  'conference.leave': {
    data: z.object({ conferenceId: ConferenceId }),
    reply: z.object({ stillIn: z.array(Identity).max(MAX_PARTICIPANTS) }),
  },
  /** Tells the name of the shared screen. Whether a source is on, muted or off the server sees by itself (CONF-3). */
  'conference.media': { data: z.object({ conferenceId: ConferenceId, media: MediaStatus }), reply: Nothing },

  /** The latest chat messages before a sequence, oldest first, also from before the requester joined (CONF-11). */
  'conference.read-chat': {
    data: z.object({ conferenceId: ConferenceId, beforeSequence: Sequence.optional() }),
    reply: z.object({ messages: z.array(ChatMessage).max(100), more: z.boolean() }),
  },

  ...REFER_REQUESTS,
  ...CONFERENCE_REQUESTS,
  ...MEDIA_REQUESTS,
} as const satisfies Record<string, { data: z.ZodType; reply: z.ZodType }>;

export type RequestName = keyof typeof REQUESTS;
export type RequestData<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name]['data']>;
export type RequestReply<Name extends RequestName> = z.infer<(typeof REQUESTS)[Name]['reply']>;

/** The reply to a join that did not lead to the waiting room. */
export type JoinedReply = Extract<RequestReply<'conference.join'>, { admission: 'joined' }>;
