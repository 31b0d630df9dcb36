import * as z from 'zod';
import { EpochMs } from '../bounds.ts';
import { ConferenceId, ConversationId, EndpointId, ParticipantId } from '../ids.ts';
import { Identity, MediaStatus } from '../signaling/shapes.ts';
import { Address, DisplayName, ShortText } from '../text/addresses.ts';
import { Role } from './roles.ts';

/** A conference has room for no more than so many. */
export const MAX_PARTICIPANTS = 200;
/** Its waiting room has room for so many, by itself: who waits takes nobody's place inside. */
export const MAX_WAITING = 100;
/** So many a roster shows. */
export const MAX_LISTED = MAX_PARTICIPANTS + MAX_WAITING;

/** Lets strangers who got hold of a link stay outside (SPEC CONF-1). */
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
  /** `pending` is in the waiting room; `disconnected` has lost its connection and may still come back. */
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
  /** How they came in (RFC 4575 joining-method). */
  joined: z.enum(['dialed-in', 'dialed-out', 'focus-owner']),
  /** Milliseconds since the epoch, on the server's clock: since when in, or waiting. */
  joinedAtMs: EpochMs,
  /** Since when they want to say something. */
  handRaisedAtMs: EpochMs.optional(),
});
export type Participant = z.infer<typeof Participant>;

/** What everyone in a conference knows of it. */
export const ConferenceInfo = z.object({
  id: ConferenceId,
  conversationId: ConversationId,
  title: ShortText,
  link: z.string().max(400),
  /** Nobody else comes in (423), except who is coming back. */
  locked: z.boolean(),
  /** Newcomers wait until an organizer admits them. */
  waitingRoom: z.boolean(),
  /** For those who are in, so that they can pass it on. Never logged. */
  passcode: Passcode.optional(),
  /** Those who may not come in until an organizer readmits them. */
  removed: z.array(Identity).max(MAX_PARTICIPANTS),
});
export type ConferenceInfo = z.infer<typeof ConferenceInfo>;

/** So many at most are shown as speaking at once. */
export const MAX_SPEAKING = 16;

/** Who speaks now (SPEC CONF-11). */
export const Speakers = z.object({
  /** Everyone who is heard at this moment, loudest first. */
  speaking: z.array(ParticipantId).max(MAX_SPEAKING),
  /** Whoever has the word; stays until somebody else takes it. */
  dominant: ParticipantId.nullable(),
});
export type Speakers = z.infer<typeof Speakers>;
