/**
 * Control and format characters, bidirectional ones among them, and the separators of lines and paragraphs. Two kinds of
 * format characters are part of what people write: U+200C and U+200D join and separate letters and hold an emoji
 * together, and the tag characters after U+1F3F4 make a flag of a region (UTS #51 §1.4.9).
 */
const CONTROL =
  /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d]|(?<=\u{1f3f4}[\u{e0020}-\u{e007e}]{0,8})[\u{e0020}-\u{e007f}])\p{Cf}/u;
const CONTROLS = new RegExp(CONTROL, 'gu');
/** Something that leaves a mark on the screen. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}]/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Whether a text holds control characters, which change how the text around them reads. */
export function hasControls(text: string): boolean {
  return CONTROL.test(text);
}

/** The same text without control characters. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '');
}

/** Whether a reader sees anything of a text. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** What a reader takes for the first character of a text: a letter with its accents, a whole flag. Empty for no text. */
export function firstCharacter(text: string): string {
  for (const { segment } of segmenter.segment(text)) return segment;
  return '';
}

/** The beginning of a text: at most `maxLength` UTF-16 units, and no character cut in two. */
export function cutToLength(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return text.slice(0, segmenter.segment(text).containing(maxLength)?.index ?? 0);
}
