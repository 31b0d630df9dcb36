import { describe, expect, test } from 'vitest';
import { Address, addressOfName, DisplayName, ShortText } from '../../../protocol/addresses.ts';

test.each([
  ['Alice', 'alice@parley.local'],
  ['  Ünal Çelik  ', 'unal.celik@parley.local'],
  ["Seán O'Brien", 'sean.o.brien@parley.local'],
  ['山田', 'u.5c71.7530@parley.local'],
  ['🙂', 'u.1f642@parley.local'],
  ['a'.repeat(64), `${'a'.repeat(60)}@parley.local`],
])('the name %j gets the address %s', (name, address) => {
  expect(addressOfName(name, 'parley.local')).toBe(address);
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
  test.each(['', '   ', 'x'.repeat(65), 'Al\u202eice', 'A\nB', 'A\u0000', 'A\u200bB'])(
    'display name %j',
    (text) => expect(DisplayName.safeParse(text).success).toBe(false),
  );
  test('a subject of more than one line', () =>
    expect(ShortText.safeParse('a\r\nX-Y: 1').success).toBe(false));
});
