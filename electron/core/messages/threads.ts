import type { ConversationId } from '../../../protocol/ids.ts';
import type { ThreadView } from '../../../protocol/messages.ts';
import type { KeptThread } from './message-store.ts';

const excerptLength = 160;
/** What no excerpt holds: line ends, and controls that would change the text around it. Joiners hold emoji together. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}]|(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])\p{Cf}/gu;
const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The beginning of a text on one line, at most 160 UTF-16 units and no character cut in two. */
export function excerptOf(text: string): string {
  // A character of a text may itself be a thousand units long.
  const line = text
    .slice(0, 4 * excerptLength)
    .replace(/\s+/gu, ' ')
    .replace(invisible, '')
    .trim();
  if (line.length <= excerptLength) return line;
  let excerpt = '';
  for (const { segment } of segments.segment(line)) {
    if (excerpt.length + segment.length >= excerptLength) break;
    excerpt += segment;
  }
  return `${excerpt.trimEnd()}…`;
}

/** A conversation as the list shows it. */
export function threadViewOf({ conversationId, peer, unread, last }: KeptThread): ThreadView {
  return {
    ...{ conversationId, peer, unread },
    excerpt: excerptOf(last.text),
    lastDirection: last.direction,
    lastAtMs: last.sentAtMs,
  };
}

/** Latest first. */
export function inListOrder(threads: Iterable<readonly [ConversationId, ThreadView]>): ThreadView[] {
  return [...threads].map(([, thread]) => thread).sort((a, b) => b.lastAtMs - a.lastAtMs);
}
