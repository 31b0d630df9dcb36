import type { StayView } from '../../protocol/rpc/app-state.ts';
import { errorWords, stayEndingWords } from '../i18n/en.ts';
import { NOT_JOINED, REFUSAL_TITLES } from '../i18n/en-refusals.ts';

/** How a stay ended, or why it did not begin, in a few words (SPEC CONF-2, CONF-5). */
export function exitedTitle({ ending, error, participantId }: StayView): string {
  const wasIn = participantId !== undefined;
  if (ending && (wasIn || !error)) return stayEndingWords(ending);
  return (error && REFUSAL_TITLES[error.code]) ?? NOT_JOINED;
}

/** The title and the text of the error, as one text. */
export function exitedWords(stay: StayView): string {
  const title = exitedTitle(stay);
  return stay.error ? `${title.replace(/\.$/, '')}. ${errorWords(stay.error)}` : title;
}
