import type { ConversationId } from '../../../protocol/ids.ts';
import { type MessageView, textBytes } from '../../../protocol/messages.ts';
import type { CommandReply } from '../../../protocol/rpc/commands.ts';
import type { OwnMessages } from './message-store.ts';

/** Limits of one reply or order to the page. */
const maxMessages = 50;
const maxBytes = 400 * 1024;
/** Lower limits for unsent messages, so that some sent messages always fit and the page can ask for earlier ones. */
const maxUnsent = 40;
const maxUnsentBytes = maxBytes / 2;

/**
 * Returns the latest messages of a conversation, in order and as many as fit in one reply.
 * @param beforeSequence only messages before this sequence; without it the latest, including unsent ones
 */
export function readPage(
  messages: OwnMessages,
  conversationId: ConversationId,
  beforeSequence?: number,
): CommandReply<'read-messages'> {
  const unsent = beforeSequence === undefined ? messages.unsent(conversationId, maxUnsent) : [];
  const shownUnsent = latestThatFit(unsent, maxUnsent, maxUnsentBytes);
  const sent = messages.read({ conversationId, limit: maxMessages + 1, beforeSequence });
  const bytesLeft = maxBytes - shownUnsent.reduce((sum, { text }) => sum + textBytes(text), 0);
  const shown = latestThatFit(sent, maxMessages - shownUnsent.length, bytesLeft);
  return { messages: [...shown, ...shownUnsent], more: shown.length < sent.length };
}

/** Returns the latest messages within the limits, but always at least one if there is any. */
function latestThatFit(messages: MessageView[], maxCount: number, bytes: number): MessageView[] {
  let left = bytes;
  const from = messages.findLastIndex((message, index) => {
    left -= textBytes(message.text);
    const isLatest = index === messages.length - 1;
    return !isLatest && (left < 0 || messages.length - index > maxCount);
  });
  return messages.slice(from + 1);
}

/** Splits the messages of one conversation into chunks that each fit in one order. */
export function chunksOf(messages: readonly MessageView[]): MessageView[][] {
  const chunks: MessageView[][] = [];
  let left = 0;
  for (const message of messages) {
    const bytes = textBytes(message.text);
    const chunk = chunks.at(-1);
    if (chunk === undefined || chunk.length === maxMessages || bytes > left) {
      chunks.push([message]);
      left = maxBytes - bytes;
    } else {
      chunk.push(message);
      left -= bytes;
    }
  }
  return chunks;
}
