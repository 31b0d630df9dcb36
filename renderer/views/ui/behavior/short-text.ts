import { cutToLength, withoutControls } from '../../../../protocol/text/readable-text.ts';

/** Greatest length of a short message, as in the protocol's `ShortText`. */
export const MAX_SHORT_TEXT = 200;

/**
 * What the user typed, as the protocol's `ShortText`: one line without control characters. Undefined if nothing is
 * left.
 */
export function shortTextOf(typed: string): string | undefined {
  const line = typed.replace(/[\n\r\t\p{Zl}\p{Zp}]+/gu, ' ');
  return cutToLength(withoutControls(line).trim(), MAX_SHORT_TEXT) || undefined;
}
