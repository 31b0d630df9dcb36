import { beforeEach, expect, test } from 'vitest';
import { BucketTable } from '../../../../server/gateway/limits/bucket-table.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

let clock: FakeClock;
let table: BucketTable;

beforeEach(() => {
  clock = new FakeClock();
  table = new BucketTable({ size: { burst: 5, perSecond: 2 }, clock, maxKeys: 100 });
});

/** How many of these tries succeed. */
const taken = (key: string, tries: number) =>
  Array.from({ length: tries }, () => table.take(key)).filter(Boolean).length;

test('[RES-6] a key has its burst, and then the refill of each second', () => {
  expect(taken('alice', 20)).toBe(5);
  clock.advance(1_500);
  expect(taken('alice', 20)).toBe(3);
});

test('[RES-6] one key does not use up the tokens of another', () => {
  taken('mallory', 1_000);
  expect(taken('alice', 20)).toBe(5);
});

test('several tokens are taken together or not at all', () => {
  expect(table.take('alice', 6)).toBe(false);
  expect(table.take('alice', 4)).toBe(true);
  expect(table.take('alice', 2)).toBe(false);
  expect(table.take('alice', 1)).toBe(true);
});

test('a key without tokens reports the time until there is one', () => {
  expect(table.waitMs('alice')).toBe(0);
  taken('alice', 5);
  expect(table.waitMs('alice')).toBe(500);
  clock.advance(500);
  expect(table.take('alice')).toBe(true);
});

test('keys whose buckets are full again are forgotten', () => {
  for (let count = 0; count < 50; count += 1) taken(`key-${count}`, 5);
  expect(table.keyCount).toBe(50);
  clock.advance(2_500);
  for (let count = 0; count < 50; count += 1) table.take('alice');
  expect(table.keyCount).toBe(1);
});

test('[RES-6] a hundred thousand keys do not exceed the capacity of the table, and a key in use is kept', () => {
  taken('mallory', 5);
  for (let count = 0; count < 100_000; count += 1) {
    table.take(`key-${count}`);
    if (count % 50 === 0) expect(table.take('mallory')).toBe(false);
  }
  expect(table.keyCount).toBeLessThanOrEqual(100);
});

test('setting the clock back neither fills nor locks a bucket', () => {
  taken('alice', 5);
  clock.advance(-3_600_000);
  expect(table.take('alice')).toBe(false);
  clock.advance(500);
  expect(table.take('alice')).toBe(true);
});
