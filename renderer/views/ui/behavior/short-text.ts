import { cutToLength, withoutControls } from '../../../../protocol/text/readable-text.ts';

/** Longest short message, as `ShortText` of the protocol has it. */
export const MAX_SHORT_TEXT = 200;

/**
 * What a user typed, as the protocol's `ShortText`: one line without control characters. Undefined when
 * nothing is left.
 */
export function shortTextOf(typed: string): string | undefined {
  const line = typed.replace(/[\n\r\t\p{Zl}\p{Zp}]+/gu, ' ');
  return cutToLength(withoutControls(line).trim(), MAX_SHORT_TEXT) || undefined;
}
