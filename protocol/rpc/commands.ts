import * as z from 'zod';
import { ProtocolVersion, Sequence } from '../bounds.ts';
import { Passcode } from '../conferences/conference.ts';
import { DeclineReason } from '../endings.ts';
import { ErrorCode } from '../errors.ts';
import {
  CarriageId,
  ConferenceId,
  ConversationId,
  InvitationId,
  LeaseId,
  MessageId,
  ParticipantId,
  ReferId,
  SessionId,
} from '../ids.ts';
import { MAX_TRACKS_HELD, TrackId } from '../local/ledger.ts';
import { SettingsChange } from '../local/settings.ts';
import { CaptureSource, IceCandidate, RequestedMedia, Source, Wish } from '../media.ts';
import { MessageView } from '../messages.ts';
import { CONFERENCE_REQUESTS } from '../signaling/conference-requests.ts';
import { MEDIA_REQUESTS } from '../signaling/media-requests.ts';
import { Address, ShortText, SignInName } from '../text/addresses.ts';
import { UncheckedHeaders } from '../text/headers.ts';
import { WholeState } from './state-change.ts';

const Nothing = z.object({});

/** What to do with the current call when another one begins (INV-10). Without it, the second call is refused. */
const Others = z.enum(['hold', 'end']).optional();

/**
 * Commands from page to main: what the user asked for, and facts and requests from the page's media.
 * Every command has one data object and one reply.
 */
