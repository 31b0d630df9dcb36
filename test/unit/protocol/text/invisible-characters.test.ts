import { describe, expect, test } from 'vitest';
import { ShortText, SignInName } from '../../../../protocol/text/addresses.ts';

describe('[SEC-2] a sign-in name has no invisible characters', () => {
  test.each([
    '\u2800',
    '\ufffc',
    '\u3164',
    '\u115f\u1160',
    '\uffa0',
    '\ud800',
    'Ann\udc00',
    '\ud83d Ann',
    'Ann\u200d',
    'Ann\u200c',
    '\u200dAnn',
    'An\u200dn',
    'Ann\u200d Lee',
    'Ann\u3164',
    'Ann\u3164Lee',
    'Ann\u2800',
    'Ann\ufffc',
    'Ann\ufe0f',
    'Ann\ufe00\ufe0f',
    'Ann\u{e0100}',
    'Анна\u200d',
    'نگار\u200c',
    '👩\u200d',
    '\ufe0fAnn',
    'Ann 1\ufe0f',
  ])('%j is refused', (name) => {
    expect(SignInName.safeParse(name).success).toBe(false);
  });

  test.each([
    'Ann Lee',
    "Jean-Luc O'Neil",
    'نگار\u200cخانه',
    'क्\u200dष',
    'ಕ್\u200cಷ',
    'അനില്\u200d കുമാര്\u200d',
    '👨\u200d👩\u200d👧\u200d👦 Family',
    'Ann 👩🏽\u200d🚀',
    'Ann ❤\ufe0f',
    '👁\ufe0f\u200d🗨\ufe0f',
    '🏳\ufe0f\u200d🌈',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    '🇩🇪 Ann',
    '1\ufe0f\u20e3 Ann',
    '葛\u{e0100}城',
    '👍🏽',
    'e\u0301a',
    '김민수',
    '山田',
    '⠁⠝⠝',
  ])('%j is accepted unchanged', (name) => {
    expect(SignInName.parse(name)).toBe(name);
  });

  test('half a surrogate pair is refused in a subject or title too', () => {
    expect(ShortText.safeParse('Plan \ud83d').success).toBe(false);
    expect(ShortText.safeParse('Plan 😀').success).toBe(true);
  });
});
