import type { ConversationId } from '../../../protocol/ids.ts';
import type { ThreadView } from '../../../protocol/messages.ts';
import { cutToLength, withoutControls } from '../../../protocol/text/readable-text.ts';
import type { KeptThread } from './message-store.ts';

const excerptLength = 160;

/** The beginning of a text on one line, at most 160 UTF-16 units and no character cut in two. */
export function excerptOf(text: string): string {
  // A character of a text may itself be a thousand units long.
  const line = withoutControls(text.slice(0, 4 * excerptLength).replace(/\s+/gu, ' ')).trim();
  if (line.length <= excerptLength) return line;
  return `${cutToLength(line, excerptLength - 1).trimEnd()}…`;
}

/** A conversation as the list shows it. */
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

/** Latest first. */
export function inListOrder(threads: Iterable<readonly [ConversationId, ThreadView]>): ThreadView[] {
  return [...threads].map(([, thread]) => thread).sort((a, b) => b.lastAtMs - a.lastAtMs);
}