export const COMMANDS = {
  /** The first command of every page, also after a reload. Replies with the whole state; later changes are orders. */
  attach: { data: z.object({ protocolVersion: ProtocolVersion }), reply: WholeState },
  /** Replies with the whole state again, for a page that missed a change. */
  'read-state': { data: Nothing, reply: WholeState },

  'sign-in': { data: z.object({ displayName: SignInName }), reply: Nothing },
  'sign-out': { data: Nothing, reply: Nothing },
  'change-settings': { data: SettingsChange, reply: Nothing },
  /** The user dismissed this alert. */
  'dismiss-alert': { data: z.object({ id: z.string().max(64) }), reply: Nothing },
  /** The user has seen how this session or stay ended. Removes it from the state. */
  'dismiss-ended': { data: z.object({ carriageId: CarriageId }), reply: Nothing },

  call: {
    data: z.object({
      to: Address,
      media: RequestedMedia,
      subject: ShortText.optional(),
      /** The conversation that this call continues. Without it, main assigns a new ID (CONV-1). */
      conversationId: ConversationId.optional(),
      others: Others,
    }),
    reply: z.object({ sessionId: SessionId }),
  },
  accept: {
    data: z.object({ invitationId: InvitationId, media: RequestedMedia, others: Others }),
    reply: Nothing,
  },
  decline: {
    data: z.object({
      invitationId: InvitationId,
      reason: DeclineReason,
      text: ShortText.optional(),
      headers: UncheckedHeaders.optional(),
    }),
    reply: Nothing,
  },
  /** Ends a session in any state: cancels our invitation or hangs up. */
  'hang-up': {
    data: z.object({ sessionId: SessionId, headers: UncheckedHeaders.optional() }),
    reply: Nothing,
  },
  /** Holds or resumes a call. Resuming one holds the others (INV-10). */
  hold: { data: z.object({ sessionId: SessionId, held: z.boolean() }), reply: Nothing },
  /**
   * Turns a call into a conference and invites others to it; neither side of the call rings (SPEC ESC-1). Resolves when our
   * user has joined and the others are being invited. Whether the media has moved is in the state.
   * @throws SESSION_GONE, SESSION_WRONG_STATE, ESCALATION_FAILED with the code of its cause in the context
   */
  escalate: {
    data: z.object({ sessionId: SessionId, to: z.array(Address).max(20) }),
    reply: z.object({ conferenceId: ConferenceId }),
  },
  /**
   * Refers the other side of a call to a person or a conference (SPEC REF).
   * @throws the same as the request `refer.send`
   */
  transfer: {
    data: z.object({
      sessionId: SessionId,
      target: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('person'), address: Address }),
        z.object({
          kind: z.literal('conference'),
          /** A link, or the bare ID. */
          link: z.string().min(1).max(400),
          passcode: z.string().max(64).optional(),
        }),
      ]),
      /** Our call with that person, which the new call replaces (SPEC REF-5). */
      replaces: SessionId.optional(),
    }),
    reply: z.object({ referId: ReferId }),
  },
  /** Withdraws a transfer; the call with the other side continues. @throws REFER_GONE */
  'cancel-transfer': { data: z.object({ referId: ReferId }), reply: Nothing },
  /** Stops progress reports. The other side may still complete the transfer (SPEC REF-4). @throws REFER_GONE */
  'terminate-subscription': { data: z.object({ referId: ReferId }), reply: Nothing },
  /** The user has read how the transfer ended. @throws REFER_GONE, SESSION_WRONG_STATE if it has not ended */
  'dismiss-transfer': { data: z.object({ referId: ReferId }), reply: Nothing },
  /** Whether our user agrees to be transferred. @throws REFER_GONE */
  'answer-referral': { data: z.object({ referId: ReferId, accepted: z.boolean() }), reply: Nothing },
  /** Lets the user choose a screen or window and shares it. No session ID in the reply: the user chose none. */
  'share-screen': {
    data: z.object({ to: Address, conversationId: ConversationId }),
    reply: z.object({ sessionId: SessionId.optional() }),
  },
  /** The user's choice in Parley's own screen picker; null for none. */
  'choose-screen': { data: z.object({ sourceId: z.string().max(200).nullable() }), reply: Nothing },

  /** Sends a message. Its progress is in its state. @throws MESSAGE_TOO_LARGE */
  'send-message': {
    data: z.object({
      to: Address,
      conversationId: ConversationId.optional(),
      text: z.string().min(1).max(400_000),
    }),
    reply: z.object({ conversationId: ConversationId, messageId: MessageId }),
  },
  /** Sends a failed message again. */
  'retry-message': { data: z.object({ messageId: MessageId }), reply: Nothing },
  /** The latest messages of a conversation before a sequence number, oldest first. */
  'read-messages': {
    data: z.object({
      conversationId: ConversationId,
      beforeSequence: Sequence.optional(),
    }),
    reply: z.object({ messages: z.array(MessageView).max(100), more: z.boolean() }),
  },
  /** The user has read all messages of this conversation. */
  'mark-read': { data: z.object({ conversationId: ConversationId }), reply: Nothing },

  /** The user has opened the history. Marks all of its entries as seen. */
  'see-history': { data: Nothing, reply: Nothing },
  'clear-history': { data: Nothing, reply: Nothing },
  block: { data: z.object({ address: Address, blocked: z.boolean() }), reply: Nothing },
  /** Opens a link outside of Parley. @throws RPC_FORBIDDEN unless it is http, https or mailto */
  'open-link': { data: z.object({ url: z.string().max(2_000) }), reply: Nothing },
  'show-window': { data: Nothing, reply: Nothing },
  /** The page noticed a change of network. Media looks for new paths immediately. */
  'network-changed': { data: Nothing, reply: Nothing },

  'create-conference': {
    data: z.object({
      title: ShortText,
      passcode: Passcode.optional(),
      waitingRoom: z.boolean().optional(),
    }),
    reply: z.object({ conferenceId: ConferenceId, link: z.string().max(400) }),
  },
  /** Invites a person to the conference that our user is in. It rings there like a call (SPEC CONV-3). */
  'invite-to-conference': {
    data: z.object({ conferenceId: ConferenceId, to: Address }),
    reply: z.object({ sessionId: SessionId }),
  },
  /** Opens the given sources for the preview before joining, and releases the others. */
  'set-preview': { data: RequestedMedia.extend({ wish: Wish }), reply: Nothing },
  /** Releases the devices of the preview. Joining uses them instead. */
  'end-preview': { data: Nothing, reply: Nothing },
  /** `link` is a link or the bare conference ID. Resolves when our user has joined or is in the waiting room. */
  'join-conference': {
    data: z.object({
      link: z.string().min(1).max(400),
      media: RequestedMedia,
      passcode: z.string().max(64).optional(),
    }),
    reply: z.object({ conferenceId: ConferenceId }),
  },
  /** The user has seen the link in `AppState.offeredLink`. */
  'dismiss-link': { data: Nothing, reply: Nothing },
  'leave-conference': { data: z.object({ conferenceId: ConferenceId }), reply: Nothing },
  /** Lets the user choose a screen or window and shares it with everyone. `shared` is false if the user chose none. */
  'share-in-conference': {
    data: z.object({ conferenceId: ConferenceId }),
    reply: z.object({ shared: z.boolean() }),
  },
  /** The user dismissed the organizer's request to unmute. */
  'dismiss-unmute': { data: z.object({ conferenceId: ConferenceId }), reply: Nothing },
  /** The user has read the chat. */
  'see-chat': { data: z.object({ conferenceId: ConferenceId }), reply: Nothing },
  ...CONFERENCE_REQUESTS,

  /** Turns a source on or off, in every session and stay that sends it. */
  'set-source': {
    data: z.object({ leaseId: LeaseId, source: Source, on: z.boolean(), wish: Wish }),
    reply: Nothing,
  },

  /** Media facts. */
  'peer-candidate': {
    data: z.object({ sessionId: SessionId, candidate: IceCandidate.nullable() }),
    reply: Nothing,
  },
  'carriage-state': {
    data: z.object({
      carriageId: CarriageId,
      state: z.enum(['connecting', 'connected', 'disconnected', 'failed', 'closed']),
    }),
    reply: Nothing,
  },
  /** This source of a participant is handed over: it plays from the conference, no longer from the call (SPEC ESC-2). */
  'source-carried': {
    data: z.object({ conferenceId: ConferenceId, owner: ParticipantId, source: Source }),
    reply: Nothing,
  },
  /**
   * Enters a capture track or clone before it is used (SPEC LEASE-1).
   * @throws MEDIA_OBJECT_UNKNOWN if the lease is over, LIMIT_REACHED. On either error the page ends the track.
   */
  'hold-track': {
    data: z.object({ leaseId: LeaseId, source: Source, trackId: TrackId, isClone: z.boolean() }),
    reply: Nothing,
  },
  /** These tracks have ended, as their `readyState` shows. */
  'tracks-ended': {
    data: z.object({ leaseId: LeaseId, trackIds: z.array(TrackId).min(1).max(MAX_TRACKS_HELD) }),
    reply: Nothing,
  },
  /** A source ended by itself, for example when its device was unplugged. No code: the user stopped it in the system. */
  'source-ended': {
    data: z.object({ leaseId: LeaseId, source: Source, code: ErrorCode.optional() }),
    reply: Nothing,
  },
  /** One source of an `open-sources` order is open while the other is still opening. */
  'source-opened': { data: z.object({ leaseId: LeaseId, source: CaptureSource }), reply: Nothing },
  /** The system or a hardware switch muted or unmuted the track of this source. */
  'source-interrupted': {
    data: z.object({ leaseId: LeaseId, source: CaptureSource, interrupted: z.boolean() }),
    reply: Nothing,
  },
  /** The chosen device is missing. Another one is used until it is connected. */
  'source-replaced': { data: z.object({ leaseId: LeaseId, source: CaptureSource }), reply: Nothing },
  /** Media requests that main forwards to the SFU unchanged. */
  'sfu-produce': MEDIA_REQUESTS['media.produce'],
  'sfu-set-producer-paused': MEDIA_REQUESTS['media.set-producer-paused'],
  'sfu-close-producer': MEDIA_REQUESTS['media.close-producer'],
  'sfu-close-source': MEDIA_REQUESTS['media.close-source'],
  'sfu-resume-consumer': MEDIA_REQUESTS['media.resume-consumer'],
  'sfu-want': MEDIA_REQUESTS['media.want'],
} as const satisfies Record<string, { data: z.ZodType; reply: z.ZodType }>;

export type CommandName = keyof typeof COMMANDS;
export type CommandData<Name extends CommandName> = z.infer<(typeof COMMANDS)[Name]['data']>;
export type CommandReply<Name extends CommandName> = z.infer<(typeof COMMANDS)[Name]['reply']>;
