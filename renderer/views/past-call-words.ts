import type { HistoryEntry } from '../../protocol/history.ts';
import { callEndingWords, shareEndingWords } from '../i18n/en.ts';
import { isShare } from '../state-sessions.ts';

/** How a call or share of the history ended, in one sentence (SPEC INV-12). */
export function pastCallWords(entry: HistoryEntry): string {
  const { ending, peer, direction } = entry;
  return isShare(entry)
    ? shareEndingWords(ending, peer.displayName, direction)
    : callEndingWords(ending, peer.displayName, direction);
}
