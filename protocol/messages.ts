import * as z from 'zod';
import { Count, EpochMs, Sequence } from './bounds.ts';
import { ErrorCode } from './errors.ts';
import { ConversationId, MessageId } from './ids.ts';
import { Identity } from './signaling/shapes.ts';
import { Address } from './text/addresses.ts';

/** Longest text of one message, in bytes of UTF-8 (SPEC RES-6). */
export const MAX_TEXT_BYTES = 64 * 1024;

/** Length in bytes of UTF-8. */
export function textBytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Text of an instant message: any text that is not blank. Shown as text, never as markup. */
export const MessageText = z
  .string()
  .max(MAX_TEXT_BYTES)
  .refine((text) => text.trim().length > 0, 'empty')
  .refine((text) => textBytes(text) <= MAX_TEXT_BYTES, 'too large');

/**
 * Progress of a message, as the server knows it (SPEC SES-2).
 * `sent`: the server has stored it. `delivered`: a device of the reader has it. `read`: the reader has seen it.
 */
export const MessageProgress = z.enum(['sent', 'delivered', 'read']);
export type MessageProgress = z.infer<typeof MessageProgress>;

/** One message as the server stores it (RFC 3428 page mode: it belongs to a conversation, not to a dialog). */
export const Message = z.object({
  /** Assigned by the sender, so that sending it twice is harmless. */
  id: MessageId,
  conversationId: ConversationId,
  from: Identity,
  to: Address,
  text: MessageText,
  /** Position among all messages of this server. A conversation is shown in this order. */
  sequence: Sequence,
  /** Grows with every change on this server. A device asks for the changes after the last revision that it knows. */
  revision: Sequence,
  /** Milliseconds since the epoch, on the server's clock. */
  sentAtMs: EpochMs,
  progress: MessageProgress,
});
export type Message = z.infer<typeof Message>;

/** One message as a page shows it. A message that the server does not have yet has no sequence and is shown last. */
export const MessageView = Message.omit({ sequence: true, revision: true, progress: true }).extend({
  sequence: Sequence.optional(),
  direction: z.enum(['incoming', 'outgoing']),
  state: z.enum(['sending', 'sent', 'delivered', 'read', 'failed']),
  /** Why it failed, in state `failed`. */
  error: ErrorCode.optional(),
});
export type MessageView = z.infer<typeof MessageView>;

/** Summary of one conversation for the list of conversations. */
export const ThreadView = z.object({
  conversationId: ConversationId,
  peer: Identity,
  /** Number of received messages that our user has not read. */
  unread: Count,
  /** Beginning of the last message, on one line. */
  excerpt: z.string().max(200),
  lastDirection: z.enum(['incoming', 'outgoing']),
  lastAtMs: EpochMs,
});
export type ThreadView = z.infer<typeof ThreadView>;
