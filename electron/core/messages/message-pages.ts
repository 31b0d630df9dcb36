import type { ConversationId } from '../../../protocol/ids.ts';
import { type MessageView, textBytes } from '../../../protocol/messages.ts';
import type { CommandReply } from '../../../protocol/rpc/commands.ts';
import type { OwnMessages } from './message-store.ts';

const mostMessages = 50;
const mostBytes = 400 * 1024;
/** Room that unsent messages leave for those before them, so that a page can always ask for earlier ones. */
const mostUnsent = 40;
const mostUnsentBytes = mostBytes / 2;

/** The latest of a conversation before a sequence, as many as go to the page at once, in their order. */
export function readPage(
  messages: OwnMessages,
  conversationId: ConversationId,
  beforeSequence?: number,
): CommandReply<'read-messages'> {
  const unsent = beforeSequence === undefined ? messages.unsent(conversationId, mostUnsent) : [];
  const shownUnsent = latestThatFit(unsent, mostUnsent, mostUnsentBytes);
  const kept = messages.read({
    conversationId,
    limit: mostMessages + 1,
    ...(beforeSequence === undefined ? {} : { beforeSequence }),
  });
  const bytesLeft = mostBytes - shownUnsent.reduce((sum, { text }) => sum + textBytes(text), 0);
  const shown = latestThatFit(kept, mostMessages - shownUnsent.length, bytesLeft);
  return { messages: [...shown, ...shownUnsent], more: shown.length < kept.length };
}

/** At least one, if there is one. */
function latestThatFit(messages: MessageView[], most: number, bytes: number): MessageView[] {
  let left = bytes;
  const from = messages.findLastIndex((message, index) => {
    left -= textBytes(message.text);
    const isLatest = index === messages.length - 1;
    return !isLatest && (left < 0 || messages.length - index > most);
  });
  return messages.slice(from + 1);
}

/** Cuts messages of one conversation into orders that a page takes at once. */
export function chunksOf(messages: readonly MessageView[]): MessageView[][] {
  const chunks: MessageView[][] = [];
  let left = 0;
  for (const message of messages) {
    const bytes = textBytes(message.text);
    const chunk = chunks.at(-1);
    if (chunk === undefined || chunk.length === mostMessages || bytes > left) {
      chunks.push([message]);
      left = mostBytes - bytes;
    } else {
      chunk.push(message);
      left -= bytes;
    }
  }
  return chunks;
}
