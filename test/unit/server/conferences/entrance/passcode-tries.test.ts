import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { Address } from '../../../../../protocol/text/addresses.ts';
import { PasscodeTries } from '../../../../../server/conferences/entrance/passcode-tries.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const BOB = Address.parse('bob@example.org');

let clock: FakeClock;
let tries: PasscodeTries;

beforeEach(() => {
  clock = new FakeClock();
  tries = new PasscodeTries('open-sesame', clock);
});

/** The refusal for Bob; undefined if he is let in. */
function refusal(passcode: string): ParleyError | undefined {
  try {
    tries.check(BOB, passcode);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ParleyError) return thrown;
    throw thrown;
  }
}

/** The result: `in`, an error code, or the pause in milliseconds. */
function say(passcode: string): string | number {
  const refused = refusal(passcode);
  if (refused === undefined) return 'in';
  return refused.code === 'RATE_LIMITED' ? Number(refused.context.retryAfterMs) : refused.code;
}

test('[CONF-2] a refusal never contains the passcode', () => {
  const refused = refusal('open-sesam');
  expect(JSON.stringify([refused?.toWire(), refused?.stack])).not.toContain('sesam');
});

test.each(['open-sesam', 'open-sesame ', 'OPEN-SESAME', '', '\u0000', 'x'.repeat(64)])(
  '[CONF-2] "%s" is wrong',
  (passcode) => {
    expect(say(passcode)).toBe('CONFERENCE_PASSCODE_WRONG');
    expect(say('open-sesame')).toBe('in');
  },
);

test('[CONF-2] a try during the pause does not extend it and does not count', () => {
  for (let count = 0; count < 5; count += 1) say('wrong');
  clock.advance(10_000);
  for (let count = 0; count < 20; count += 1) expect(say('wrong')).toBe(20_000);
  clock.advance(20_000);
  expect(say('wrong')).toBe('CONFERENCE_PASSCODE_WRONG');
  expect(say('open-sesame')).toBe(60_000);
});

test('[CONF-2] after the right passcode, five tries are free again', () => {
  for (let count = 0; count < 5; count += 1) say('wrong');
  clock.advance(30_000);
  expect(say('open-sesame')).toBe('in');
  for (let count = 0; count < 5; count += 1) expect(say('wrong')).toBe('CONFERENCE_PASSCODE_WRONG');
  expect(say('open-sesame')).toBe(30_000);
});

describe('[CONF-2] guessing under changing names', () => {
  const someone = (index: number) => Address.parse(`guest-${index}@example.org`);
  const CAROL = Address.parse('carol@example.org');
  let told: number[];
  let known: Set<Address>;

  beforeEach(() => {
    told = [];
    known = new Set([CAROL]);
    tries = new PasscodeTries('135790', clock, {
      isKnown: (address) => known.has(address),
      guessed: (wrong) => told.push(wrong),
    });
  });

  const codeOf = (address: Address, said: string | undefined) => {
    try {
      tries.check(address, said);
      return 'in';
    } catch (thrown) {
      return ParleyError.from(thrown, 'SERVER_INTERNAL').code;
    }
  };

  test('of ten thousand names within a minute, only twenty-two passcodes are checked', () => {
    let checked = 0;
    for (let index = 0; index < 10_000; index += 1) {
      if (index % 1_000 === 0) clock.advance(6_000);
      if (codeOf(someone(index), String(100_000 + index)) === 'CONFERENCE_PASSCODE_WRONG') checked += 1;
    }
    expect(checked).toBeLessThanOrEqual(22);
  });

  test('in eight hours less than a thousandth of all six-digit codes can be tried', () => {
    let checked = 0;
    for (let second = 0; second < 8 * 3_600; second += 1) {
      clock.advance(1_000);
      if (codeOf(someone(second), '000000') === 'CONFERENCE_PASSCODE_WRONG') checked += 1;
    }
    expect(checked).toBeLessThan(1_000);
  });

  test('the right passcode is not checked during the pause, and accepted after it', () => {
    for (let index = 0; index < 30; index += 1) codeOf(someone(index), 'wrong!');
    expect(codeOf(BOB, '135790')).toBe('RATE_LIMITED');
    clock.advance(30_000);
    expect(codeOf(BOB, '135790')).toBe('in');
  });

  test('people whom the server knew before the conference have a separate limit', () => {
    for (let index = 0; index < 1_000; index += 1) codeOf(someone(index), 'wrong!');
    expect(codeOf(CAROL, '135790')).toBe('in');
    for (let index = 0; index < 1_000; index += 1) {
      known.add(someone(index));
      codeOf(someone(index), 'wrong!');
    }
    expect(codeOf(CAROL, '135790')).toBe('RATE_LIMITED');
  });

  test('a person who is refused because of others gets the time to wait; a join without a passcode is not a guess', () => {
    for (let index = 0; index < 30; index += 1) codeOf(someone(index), 'wrong!');
    expect(say('135790')).toBe(30_000);
    expect(codeOf(BOB, undefined)).toBe('CONFERENCE_PASSCODE_WRONG');
  });

  test('organizers are notified at ten wrong passcodes, and each time that the number has doubled', () => {
    for (let index = 0; index < 9; index += 1) codeOf(someone(index), 'wrong!');
    expect(told).toEqual([]);
    for (let index = 9; index < 20; index += 1) codeOf(someone(index), 'wrong!');
    expect(told).toEqual([10, 20]);
    for (let index = 20; index < 1_000; index += 1) codeOf(someone(index), 'wrong!');
    expect(told).toEqual([10, 20]);
  });
});
