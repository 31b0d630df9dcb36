import * as z from 'zod';
import { Address, DisplayName, ShortText } from '../addresses.ts';
import { DeclineReason } from '../endings.ts';
import { ErrorCode } from '../errors.ts';
import { CarriageId, ConferenceId, InvitationId, LeaseId, SessionId } from '../ids.ts';
import { IceCandidate, RequestedMedia, Source } from '../media.ts';
import { SettingsChange } from '../settings.ts';
import { REQUESTS } from '../signaling/requests.ts';
import { AppState } from './app-state.ts';

const Nothing = z.object({});

/**
 * What the page asks of main: the user's commands, and the facts and requests of the page's media.
 * Every command has one data object and one reply.
 */
export const COMMANDS = {
  /** First call of a page, and of every reloaded page: takes the whole state. Later changes come as orders. */
  attach: { data: z.object({ protocolVersion: z.number().int() }), reply: AppState },

  'sign-in': { data: z.object({ displayName: DisplayName }), reply: Nothing },
  'sign-out': { data: Nothing, reply: Nothing },
  'change-settings': { data: SettingsChange, reply: Nothing },
  /** The user has read this message. */
  'dismiss-alert': { data: z.object({ id: z.string().max(64) }), reply: Nothing },
  /** The user has seen how this session or stay ended; it leaves the state. */
  'dismiss-ended': { data: z.object({ carriageId: CarriageId }), reply: Nothing },

  call: {
    data: z.object({ to: Address, media: RequestedMedia, subject: ShortText.optional() }),
    reply: z.object({ sessionId: SessionId }),
  },
  accept: { data: z.object({ invitationId: InvitationId, media: RequestedMedia }), reply: Nothing },
  decline: {
    data: z.object({ invitationId: InvitationId, reason: DeclineReason, text: ShortText.optional() }),
    reply: Nothing,
  },
  /** Ends a session in any state: cancels our invitation, or hangs up. */
  'hang-up': { data: z.object({ sessionId: SessionId }), reply: Nothing },

  'create-conference': {
    data: z.object({ title: ShortText }),
    reply: z.object({ conferenceId: ConferenceId, link: z.string() }),
  },
  /** `link` is a link, or the bare conference ID. */
  'join-conference': {
    data: z.object({ link: z.string().min(1).max(400), media: RequestedMedia }),
    reply: z.object({ conferenceId: ConferenceId }),
  },
  /** The user has seen the link that the system handed over. */
  'dismiss-link': { data: Nothing, reply: Nothing },
  'leave-conference': { data: z.object({ conferenceId: ConferenceId }), reply: Nothing },

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
  /** A device was unplugged, or taken away by the system. */
  'source-ended': { data: z.object({ leaseId: LeaseId, source: Source, code: ErrorCode }), reply: Nothing },
  /** Media requests that main passes on to the SFU as they are. */
  'sfu-produce': REQUESTS['media.produce'],
  'sfu-set-producer-paused': REQUESTS['media.set-producer-paused'],
  'sfu-close-producer': REQUESTS['media.close-producer'],
  'sfu-resume-consumer': REQUESTS['media.resume-consumer'],
} as const satisfies Record<string, { data: z.ZodType; reply: z.ZodType }>;

export type CommandName = keyof typeof COMMANDS;
export type CommandData<Name extends CommandName> = z.infer<(typeof COMMANDS)[Name]['data']>;
export type CommandReply<Name extends CommandName> = z.infer<(typeof COMMANDS)[Name]['reply']>;
