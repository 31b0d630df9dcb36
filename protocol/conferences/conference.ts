import * as z from 'zod';
import { EpochMs } from '../bounds.ts';
import { ConferenceId, ConversationId, EndpointId, ParticipantId } from '../ids.ts';
import { Identity, MediaStatus } from '../signaling/shapes.ts';
import { Address, DisplayName, ShortText } from '../text/addresses.ts';
import { Role } from './roles.ts';

/** Capacity of a conference. */
export const MAX_PARTICIPANTS = 200;
/** Capacity of its waiting room, which does not count towards {@link MAX_PARTICIPANTS}. */
export const MAX_WAITING = 100;
/** Largest roster: participants and people in the waiting room. */
export const MAX_LISTED = MAX_PARTICIPANTS + MAX_WAITING;

/** Keeps out strangers who got the link (SPEC CONF-1). */
export const Passcode = z
  .string()
  .trim()
  .min(6)
  .max(32)
  .regex(/^[\x21-\x7e]+$/, 'printable, without spaces');
export type Passcode = z.infer<typeof Passcode>;

/** RFC 4575 user in a conference. Status words are those of RFC 4575 §5.7. */
export const Participant = z.object({
  id: ParticipantId,
  address: Address,
  displayName: DisplayName,
  endpointId: EndpointId,
  role: Role,
  /** `pending`: in the waiting room. `disconnected`: lost the connection and may still reconnect. */
  status: z.enum([
    'pending',
    'dialing-in',
    'alerting',
    'on-hold',
    'connected',
    'disconnecting',
    'disconnected',
  ]),
  media: MediaStatus,
  /** How they joined (RFC 4575 joining-method). */
  joined: z.enum(['dialed-in', 'dialed-out', 'focus-owner']),
  /** When they joined, or entered the waiting room. Milliseconds since the epoch, on the server's clock. */
  joinedAtMs: EpochMs,
  /** When they raised their hand; absent while it is lowered. */
  handRaisedAtMs: EpochMs.optional(),
});
export type Participant = z.infer<typeof Participant>;

/** What every participant knows about the conference. */
export const ConferenceInfo = z.object({
  id: ConferenceId,
  conversationId: ConversationId,
  title: ShortText,
  link: z.string().max(400),
  /** Nobody else can join (423), except participants who reconnect. */
  locked: z.boolean(),
  /** Newcomers wait until an organizer admits them. */
  waitingRoom: z.boolean(),
  /** For participants, so that they can share it. Never logged. */
  passcode: Passcode.optional(),
  /** People who cannot join until an organizer readmits them. */
  removed: z.array(Identity).max(MAX_PARTICIPANTS),
});
export type ConferenceInfo = z.infer<typeof ConferenceInfo>;

/** How many participants are shown as speaking at once. */
export const MAX_SPEAKING = 16;

/** Who speaks now (SPEC CONF-11). */
export const Speakers = z.object({
  /** Everyone who is audible now, loudest first. */
  speaking: z.array(ParticipantId).max(MAX_SPEAKING),
  /** The dominant speaker, until another participant becomes it. */
  dominant: ParticipantId.nullable(),
});
export type Speakers = z.infer<typeof Speakers>;
