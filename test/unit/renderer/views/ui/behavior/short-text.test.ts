import { expect, test } from 'vitest';
import { ShortText } from '../../../../../../protocol/text/addresses.ts';
import { shortTextOf } from '../../../../../../renderer/views/ui/behavior/short-text.ts';

test.each([
  ['plain text', 'At four?', 'At four?'],
  ['surrounding spaces', '  later \n', 'later'],
  ['lines', 'one\r\ntwo\u2028three', 'one two three'],
  ['bidirectional controls', 'a\u202Eb\u2066c', 'abc'],
  ['a family, a flag and joined letters', '👨‍👩‍👧 🇩🇪 نگار\u200cخانه', '👨‍👩‍👧 🇩🇪 نگار\u200cخانه'],
  ['nothing', ' \u200B\u0007 ', undefined],
])('[INV-4] a short message of %s becomes a message that the protocol accepts', (_, typed, text) => {
  expect(shortTextOf(typed)).toBe(text);
});

test.each(['x'.repeat(500), '😀'.repeat(101), `${'x'.repeat(199)}😀`, 'family 👨‍👩‍👧 '.repeat(30)])(
  '[INV-4] a long message is cut to whole characters',
  (typed) => {
    const text = shortTextOf(typed) ?? '';
    expect(ShortText.safeParse(text).success).toBe(true);
    expect(text.isWellFormed()).toBe(true);
    expect(text.length).toBeGreaterThan(190);
  },
);
