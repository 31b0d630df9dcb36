import { beforeEach, describe, expect, test } from 'vitest';
import type { Speakers } from '../../../../protocol/conferences/conference.ts';
import type { ParticipantId, ProducerId } from '../../../../protocol/ids.ts';
import { ConferenceSpeakers, PAUSE_MS } from '../../../../server/conferences/speakers.ts';
import { FakeClock } from '../../../support/server/fake-clock.ts';

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

/** These are heard, loudest first. */
function hear(names: readonly string[], dominant: string | null = names[0] ?? null): void {
  const producerOf = (name: string) => `${name}-microphone` as ProducerId;
  speakers.heard({
    speaking: names.map(producerOf),
    dominant: dominant === null ? null : producerOf(dominant),
  });
}

describe('[CONF-11] who speaks', () => {
  test('at first nobody does', () => {
    expect(speakers.now).toEqual({ speaking: [], dominant: null });
  });

  test('everyone who is heard, loudest first; the word stays with whoever had it last', () => {
    hear(['bob', 'alice']);
    hear([]);
    clock.advance(PAUSE_MS);
    expect(changes).toEqual([
      { speaking: [bob, alice], dominant: bob },
      { speaking: [], dominant: bob },
    ]);
    expect(speakers.now).toEqual(changes[1]);
  });

  test('the same again, or in another order, is no change', () => {
    hear(['bob', 'alice'], 'bob');
    hear(['bob', 'alice'], 'bob');
    hear(['alice', 'bob'], 'bob');
    expect(changes).toHaveLength(1);
  });

  test('a pause in what somebody says is no end of it', () => {
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

  test('another one who has the word is one', () => {
    hear(['bob', 'alice'], 'bob');
    hear(['bob', 'alice'], 'alice');
    expect(changes.map(({ dominant }) => dominant)).toEqual([bob, alice]);
  });

  test('nobody has the word before they are heard', () => {
    hear([], 'alice');
    hear(['bob'], 'alice');
    expect(changes).toEqual([{ speaking: [bob], dominant: null }]);
    hear(['bob', 'alice'], 'alice');
    expect(speakers.now.dominant).toBe(alice);
  });

  test('a producer that nobody in the roster has is left out', () => {
    hear(['mallory']);
    hear(['mallory', 'bob'], 'mallory');
    expect(changes).toEqual([{ speaking: [bob], dominant: null }]);
  });

  test('who is muted speaks no more, and has the word until another takes it', () => {
    hear(['alice', 'bob']);
    speakers.muted(alice);
    speakers.muted(alice);
    expect(changes).toHaveLength(2);
    expect(speakers.now).toEqual({ speaking: [bob], dominant: alice });
  });

  test('who is gone speaks no more, and has the word no more', () => {
    hear(['alice', 'bob']);
    speakers.left(alice);
    speakers.left(alice);
    expect(changes).toHaveLength(2);
    expect(speakers.now).toEqual({ speaking: [bob], dominant: null });
  });
});
