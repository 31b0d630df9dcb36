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
/** How long the token of this connection is still good, in milliseconds: then the server ends the connection. */
const TokenExpiresInMs = DurationMs;
/** A call, and the screens that are shared in it. */
const MAX_SEEN = 20;

/** Fields with which an endpoint opens its socket (Socket.IO handshake `auth`). */
export const Handshake = z.object({
  protocolVersion: ProtocolVersion,
  token: Token,
});
export type Handshake = z.infer<typeof Handshake>;

/**
 * Every request from main to server, with the schema of its data and of its reply. An endpoint that has not
 * registered may send `register` only.
 */
export const REQUESTS = {
  /** RFC 3261 §10. The reply is all that a client needs to know before its first call. */
  register: {
    data: z.object({ deviceName: ShortText, doNotDisturb: z.boolean() }),
    reply: z.object({
      endpointId: EndpointId,
      address: Address,
      displayName: DisplayName,
      people: z.array(Person).max(2_000),
      /** The store that messages of this server are kept in: revisions of another one mean nothing. */
      mailboxId: z.string().min(1).max(64),
      /** By which address this server makes conference links. */
      serverUrl: z.string().max(300).optional(),
      /** Whom this address has blocked. */
      blocked: z.array(Address).max(MAX_BLOCKED),
      iceServers: z.array(IceServer).max(8),
      /** Same for every conference of this server, so that a page can load its SFU device before it joins. */
      routerRtpCapabilities: RtpCapabilities,
      tokenExpiresInMs: TokenExpiresInMs.optional(),
      /** Of a server that does not say, conferences are ready. */
      conferences: ConferenceAvailability.default({ state: 'ready' }),
    }),
  },
  /**
   * Another token of the same person, before the one of this connection expires.
   * @throws AUTH_TOKEN_INVALID, AUTH_TOKEN_EXPIRED, AUTH_FORBIDDEN when it belongs to another person
   */
  'token.renew': {
    data: z.object({ token: Token }),
    reply: z.object({ tokenExpiresInMs: TokenExpiresInMs }),
  },

  /** Whether this device may be rung (NOTE-6). */
  'presence.set': { data: z.object({ doNotDisturb: z.boolean() }), reply: Nothing },
  /** Calls and messages of a blocked address are refused with 403 (INV-11). @throws LIMIT_REACHED */
  'block.set': { data: z.object({ address: Address, blocked: z.boolean() }), reply: Nothing },

  /** RFC 3261 INVITE with its offer. Replies at once; nobody rings when it fails (INV-11). */
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
        /** Of a peer-to-peer session. */
        offer: Sdp.optional(),
        /** The conference to come to, for the type `conference`: the inviter is in it. */
        conferenceId: ConferenceId.optional(),
        /** The referral that makes us call (RFC 3515 §2.4.2): its referee, its target, and what is replaced are the server's to check. */
        referId: ReferId.optional(),
        /**
         * This client knows what to do when the other side has invited us to the same (INV-13): it accepts the call that the
         * reply names, or reads `INVITATION_CROSSED` of a conference. One that does not say so reads `busy`.
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
      /** The other side's call to us was first, and stands in the place of this one: it is to be accepted (INV-13). */
      crossing: Crossing.optional(),
    }),
  },
  /** RFC 3261 180: this device alerts its user. */
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
   * RFC 3261 §14 re-INVITE: another offer in an agreed session. Only its inviter sends it.
   * `renewed`: of a new peer connection, since the page that had the old one is gone; else for an ICE restart. Only a
   * renewed one may come while an answer is awaited, and takes the place of the offer before it.
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
  /** From whoever did not send the invitation: our page is another one, make an offer of a new peer connection. */
  'session.renew': { data: z.object({ sessionId: SessionId }), reply: Nothing },
  /** One's own hold on or off (RFC 3264 §8.4): while either side holds, neither sends media (INV-10). */
  'session.hold': { data: z.object({ sessionId: SessionId, held: z.boolean() }), reply: Nothing },
  /** The answer to the offer of the invitation, or to a later one (RFC 3264). */
  'session.answer': {
    data: z.object({ sessionId: SessionId, answer: Sdp, offerNumber: OfferNumber.optional() }),
    reply: Nothing,
  },
  'session.candidate': {
    data: z.object({ sessionId: SessionId, candidate: IceCandidate.nullable() }),
    reply: Nothing,
  },
  /** Tells the other side what of one's media is on. */
  'session.media': { data: z.object({ sessionId: SessionId, media: MediaStatus }), reply: Nothing },
  /**
   * Turns a call into a conference of the same conversation (SPEC ESC-1). Whoever asks second gets the one that there is
   * (ESC-6). It is ours to join, and to invite the other side to by `invitation.send`: that does not ring.
   * @throws SESSION_GONE, SESSION_WRONG_STATE unless it is an agreed audio-video session that nobody holds and
   *   our only one that we do not hold, TARGET_BUSY when the other side is in another call or conference, WORKER_CRASHED,
   *   ESCALATION_FAILED when it was given up before there was a conference
   */
  'session.escalate': {
    data: z.object({ sessionId: SessionId }),
    reply: z.object({ conference: ConferenceInfo }),
  },
  /**
   * All that the other side sends is decoded here from the conference. When both have said so of what the other one sends
   * now, the server ends the call and the screens shared in it, with `escalated` (ESC-2).
   * @throws SESSION_GONE, SESSION_WRONG_STATE when this conference does not continue it, one is not in it, or has said so
   */
  'session.carried': {
    data: z.object({
      sessionId: SessionId,
      conferenceId: ConferenceId,
      /** What this is said of: where the other side has said something since, it does not count, and is said again. */
      seen: z.array(SeenMedia).max(MAX_SEEN).optional(),
    }),
    reply: Nothing,
  },
  /** The conference is given up, the call goes on alone (ESC-3). @throws SESSION_GONE, SESSION_WRONG_STATE when it does not continue it */
  'session.roll-back': {
    data: z.object({ sessionId: SessionId, conferenceId: ConferenceId, code: ErrorCode }),
    reply: Nothing,
  },
  /**
   * RFC 3261 BYE. `reason` says why when it was not the user's wish. `transferred` is for a referee who has reached the
   * target, `replaced` for whoever has accepted what takes the place of this session: SESSION_WRONG_STATE for others.
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
   * RFC 3428 MESSAGE. The server keeps it until its reader has it. The same ID again gets the same reply (SES-2).
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
  /** All messages from and to this address that changed after a revision, in the order of their revisions. */
  'message.sync': {
    data: z.object({ afterRevision: Count }),
    reply: z.object({ messages: z.array(Message).max(1_000), more: z.boolean() }),
  },
  /** Everything that the other side wrote in this conversation up to a sequence is delivered, or read. */
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
   * The one request that a join costs: its reply has the roster, both transports, and all there is to receive. Who has
   * to wait comes again after `conference-admitted`; until then they are in the rosters as `pending`.
   * @throws CONFERENCE_UNKNOWN, CONFERENCE_ENDED, CONFERENCE_PASSCODE_WRONG, RATE_LIMITED after too many wrong ones,
   *   CONFERENCE_LOCKED, CONFERENCE_FULL, CONFERENCE_REMOVED, CONFERENCE_ALREADY_JOINED
   */
  'conference.join': {
    data: z.object({
      conferenceId: ConferenceId,
      passcode: z.string().max(64).optional(),
      rtpCapabilities: RtpCapabilities,
      /** Of the page, for both transports: they are connected when the reply is sent (RFC 8122 fingerprints). */
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
  /** Leave is not terminate: the conference goes on for the others (CONF-4). */
  'conference.leave': {
    data: z.object({ conferenceId: ConferenceId }),
    reply: z.object({ stillIn: z.array(Identity).max(MAX_PARTICIPANTS) }),
  },
  /** Names the screen that one shares. What is on, muted or off, the server observes itself (CONF-3). */
  'conference.media': { data: z.object({ conferenceId: ConferenceId, media: MediaStatus }), reply: Nothing },

  /** The latest messages of the chat before a sequence, in their order: also those from before one came (CONF-11). */
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

/** What somebody gets who is in. */
export type JoinedReply = Extract<RequestReply<'conference.join'>, { admission: 'joined' }>;
