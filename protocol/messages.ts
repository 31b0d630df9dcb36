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

/** What one person writes another: any text but none at all. Shown as text, never as markup. */
export const MessageText = z
  .string()
  .max(MAX_TEXT_BYTES)
  .refine((text) => text.trim().length > 0, 'empty')
  .refine((text) => textBytes(text) <= MAX_TEXT_BYTES, 'too large');

/**
 * How far a message has come, as the server knows it (SPEC SES-2):
 * `sent` the server keeps it; `delivered` a device of the reader has it; `read` its reader has seen it.
 */
export const MessageProgress = z.enum(['sent', 'delivered', 'read']);
export type MessageProgress = z.infer<typeof MessageProgress>;

/** One message as the server keeps it (RFC 3428 page mode: it belongs to a conversation, not to a dialog). */
export const Message = z.object({
  /** Assigned by the sender, so that sending it twice is harmless. */
  id: MessageId,
  conversationId: ConversationId,
  from: Identity,
  to: Address,
  text: MessageText,
  /** Place among all messages of this server: a conversation is read in this order. */
  sequence: Sequence,
  /** Grows with every change on this server: a device that knows all up to one asks for what came after. */
  revision: Sequence,
  /** Milliseconds since the epoch, on the server's clock. */
  sentAtMs: EpochMs,
  progress: MessageProgress,
});
export type Message = z.infer<typeof Message>;

/** One message as a page shows it. One that the server does not have yet has no sequence and stands last. */
export const MessageView = Message.omit({ sequence: true, revision: true, progress: true }).extend({
  sequence: Sequence.optional(),
  /** Ours or theirs. */
  direction: z.enum(['incoming', 'outgoing']),
  state: z.enum(['sending', 'sent', 'delivered', 'read', 'failed']),
  /** Why it failed. */
  error: ErrorCode.optional(),
});
export type MessageView = z.infer<typeof MessageView>;

/** The messages of one conversation in short, for the list of conversations. */
export const ThreadView = z.object({
  conversationId: ConversationId,
  peer: Identity,
  /** Messages of theirs that our user has not read. */
  unread: Count,
  /** Beginning of the last message, on one line. */
  excerpt: z.string().max(200),
  lastDirection: z.enum(['incoming', 'outgoing']),
  lastAtMs: EpochMs,
});
export type ThreadView = z.infer<typeof ThreadView>;
