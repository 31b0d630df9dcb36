import * as z from 'zod';
import { ProtocolVersion, Sequence } from '../bounds.ts';
import { Passcode } from '../conferences/conference.ts';
import { Conversation, MAX_CONVERSATIONS } from '../conversations.ts';
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
import { IceCandidate, RequestedMedia, Source } from '../media.ts';
import { MessageView } from '../messages.ts';
import { MEDIA_REQUESTS } from '../signaling/media-requests.ts';
import { ROOM_REQUESTS } from '../signaling/room-requests.ts';
import { Address, ShortText, SignInName } from '../text/addresses.ts';
import { UncheckedHeaders } from '../text/headers.ts';
import { AppState } from './app-state.ts';

const Nothing = z.object({});

/** A source that opens with a permission of its own. */
const CaptureSource = Source.exclude(['screen']);

/** What becomes of the call that goes on when another one begins (INV-10). Without it, a second one is refused. */
const Others = z.enum(['hold', 'end']).optional();

/**
 * What the page asks of main: the user's commands, and the facts and requests of the page's media.
 * Every command has one data object and one reply.
 */
export const COMMANDS = {
  /** First call of a page, and of every reloaded page: takes the whole state. Later changes come as orders. */
  attach: { data: z.object({ protocolVersion: ProtocolVersion }), reply: AppState },

  'sign-in': { data: z.object({ displayName: SignInName }), reply: Nothing },
  'sign-out': { data: Nothing, reply: Nothing },
  'change-settings': { data: SettingsChange, reply: Nothing },
  /** The user has read this message. */
  'dismiss-alert': { data: z.object({ id: z.string().max(64) }), reply: Nothing },
  /** The user has seen how this session or stay ended; it leaves the state. */
  'dismiss-ended': { data: z.object({ carriageId: CarriageId }), reply: Nothing },

  call: {
    data: z.object({
      to: Address,
      media: RequestedMedia,
      subject: ShortText.optional(),
      /** The conversation that this call continues; a fresh one is assigned when there is none (CONV-1). */
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
  /** Ends a session in any state: cancels our invitation, or hangs up. */
  'hang-up': {
    data: z.object({ sessionId: SessionId, headers: UncheckedHeaders.optional() }),
    reply: Nothing,
  },
  /** Holds a call, or takes it up again; taking one up holds the others (INV-10). */
  hold: { data: z.object({ sessionId: SessionId, held: z.boolean() }), reply: Nothing },
  /**
   * Turns a call into a conference and invites others to it; neither side of the call rings (SPEC ESC-1). Resolves when our
   * user is in it and the others are being invited; that it carries the call stands in the state.
   * @throws SESSION_GONE, SESSION_WRONG_STATE, ESCALATION_FAILED with the code behind it in the context
   */
  escalate: {
    data: z.object({ sessionId: SessionId, to: z.array(Address).max(20) }),
    reply: z.object({ conferenceId: ConferenceId }),
  },
  /** Refers the other side of a call to somebody, or to a conference (SPEC REF). @throws as `refer.send` of the signaling */
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
      /** Our call with that person, which the new one replaces (SPEC REF-5). */
      replaces: SessionId.optional(),
    }),
    reply: z.object({ referId: ReferId }),
  },
  /** The other side shall come back. @throws REFER_GONE */
  'cancel-transfer': { data: z.object({ referId: ReferId }), reply: Nothing },
  /** No more progress is told; what the other side does goes on (SPEC REF-4). @throws REFER_GONE */
  'terminate-subscription': { data: z.object({ referId: ReferId }), reply: Nothing },
  /** The user has read how it ended. @throws REFER_GONE, SESSION_WRONG_STATE while it goes on */
  'dismiss-transfer': { data: z.object({ referId: ReferId }), reply: Nothing },
  /** Whether our user agrees to be transferred. @throws REFER_GONE */
  'answer-referral': { data: z.object({ referId: ReferId, accepted: z.boolean() }), reply: Nothing },
  /** Lets the user choose a screen or window and shows it to the far side; without a session the user chose none. */
  'share-screen': {
    data: z.object({ to: Address, conversationId: ConversationId }),
    reply: z.object({ sessionId: SessionId.optional() }),
  },
  /** The user's choice in Parley's own picker; null for none. */
  'choose-screen': { data: z.object({ sourceId: z.string().max(200).nullable() }), reply: Nothing },

  /** Sends a message; what becomes of it stands in its state. @throws MESSAGE_TOO_LARGE */
  'send-message': {
    data: z.object({
      to: Address,
      conversationId: ConversationId.optional(),
      text: z.string().min(1).max(400_000),
    }),
    reply: z.object({ conversationId: ConversationId, messageId: MessageId }),
  },
  /** Sends one again that failed. */
  'retry-message': { data: z.object({ messageId: MessageId }), reply: Nothing },
  /** The latest messages of a conversation before a sequence, in their order. */
  'read-messages': {
    data: z.object({
      conversationId: ConversationId,
      beforeSequence: Sequence.optional(),
    }),
    reply: z.object({ messages: z.array(MessageView).max(100), more: z.boolean() }),
  },
  /** The user has seen this conversation to its end. */
  'mark-read': { data: z.object({ conversationId: ConversationId }), reply: Nothing },
  /** What main keeps of conversations, for a page that attaches (CONV-5). */
  'load-conversations': {
    data: Nothing,
    reply: z.object({ conversations: z.array(Conversation).max(MAX_CONVERSATIONS) }),
  },
  /** The page captured a conversation, or it changed. `evicted` names those that had to go for it (CONV-2). */
  'keep-conversation': {
    data: z.object({ conversation: Conversation }),
    reply: z.object({ evicted: z.array(ConversationId).max(MAX_CONVERSATIONS) }),
  },

  /** The user has looked at the history: nothing in it is new any more. */
  'see-history': { data: Nothing, reply: Nothing },
  'clear-history': { data: Nothing, reply: Nothing },
  block: { data: z.object({ address: Address, blocked: z.boolean() }), reply: Nothing },
  /** Opens a link outside of Parley. @throws RPC_FORBIDDEN unless it is http, https or mailto */
  'open-link': { data: z.object({ url: z.string().max(2_000) }), reply: Nothing },
  'show-window': { data: Nothing, reply: Nothing },
  /** The page noticed that this machine has another network: media looks for new paths at once. */
  'network-changed': { data: Nothing, reply: Nothing },

  'create-conference': {
    data: z.object({
      title: ShortText,
      passcode: Passcode.optional(),
      waitingRoom: z.boolean().optional(),
    }),
    reply: z.object({ conferenceId: ConferenceId, link: z.string().max(400) }),
  },
  /** Invites somebody to the conference that our user is in: rings there like a call (SPEC CONV-3). */
  'invite-to-conference': {
    data: z.object({ conferenceId: ConferenceId, to: Address }),
    reply: z.object({ sessionId: SessionId }),
  },
  /** Opens what is to be tried before joining; what a preview has open already stays, or is given back. */
  'set-preview': { data: RequestedMedia, reply: Nothing },
  /** Gives the devices of the preview back. Joining takes them over instead. */
  'end-preview': { data: Nothing, reply: Nothing },
  /** `link` is a link, or the bare conference ID. Resolves when one is in, or waits. */
  'join-conference': {
    data: z.object({
      link: z.string().min(1).max(400),
      media: RequestedMedia,
      passcode: z.string().max(64).optional(),
    }),
    reply: z.object({ conferenceId: ConferenceId }),
  },
  /** The user has seen the link that the system handed over. */
  'dismiss-link': { data: Nothing, reply: Nothing },
  'leave-conference': { data: z.object({ conferenceId: ConferenceId }), reply: Nothing },
  /** Lets the user choose a screen or window and shows it to everyone; `shared` is false when they chose none. */
  'share-in-conference': {
    data: z.object({ conferenceId: ConferenceId }),
    reply: z.object({ shared: z.boolean() }),
  },
  /** The user does not want to unmute now. */
  'dismiss-unmute': { data: z.object({ conferenceId: ConferenceId }), reply: Nothing },
  /** The user has looked at the chat. */
  'see-chat': { data: z.object({ conferenceId: ConferenceId }), reply: Nothing },
  ...ROOM_REQUESTS,

  /** Microphone or camera on or off, in whatever carries it now. */
  'set-source': { data: z.object({ leaseId: LeaseId, source: Source, on: z.boolean() }), reply: Nothing },

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
  /** This source of a participant is decoded, and plays in place of what {@link ORDERS} `hand-over` named (SPEC ESC-2). */
  'source-carried': {
    data: z.object({ conferenceId: ConferenceId, owner: ParticipantId, source: Source }),
    reply: Nothing,
  },
  /**
   * Enters a capture track or clone before it is used (SPEC LEASE-1).
   * @throws MEDIA_OBJECT_UNKNOWN when the lease is over, LIMIT_REACHED: the page ends the track at once
   */
  'hold-track': {
    data: z.object({ leaseId: LeaseId, source: Source, trackId: TrackId, isClone: z.boolean() }),
    reply: Nothing,
  },
  /** These tracks have ended; their `readyState` was read. */
  'tracks-ended': {
    data: z.object({ leaseId: LeaseId, trackIds: z.array(TrackId).min(1).max(MAX_TRACKS_HELD) }),
    reply: Nothing,
  },
  /** A device was unplugged, or taken away by the system; without a code the user stopped it there. */
  'source-ended': {
    data: z.object({ leaseId: LeaseId, source: Source, code: ErrorCode.optional() }),
    reply: Nothing,
  },
  /** This one is open, while another one of the same order is still being opened. */
  'source-opened': { data: z.object({ leaseId: LeaseId, source: CaptureSource }), reply: Nothing },
  /** The system or a switch at the device has muted its track, or no longer does. */
  'source-interrupted': {
    data: z.object({ leaseId: LeaseId, source: CaptureSource, interrupted: z.boolean() }),
    reply: Nothing,
  },
  /** The chosen device is not there: another one is used until it is. */
  'source-replaced': { data: z.object({ leaseId: LeaseId, source: CaptureSource }), reply: Nothing },
  /** Media requests that main passes on to the SFU as they are. */
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
