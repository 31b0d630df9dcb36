/** Longest short message, as `ShortText` of the protocol has it. */
export const MAX_SHORT_TEXT = 200;

/**
 * What a user typed, as the protocol's `ShortText`: one line without control and format characters. Undefined when
 * nothing is left.
 */
export function shortTextOf(typed: string): string | undefined {
  const line = typed
    .replace(/[\n\r\t\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  return cut(line) || undefined;
}

/** No more than {@link MAX_SHORT_TEXT} UTF-16 units, and no half of a surrogate pair at the end. */
function cut(line: string): string {
  let kept = '';
  for (const character of line) {
    if (kept.length + character.length > MAX_SHORT_TEXT) break;
    kept += character;
  }
  return kept;
}
