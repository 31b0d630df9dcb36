import { beforeEach, describe, expect, test } from 'vitest';
import type { Speakers } from '../../../../protocol/conferences/conference.ts';
import type { ParticipantId, ProducerId } from '../../../../protocol/ids.ts';
import { ConferenceSpeakers, PAUSE_MS } from '../../../../server/conferences/speakers.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const alice = 'alice' as ParticipantId;
const bob = 'bob' as ParticipantId;

let clock: FakeClock;
let changes: Speakers[];
let speakers: ConferenceSpeakers;

beforeEach(() => {
  clock = new FakeClock();
  changes = [];
  speakers = new ConferenceSpeakers({
    clock,
    senderOf: (producerId) => [alice, bob].find((id) => `${id}-microphone` === producerId),
    changed: (now) => changes.push(now),
  });
});

/** These microphones are audible, loudest first. */
function hear(names: readonly string[], dominant: string | null = names[0] ?? null): void {
  const producerOf = (name: string) => `${name}-microphone` as ProducerId;
  speakers.heard({
    speaking: names.map(producerOf),
    dominant: dominant === null ? null : producerOf(dominant),
  });
}

describe('[CONF-11] who speaks', () => {
  test('at first nobody speaks', () => {
    expect(speakers.now).toEqual({ speaking: [], dominant: null });
  });

  test('everyone audible is listed, loudest first; the last dominant speaker stays dominant', () => {
    hear(['bob', 'alice']);
    hear([]);
    clock.advance(PAUSE_MS);
    expect(changes).toEqual([
      { speaking: [bob, alice], dominant: bob },
      { speaking: [], dominant: bob },
    ]);
    expect(speakers.now).toEqual(changes[1]);
  });

  test('the same speakers, or another order, are not a change', () => {
    hear(['bob', 'alice'], 'bob');
    hear(['bob', 'alice'], 'bob');
    hear(['alice', 'bob'], 'bob');
    expect(changes).toHaveLength(1);
  });

  test('a short pause does not end speaking', () => {
    hear(['bob', 'alice'], 'bob');
    clock.advance(300);
    hear(['alice'], 'bob');
    clock.advance(PAUSE_MS - 301);
    hear([], 'bob');
    hear(['bob'], 'bob');
    expect(changes).toHaveLength(1);
    clock.advance(301);
    hear(['bob'], 'bob');
    expect(changes).toEqual([
      { speaking: [bob, alice], dominant: bob },
      { speaking: [bob], dominant: bob },
    ]);
    expect(clock.pending).toBe(0);
  });

  test('closing leaves no timer behind', () => {
    hear(['bob']);
    hear([]);
    expect(clock.pending).toBe(1);
    speakers.close();
    speakers.close();
    expect(clock.pending).toBe(0);
  });

  test('another dominant speaker is a change', () => {
    hear(['bob', 'alice'], 'bob');
    hear(['bob', 'alice'], 'alice');
    expect(changes.map(({ dominant }) => dominant)).toEqual([bob, alice]);
  });

  test('an inaudible participant does not become dominant', () => {
    hear([], 'alice');
    hear(['bob'], 'alice');
    expect(changes).toEqual([{ speaking: [bob], dominant: null }]);
    hear(['bob', 'alice'], 'alice');
    expect(speakers.now.dominant).toBe(alice);
  });

  test('a producer of nobody in the roster is ignored', () => {
    hear(['mallory']);
    hear(['mallory', 'bob'], 'mallory');
    expect(changes).toEqual([{ speaking: [bob], dominant: null }]);
  });

  test('a muted participant no longer speaks, but stays dominant until another one is', () => {
    hear(['alice', 'bob']);
    speakers.muted(alice);
    speakers.muted(alice);
    expect(changes).toHaveLength(2);
    expect(speakers.now).toEqual({ speaking: [bob], dominant: alice });
  });

  test('a participant who left no longer speaks and is no longer dominant', () => {
    hear(['alice', 'bob']);
    speakers.left(alice);
    speakers.left(alice);
    expect(changes).toHaveLength(2);
    expect(speakers.now).toEqual({ speaking: [bob], dominant: null });
  });
});
