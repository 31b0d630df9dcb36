import * as z from 'zod';
import { Count, EpochMs, Sequence } from '../bounds.ts';
import { ConferenceId, MessageId, ParticipantId } from '../ids.ts';
import { Identity } from '../signaling/shapes.ts';

/** A chat message is no letter: characters, at most. */
export const MAX_CHAT_LENGTH = 4_000;
/** A conference keeps so many of the latest, for those who come late. */
export const MAX_CHAT_KEPT = 200;

export const ChatText = z.string().trim().min(1).max(MAX_CHAT_LENGTH);

/** One message to everybody in a conference (SPEC CONF-11). */
export const ChatMessage = z.object({
  id: MessageId,
  participantId: ParticipantId,
  from: Identity,
  text: z.string().max(MAX_CHAT_LENGTH),
  /** Its place in the conference, from 1. */
  sequence: Sequence,
  /** Milliseconds since the epoch, on the server's clock. */
  sentAtMs: EpochMs,
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** The chat of the stay, as main shows it. */
export const ChatView = z.object({
  conferenceId: ConferenceId,
  /** In their order. */
  messages: z.array(ChatMessage).max(MAX_CHAT_KEPT),
  /** How many our user has not looked at. */
  unread: Count,
});
export type ChatView = z.infer<typeof ChatView>;

/** What one shows without a word; gone after some seconds. */
export const Reaction = z.enum(['thumbs-up', 'heart', 'applause', 'laugh', 'surprise', 'celebrate']);
export type Reaction = z.infer<typeof Reaction>;
