import { beforeEach, expect, test } from 'vitest';
import { Address } from '../../../protocol/addresses.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import { PasscodeTries } from '../../../server/conferences/passcode-tries.ts';
import { FakeClock } from '../../support/server/fake-clock.ts';

const BOB = Address.parse('bob@example.org');

let clock: FakeClock;
let tries: PasscodeTries;

beforeEach(() => {
  clock = new FakeClock();
  tries = new PasscodeTries('open-sesame', clock);
});

/** How Bob is refused; undefined when he is not. */
function refusal(passcode: string): ParleyError | undefined {
  try {
    tries.check(BOB, passcode);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ParleyError) return thrown;
    throw thrown;
  }
}

/** How it goes: `in`, a code, or the pause in milliseconds. */
function say(passcode: string): string | number {
  const refused = refusal(passcode);
  if (refused === undefined) return 'in';
  return refused.code === 'RATE_LIMITED' ? Number(refused.context.retryAfterMs) : refused.code;
}

test('[CONF-2] a refusal never says the passcode', () => {
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

test('[CONF-2] a try within the pause neither lengthens it nor counts', () => {
  for (let count = 0; count < 5; count += 1) say('wrong');
  clock.advance(10_000);
  for (let count = 0; count < 20; count += 1) expect(say('wrong')).toBe(20_000);
  clock.advance(20_000);
  expect(say('wrong')).toBe('CONFERENCE_PASSCODE_WRONG');
  expect(say('open-sesame')).toBe(60_000);
});

test('[CONF-2] after a right one, five tries are free again', () => {
  for (let count = 0; count < 5; count += 1) say('wrong');
  clock.advance(30_000);
  expect(say('open-sesame')).toBe('in');
  for (let count = 0; count < 5; count += 1) expect(say('wrong')).toBe('CONFERENCE_PASSCODE_WRONG');
  expect(say('open-sesame')).toBe(30_000);
});
