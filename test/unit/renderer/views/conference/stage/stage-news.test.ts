import { describe, expect, test } from 'vitest';
import type { ParticipantId } from '../../../../../../protocol/ids.ts';
import {
  joinNews,
  NO_NEWS,
  newsBetween,
  newsWords,
} from '../../../../../../renderer/views/conference/stage/stage-news.ts';
import { participant } from '../../../../../support/renderer/samples/stay-view.ts';

const MEDIA = { microphone: 'on', camera: 'on', screen: 'off' };
const RAISED = { handRaisedAtMs: 1 };
const SHOWING = { media: { ...MEDIA, screen: 'on' } };
const LOST = { status: 'disconnected' };
const own = 'participant-alice' as ParticipantId;
const words = (before: Record<string, object>, now: Record<string, object>) => {
  const room = (people: Record<string, object>) =>
    Object.entries(people).map(([name, change]) => participant(name, change));
  return newsWords(newsBetween(room(before), room(now), own));
};

describe('[CONF-11] announcements for screen readers', () => {
  test.each<[before: Record<string, object>, now: Record<string, object>, said: string]>([
    [{ Bob: {} }, { Bob: RAISED }, 'Bob raised a hand.'],
    [{ Bob: {}, Carol: {} }, { Bob: RAISED, Carol: RAISED }, 'Bob and Carol raised their hands.'],
    [{ Bob: RAISED }, { Bob: RAISED }, ''],
    [{ Bob: RAISED }, { Bob: {} }, ''],
    [{ Bob: {} }, { Bob: SHOWING }, 'Bob is sharing their screen.'],
    [{ Bob: {} }, { Bob: LOST }, 'Bob lost connection.'],
    [{ Alice: {} }, { Alice: { ...RAISED, ...SHOWING } }, ''],
    [{}, { Bob: RAISED }, ''],
  ])('%o, then %o: %s', (before, now, said) => {
    expect(words(before, now)).toBe(said);
  });

  test('many reactions make few sentences', () => {
    const from = (name: string, reaction: 'heart' | 'applause') => ({
      ...NO_NEWS,
      reactions: [{ name, reaction }],
    });
    const news = [
      from('Bob', 'applause'),
      from('Carol', 'heart'),
      ...['Carol', 'Dan', 'Eve', 'Fay', 'Bob'].map((name) => from(name, 'applause')),
    ].reduce(joinNews, NO_NEWS);
    expect(newsWords(news)).toBe('Applause from Bob, Carol, Dan and 2 more. Heart from Carol.');
  });
});
