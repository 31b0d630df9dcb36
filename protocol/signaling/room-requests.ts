import * as z from 'zod';
import { EpochMs, Sequence } from '../bounds.ts';
import { ChatText, Reaction } from '../conferences/chat.ts';
import { GivenRole } from '../conferences/roles.ts';
import { ConferenceId, MessageId, ParticipantId } from '../ids.ts';
import { Address, ShortText } from '../text/addresses.ts';

const Nothing = z.object({});
const inRoom = { conferenceId: ConferenceId };
const toOne = z.object({ ...inRoom, participantId: ParticipantId });

/**
 * What somebody who is in a conference asks of it. A page asks by the same names and main passes them on as they are:
 * both contracts have them. Who may is in `conferences/powers.ts`; who may not gets CONFERENCE_FORBIDDEN, and whoever
 * names a participant who is not there PARTICIPANT_UNKNOWN. What changes is told by notices, to whoever asked too.
 */
export const ROOM_REQUESTS = {
  /** Mutes one, or with null everyone but oneself. They may unmute themselves. */
  'conference.mute': {
    data: z.object({ ...inRoom, participantId: ParticipantId.nullable() }),
    reply: Nothing,
  },
  /** Asks somebody to unmute: nobody can be made to (CONF-8). */
  'conference.ask-unmute': { data: toOne, reply: Nothing },
  /** Ends the screen that somebody shares. */
  'conference.stop-share': { data: toOne, reply: Nothing },
  'conference.lower-hand': { data: toOne, reply: Nothing },
  /** Ends somebody's stay, or their waiting; all of their devices go, and none comes back until readmitted (CONF-9). */
  'conference.remove': {
    data: z.object({ ...inRoom, participantId: ParticipantId, text: ShortText.optional() }),
    reply: Nothing,
  },
  /** Somebody who was removed may come in again. @throws PARTICIPANT_UNKNOWN when nobody of this address was */
  'conference.readmit': { data: z.object({ ...inRoom, address: Address }), reply: Nothing },
  /** Lets somebody in from the waiting room; null for all who wait. */
  'conference.admit': {
    data: z.object({ ...inRoom, participantId: ParticipantId.nullable() }),
    reply: Nothing,
  },
  /** What is absent stays as it is. */
  'conference.change': {
    data: z.object({ ...inRoom, locked: z.boolean().optional(), waitingRoom: z.boolean().optional() }),
    reply: Nothing,
  },
  /** Of all devices of that person. The last organizer keeps the role: CONFERENCE_NEEDS_ORGANIZER. */
  'conference.set-role': {
    data: z.object({ ...inRoom, participantId: ParticipantId, role: GivenRole }),
    reply: Nothing,
  },
  /** Ends the conference for all (CONF-4). */
  'conference.terminate': { data: z.object({ ...inRoom, text: ShortText.optional() }), reply: Nothing },

  /** Raises or lowers one's own hand. */
  'conference.hand': { data: z.object({ ...inRoom, raised: z.boolean() }), reply: Nothing },
  'conference.react': { data: z.object({ ...inRoom, reaction: Reaction }), reply: Nothing },
  /** The same ID again is the same message: nobody reads it twice. */
  'conference.chat': {
    data: z.object({ ...inRoom, messageId: MessageId, text: ChatText }),
    reply: z.object({ sequence: Sequence, sentAtMs: EpochMs }),
  },
} as const satisfies Record<string, { data: z.ZodType; reply: z.ZodType }>;

export type RoomRequestName = keyof typeof ROOM_REQUESTS;
