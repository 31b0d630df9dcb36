import { beforeEach, expect, test } from 'vitest';
import type { ConsumerId, ProducerId } from '../../../../protocol/ids.ts';
import { KeyFrameWatch } from '../../../../server/media/key-frame-watch.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const camera = 'producer-camera' as ProducerId;
const screen = 'producer-screen' as ProducerId;
const bob = 'consumer-bob' as ConsumerId;
const carol = 'consumer-carol' as ConsumerId;

let clock: FakeClock;
let demands: ProducerId[];
let watch: KeyFrameWatch;

beforeEach(() => {
  clock = new FakeClock();
  demands = [];
  watch = new KeyFrameWatch(clock, (producerId) => demands.push(producerId));
});

test('a key frame within 150 ms needs no demand', () => {
  watch.expect(camera, bob);
  clock.advance(149);
  watch.settle(camera, bob);
  clock.advance(5_000);
  expect(demands).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('without a key frame the sender is asked after 150 ms, then every 200 ms, five times at most', () => {
  watch.expect(camera, bob);
  clock.advance(149);
  expect(demands).toHaveLength(0);
  clock.advance(1);
  expect(demands).toHaveLength(1);
  clock.advance(200);
  expect(demands).toHaveLength(2);
  clock.advance(60_000);
  expect(demands).toHaveLength(5);
  expect(clock.pending).toBe(0);
});

test('a sender that has just sent a key frame ignores a PLI, so it is asked immediately', () => {
  watch.expect(camera, bob);
  watch.served(camera, bob);
  clock.advance(299);
  watch.expect(camera, carol);
  clock.advance(0);
  expect(demands).toEqual([camera]);
  watch.served(camera, carol);
  clock.advance(300);
  watch.expect(camera, bob);
  clock.advance(149);
  expect(demands).toEqual([camera]);
});

test('one demand serves everyone who waits for the same producer', () => {
  watch.expect(camera, bob);
  clock.advance(100);
  watch.expect(camera, carol);
  clock.advance(50);
  expect(demands).toEqual([camera]);
  watch.settle(camera, bob);
  watch.settle(camera, carol);
  clock.advance(5_000);
  expect(demands).toEqual([camera]);
});

test('a receiver still waits when another one is served', () => {
  watch.expect(camera, bob);
  watch.expect(camera, carol);
  clock.advance(150);
  watch.settle(camera, bob);
  clock.advance(200);
  expect(demands).toEqual([camera, camera]);
});

test('a later receiver starts again with 150 ms', () => {
  watch.expect(camera, bob);
  clock.advance(60_000);
  watch.expect(camera, bob);
  clock.advance(149);
  expect(demands).toHaveLength(5);
  clock.advance(1);
  expect(demands).toHaveLength(6);
});

test('producers are watched separately; settling an unknown consumer does nothing', () => {
  watch.expect(camera, bob);
  watch.expect(screen, bob);
  watch.settle(screen, bob);
  watch.settle(screen, carol);
  clock.advance(150);
  expect(demands).toEqual([camera]);
});

test('closing it, even twice, stops it', () => {
  watch.expect(camera, bob);
  watch.close();
  watch.close();
  clock.advance(60_000);
  expect(demands).toEqual([]);
  expect(clock.pending).toBe(0);
});
