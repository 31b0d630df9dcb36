import { beforeEach, describe, expect, test } from 'vitest';
import {
  Address,
  addressOfName,
  DisplayName,
  hashedAddressOfName,
} from '../../../../protocol/text/addresses.ts';
import { issuedAddress } from '../../../../server/auth/issued-addresses.ts';

const DOMAIN = 'parley.localhost';
const people = new Map<Address, DisplayName>();
const at = (local: string) => Address.parse(`${local}@${DOMAIN}`);

beforeEach(() => people.clear());

/** The address that a name gets. The person then signs in with it. */
function signIn(name: string): Address {
  const displayName = DisplayName.parse(name);
  const address = issuedAddress(displayName, DOMAIN, (each) => people.get(each));
  people.set(address, displayName);
  return address;
}

/** Signs in as with an older version, where similar names shared an address. */
const signedInEarlier = (name: string, local: string) => people.set(at(local), DisplayName.parse(name));

describe('[SEC-2] addresses that the server issues', () => {
  test.each([
    ['C++', 'c', 'C'],
    ['Иван 2', '2', 'Анна 2'],
    ['Ørsted', 'rsted', 'Rsted'],
    ['x'.repeat(64), 'x'.repeat(60), 'x'.repeat(63)],
  ])('%s keeps the address %s from before, and %s gets another one', (holder, local, other) => {
    signedInEarlier(holder, local);
    expect(signIn(holder)).toBe(at(local));
    const others = signIn(other);
    expect(others).not.toBe(at(local));
    expect(signIn(other)).toBe(others);
    expect(signIn(holder)).toBe(at(local));
  });

  test('if two names shared an address, the one that signed in last keeps it', () => {
    signedInEarlier('Jose', 'jose');
    expect(signIn('José')).toBe(hashedAddressOfName('José', DOMAIN));
    expect(signIn('Jose')).toBe(at('jose'));
  });

  test.each([
    ['Σίσυφος', 'ΣΊΣΥΦΟΣ'],
    ['Иван', 'ИВАН'],
    ['Հայկ', 'ՀԱՅԿ'],
  ])('%s and %s count as one name: case is ignored outside a to z too', (name, capitals) => {
    expect(signIn(name)).toBe(signIn(capitals));
  });

  test('a name whose address was made from its capital letters keeps it', () => {
    signedInEarlier('Иван', 'u.418.432.430.43d');
    expect(signIn('Иван')).toBe(at('u.418.432.430.43d'));
  });

  test('a name that needs no hash gets the address without a hash if it is free', () => {
    expect(signIn('C++')).toBe(addressOfName('C++', DOMAIN));
    expect(signIn('C')).toBe(at('c'));
    expect(signIn('c')).toBe(at('c'));
  });

  test('a name keeps its address with a hash when the one without a hash becomes free', () => {
    signedInEarlier('C++', 'c');
    const mine = signIn('C');
    people.delete(at('c'));
    expect(signIn('C')).toBe(mine);
  });
});
