import { describe, expect, test } from 'vitest';
import {
  Address,
  AddressInAnyCase,
  addressOfName,
  DisplayName,
  ShortText,
} from '../../../../protocol/text/addresses.ts';

const SCOTLAND = '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}';

describe('the address of a name', () => {
  test.each([
    ['Alice', 'alice@parley.local'],
    ['  Ann Lee ', 'ann.lee@parley.local'],
    ['Anna 2', 'anna.2@parley.local'],
    ['山田', 'u.5c71.7530@parley.local'],
    ['🙂', 'u.1f642@parley.local'],
    ['a'.repeat(60), `${'a'.repeat(60)}@parley.local`],
  ])('%j is represented without loss: %s', (name, address) => {
    expect(addressOfName(name, 'parley.local')).toBe(address);
  });

  test.each([
    ['  Ünal Çelik  ', 'unal.celik'],
    ["Seán O'Brien", 'sean.o.brien'],
    ['Иван 2', '2'],
    ['C++', 'c'],
  ])('%j is not represented without loss: the address begins with %s and has a hash', (name, letters) => {
    const address = addressOfName(name, 'parley.local');
    expect(address).toMatch(new RegExp(`^${letters.replaceAll('.', '\\.')}-[0-9a-z]{8}@parley\\.local$`));
    expect(Address.safeParse(address).success).toBe(true);
  });

  test.each([
    [['山田 A', '田中 A', 'A']],
    [['Иван 2', 'Анна 2', '2']],
    [['Ørsted', 'Rsted', 'Orsted']],
    [['C++', 'C', 'C#', 'C.', '.C']],
    [['José', 'Jose', 'Josè']],
    [['Ann Lee', 'Ann  Lee', 'Ann-Lee', 'Ann.Lee', 'AnnLee', 'Ann\u00a0Lee']],
    [[`${'a'.repeat(60)}bcd`, `${'a'.repeat(60)}bce`, 'a'.repeat(60)]],
    [[`${'山'.repeat(30)}`, `${'山'.repeat(31)}`, `${'山'.repeat(29)}田`]],
    [['山田', 'u 5c71 7530', 'u.5c71.7530']],
    [['Ann', 'A\u200dnn', 'A\u200cnn', 'Ann 👍', 'Ann 👍🏽', 'Ann 👍🏿']],
    [['Ａnn', 'Ann', 'ᴬnn']],
  ])('[SEC-2] distinct names have distinct addresses: %j', (names) => {
    expect(new Set(names.map((name) => addressOfName(name, 'parley.local'))).size).toBe(names.length);
  });

  test.each([
    ['case', 'JOSÉ 2', 'josé 2'],
    ['composition', 'Jose\u0301', 'Jos\u00e9'],
    ['composition, without a letter from a to z', '\u0438\u0306', '\u0439'],
    ['spaces around', ' Ann ', 'Ann'],
  ])('%s does not make a different address', (_what, one, other) => {
    expect(addressOfName(one, 'parley.local')).toBe(addressOfName(other, 'parley.local'));
  });

  test('only ASCII capitals are converted to lower case', () => {
    expect(AddressInAnyCase.parse('KIM@Example.Org')).toBe('kim@example.org');
    for (const text of ['\u212aim@example.org', '\u0130da@example.org', 'ann@\u212a.org']) {
      expect(AddressInAnyCase.safeParse(text).success).toBe(false);
    }
  });
});

describe('[UI-5] names in any script are accepted as they are', () => {
  const names = [
    'نگار\u200cخانه',
    'ශ්\u200dරී',
    'Ann 🇩🇪',
    `Fiona ${SCOTLAND}`,
    'Zoë 👩🏽\u200d🚒',
    'Zoe\u0308',
    'क्\u200dष',
    '❤️',
  ];
  test.each(names)('display name %j', (name) => expect(DisplayName.parse(name)).toBe(name));
  test.each(names)('title %j', (title) => expect(ShortText.parse(title)).toBe(title));
});

describe('refused', () => {
  test.each([
    '',
    'alice',
    'Alice@x',
    '@x',
    'a@',
    'a b@x',
    '.a@x',
    'a@x.',
    `${'a'.repeat(65)}@x`,
    'a@x\n',
    'a@<b>',
  ])('address %j', (text) => expect(Address.safeParse(text).success).toBe(false));
  test.each([
    '',
    '   ',
    'x'.repeat(65),
    'Al\u202eice',
    'A\nB',
    'A\u0000',
    'A\u200bB',
    'A\u2066B',
    'A\u00adB',
  ])('display name %j', (text) => expect(DisplayName.safeParse(text).success).toBe(false));
  test.each(['\u200d', '\u200c\u200d', '\u3164', '\ufe0f'])('display name %j, which is invisible', (text) =>
    expect(DisplayName.safeParse(text).success).toBe(false),
  );
  test.each([
    ['alone', '\u{e0061}'],
    ['after a letter', 'A\u{e0061}\u{e007f}'],
    ['after another flag', '🇩🇪\u{e0061}\u{e007f}'],
    ['too many', `🏴${'\u{e0061}'.repeat(12)}`],
  ])('tag characters %s', (_where, text) => {
    expect(DisplayName.safeParse(text).success).toBe(false);
    expect(ShortText.safeParse(text).success).toBe(false);
  });
  test('a subject of more than one line', () =>
    expect(ShortText.safeParse('a\r\nX-Y: 1').success).toBe(false));
});
