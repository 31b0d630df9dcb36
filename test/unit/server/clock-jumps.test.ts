import { describe, expect, test } from 'vitest';
import { Address } from '../../../protocol/text/addresses.ts';
import { ClaimedIds } from '../../../server/claimed-ids.ts';
import { PasscodeTries } from '../../../server/conferences/entrance/passcode-tries.ts';
import { BucketTable } from '../../../server/gateway/limits/bucket-table.ts';
import { TokenBucket } from '../../../server/gateway/limits/token-bucket.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const YEAR_MS = 365 * 24 * 60 * 60_000;
const BOB = Address.parse('bob@example.org');

describe.each([
  ['a year ahead', YEAR_MS],
  ['a year back', -YEAR_MS],
])('[RES-9] a clock of the server that jumps %s', (_, jumpMs) => {
  test.each([
    [
      'a person',
      (clock: FakeClock) => {
        const table = new BucketTable({ size: { burst: 1, perSecond: 1 }, clock });
        return () => table.take(BOB);
      },
    ],
    [
      'a connection',
      (clock: FakeClock) => {
        const bucket = new TokenBucket({ burst: 1, perSecond: 1 }, clock);
        return () => bucket.take();
      },
    ],
  ])('neither lifts nor extends the rate limit of %s', (_name, limited) => {
    const clock = new FakeClock();
    const take = limited(clock);
    expect([take(), take()]).toEqual([true, false]);
    clock.setWallClock(jumpMs);
    expect(take()).toBe(false);
    clock.advance(1_000);
    expect(take()).toBe(true);
  });

  test('changes nothing about the pause after wrong passcodes', () => {
    const clock = new FakeClock();
    const tries = new PasscodeTries('open-sesame', clock);
    for (let count = 0; count < 5; count += 1) expect(() => tries.check(BOB, 'wrong')).toThrow();
    clock.setWallClock(jumpMs);
    expect(() => tries.check(BOB, 'open-sesame')).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
    clock.advance(5 * 60_000);
    expect(() => tries.check(BOB, 'open-sesame')).not.toThrow();
  });

  test('keeps the ID of an ended object taken for a minute', () => {
    const clock = new FakeClock();
    const ids = new ClaimedIds({ clock, isStored: () => false });
    ids.claim('session-1');
    ids.release('session-1');
    clock.setWallClock(jumpMs);
    expect(ids.isTaken('session-1')).toBe(true);
    clock.advance(60_000);
    expect(ids.isTaken('session-1')).toBe(false);
  });
});
