import type { ConversationId } from '../../../protocol/ids.ts';
import type { ThreadView } from '../../../protocol/messages.ts';
import { cutToLength, withoutControls } from '../../../protocol/text/readable-text.ts';
import type { KeptThread } from './message-store.ts';

const excerptLength = 160;

/** Returns the beginning of a text on one line: at most 160 UTF-16 units, without splitting a character. */
export function excerptOf(text: string): string {
  // Shorten first: the text may be long, and one visible character may have a thousand UTF-16 units.
  const line = withoutControls(text.slice(0, 4 * excerptLength).replace(/\s+/gu, ' ')).trim();
  if (line.length <= excerptLength) return line;
  return `${cutToLength(line, excerptLength - 1).trimEnd()}…`;
}

/** Converts a thread to the form that the conversation list shows. */
export function threadViewOf({ conversationId, peer, unread, last }: KeptThread): ThreadView {
  return {
    conversationId,
    peer,
    unread,
    excerpt: excerptOf(last.text),
    lastDirection: last.direction,
    lastAtMs: last.sentAtMs,
  };
}

/** Sorts threads with the latest first. */
export function inListOrder(threads: Iterable<readonly [ConversationId, ThreadView]>): ThreadView[] {
  return [...threads].map(([, thread]) => thread).sort((a, b) => b.lastAtMs - a.lastAtMs);
}
