import * as z from 'zod';
import { Count, EpochMs, Sequence } from '../bounds.ts';
import { ConferenceId, MessageId, ParticipantId } from '../ids.ts';
import { Identity } from '../signaling/shapes.ts';

/** Longest chat message, in UTF-16 units. */
export const MAX_CHAT_LENGTH = 4_000;
/** How many of the latest messages a conference keeps for people who join late. */
export const MAX_CHAT_KEPT = 200;

export const ChatText = z.string().trim().min(1).max(MAX_CHAT_LENGTH);

/** One message to everyone in a conference (SPEC CONF-11). */
export const ChatMessage = z.object({
  id: MessageId,
  participantId: ParticipantId,
  from: Identity,
  text: z.string().max(MAX_CHAT_LENGTH),
  /** Its position in the chat of the conference, starting at 1. */
  sequence: Sequence,
  /** Milliseconds since the epoch, on the server's clock. */
  sentAtMs: EpochMs,
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** The chat of the stay, as a page shows it. */
export const ChatView = z.object({
  conferenceId: ConferenceId,
  /** Oldest first. */
  messages: z.array(ChatMessage).max(MAX_CHAT_KEPT),
  /** Number of messages that our user has not read. */
  unread: Count,
});
export type ChatView = z.infer<typeof ChatView>;

/** A reaction is shown for some seconds. */
export const Reaction = z.enum(['thumbs-up', 'heart', 'applause', 'laugh', 'surprise', 'celebrate']);
export type Reaction = z.infer<typeof Reaction>;
