import * as z from 'zod';
import { EpochMs, Sequence } from '../bounds.ts';
import { ChatText, Reaction } from '../conferences/chat.ts';
import { GivenRole } from '../conferences/roles.ts';
import { ConferenceId, MessageId, ParticipantId } from '../ids.ts';
import { Address, ShortText } from '../text/addresses.ts';

const Nothing = z.object({});
const inConference = { conferenceId: ConferenceId };
const ofParticipant = z.object({ ...inConference, participantId: ParticipantId });

/**
 * Requests of a participant to their conference. A page sends them as commands of the same names, and main forwards them
 * unchanged. `conferences/powers.ts` says which roles may send which; others get CONFERENCE_FORBIDDEN. A participant ID
 * that is not in the conference gets PARTICIPANT_UNKNOWN. Changes are announced by notices, also to the requester.
 */
export const CONFERENCE_REQUESTS = {
  /** Mutes one participant, or with null everyone but the requester. They may unmute themselves. */
  'conference.mute': {
    data: z.object({ ...inConference, participantId: ParticipantId.nullable() }),
    reply: Nothing,
  },
  /** Asks a participant to unmute. Nobody can be unmuted by force (CONF-8). */
  'conference.ask-unmute': { data: ofParticipant, reply: Nothing },
  /** Ends a participant's shared screen. */
  'conference.stop-share': { data: ofParticipant, reply: Nothing },
  'conference.lower-hand': { data: ofParticipant, reply: Nothing },
  /** Removes a person, with all of their devices, from the conference or its waiting room, until readmitted (CONF-9). */
  'conference.remove': {
    data: z.object({ ...inConference, participantId: ParticipantId, text: ShortText.optional() }),
    reply: Nothing,
  },
  /** Allows a removed person to join again. @throws PARTICIPANT_UNKNOWN if this address was not removed */
  'conference.readmit': { data: z.object({ ...inConference, address: Address }), reply: Nothing },
  /** Admits a person from the waiting room; null for all of them. */
  'conference.admit': {
    data: z.object({ ...inConference, participantId: ParticipantId.nullable() }),
    reply: Nothing,
  },
  /** Changes the given fields only. */
  'conference.change': {
    data: z.object({ ...inConference, locked: z.boolean().optional(), waitingRoom: z.boolean().optional() }),
    reply: Nothing,
  },
  /** Sets the role on all devices of a person. @throws CONFERENCE_NEEDS_ORGANIZER for the last organizer */
  'conference.set-role': {
    data: z.object({ ...inConference, participantId: ParticipantId, role: GivenRole }),
    reply: Nothing,
  },
  /** Ends the conference for everyone (CONF-4). */
  'conference.terminate': { data: z.object({ ...inConference, text: ShortText.optional() }), reply: Nothing },

  /** Raises or lowers the requester's hand. */
  'conference.hand': { data: z.object({ ...inConference, raised: z.boolean() }), reply: Nothing },
  'conference.react': { data: z.object({ ...inConference, reaction: Reaction }), reply: Nothing },
  /** Sends a chat message. A repeated ID is not delivered again. */
  'conference.chat': {
    data: z.object({ ...inConference, messageId: MessageId, text: ChatText }),
    reply: z.object({ sequence: Sequence, sentAtMs: EpochMs }),
  },
} as const satisfies Record<string, { data: z.ZodType; reply: z.ZodType }>;

export type ConferenceRequestName = keyof typeof CONFERENCE_REQUESTS;
