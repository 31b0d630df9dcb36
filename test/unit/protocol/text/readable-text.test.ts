import { describe, expect, test } from 'vitest';
import { cutToLength, firstCharacter, withoutControls } from '../../../../protocol/text/readable-text.ts';

const FAMILY = '👨\u200d👩\u200d👧\u200d👦';

describe('[UI-5] characters as a reader sees them', () => {
  test.each([
    ['Ann', 'A'],
    ['🇩🇪 Ann', '🇩🇪'],
    ['👍🏽', '👍🏽'],
    ['e\u0301a', 'e\u0301'],
    [FAMILY, FAMILY],
    ['', ''],
  ])('the first of %j is %j', (text, first) => expect(firstCharacter(text)).toBe(first));

  test.each([
    ['Ann', 3, 'Ann'],
    ['Ann', 2, 'An'],
    ['A🇩🇪', 4, 'A'],
    ['A🇩🇪', 5, 'A🇩🇪'],
    [`A${FAMILY}B`, 11, 'A'],
    [`A${FAMILY}B`, 12, `A${FAMILY}`],
    ['ae\u0301', 2, 'a'],
  ])('%j within %d units is %j', (text, length, kept) => expect(cutToLength(text, length)).toBe(kept));

  test('control characters are removed, joiners and flags stay', () => {
    const kept = `نگار\u200cخانه ${FAMILY} 🏴\u{e0067}\u{e0062}\u{e007f}`;
    expect(withoutControls(`\u202e${kept}\u0007\u2069\u{e0041}`)).toBe(kept);
  });
});
