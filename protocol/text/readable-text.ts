/**
 * Control and format characters (bidirectional ones included), line and paragraph separators, and lone surrogates, which
 * UTF-8 cannot encode. Two kinds of format characters are allowed, since people write them: U+200C and U+200D join and
 * separate letters and emoji, and the tag characters after U+1F3F4 make the flag of a region (UTS #51 §1.4.9).
 */
const CONTROL =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d]|(?<=\u{1f3f4}[\u{e0020}-\u{e007e}]{0,8})[\u{e0020}-\u{e007f}])\p{Cf}/u;
const CONTROLS = new RegExp(CONTROL, 'gu');
/**
 * Letters and symbols that are invisible: the Hangul fillers, the Braille pattern without dots, and the object
 * replacement character.
 */
const BLANK = /[\u115f\u1160\u2800\u3164\uffa0\ufffc]/u;
/** A visible character. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}]/u;

/** Scripts whose letters look the same with a joiner or a variation selector next to them. */
const UNJOINED = '\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{Script=Common}';
/** What may be next to a joiner: a letter with its marks, or an emoji with its skin tone or selector. */
const PICTURE = '\\p{Extended_Pictographic}\\p{Emoji_Modifier}';
const BEFORE_JOINER = `(?<=[[\\p{L}\\p{M}]--[${UNJOINED}]]|[${PICTURE}])`;
const AFTER_JOINER = `(?=[[\\p{L}\\p{M}]--[${UNJOINED}]]|[${PICTURE}])`;
/**
 * After one of these marks of Indic scripts a joiner changes the letter before it, also at the end (RFC 5892 §A.1, §A.2).
 */
const AFTER_VIRAMA = '(?<=[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca])';
/** A selector chooses a form of an emoji, of a keycap such as 1, or of a letter in a script that has such forms. */
const BEFORE_SELECTOR =
  '(?<=\\p{Extended_Pictographic}|[[\\p{L}\\p{M}]--[\\p{Script=Inherited}\\p{Script=Common}\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}]]|[0-9#*](?=.\\u20e3))';
/** A joiner that joins nothing, or a selector that selects nothing: invisible. */
const LOOSE = new RegExp(
  [
    `(?!${BEFORE_JOINER}.${AFTER_JOINER}|${AFTER_VIRAMA})[\\u200c\\u200d]`,
    `(?!${BEFORE_SELECTOR})[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]`,
  ].join('|'),
  'v',
);

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Whether a text contains control characters, which change how the text around them is displayed. */
export function hasControls(text: string): boolean {
  return CONTROL.test(text);
}

/** The same text without control characters. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '');
}

/** Whether a text has any visible character. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** Whether a text contains invisible characters, which could make it look like another text. */
export function hasUnseen(text: string): boolean {
  return BLANK.test(text) || LOOSE.test(text);
}

/** The first character as a reader sees it: a letter with its accents, a whole flag. Empty for an empty text. */
export function firstCharacter(text: string): string {
  for (const { segment } of segmenter.segment(text)) return segment;
  return '';
}

/** The beginning of a text: at most `maxLength` UTF-16 units, without cutting a character in two. */
export function cutToLength(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return text.slice(0, segmenter.segment(text).containing(maxLength)?.index ?? 0);
}
