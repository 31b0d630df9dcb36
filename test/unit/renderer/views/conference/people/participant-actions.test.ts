import { describe, expect, test } from 'vitest';
import { participantActions } from '../../../../../../renderer/views/conference/people/participant-actions.ts';
import { participant, stayView, WAITS } from '../../../../../support/renderer/samples/stay-view.ts';

const MEDIA = { microphone: 'on', camera: 'on', screen: 'off' };
const alice = participant('Alice', { role: 'organizer' });
const bob = participant('Bob');
const actions = (target: object, change: object = {}) =>
  participantActions(
    stayView({ participants: [alice, bob, target], ...change }),
    participant('Carol', target),
  );

describe('[CONF-8] what an organizer may do to a participant', () => {
  test.each([
    ['is unmuted', {}, ['mute', 'make-organizer', 'make-attendee', 'hand-over', 'remove']],
    [
      'is muted',
      { media: { ...MEDIA, microphone: 'muted' } },
      ['ask-unmute', 'make-organizer', 'make-attendee', 'hand-over', 'remove'],
    ],
    [
      'shares a screen and has raised a hand',
      { media: { ...MEDIA, screen: 'on' }, handRaisedAtMs: 5 },
      ['mute', 'stop-share', 'lower-hand', 'make-organizer', 'make-attendee', 'hand-over', 'remove'],
    ],
    [
      'is an attendee',
      { role: 'attendee' },
      ['mute', 'make-organizer', 'make-presenter', 'hand-over', 'remove'],
    ],
    ['is an organizer too', { role: 'organizer' }, ['mute', 'make-presenter', 'make-attendee', 'remove']],
    ['waits', WAITS, []],
  ])('a participant who %s', (_, change, expected) => {
    const carol = participant('Carol', change);
    expect(actions(carol)).toEqual(expected);
  });

  test.each(['presenter', 'attendee'])('a %s may do nothing', (role) => {
    const self = participant('Alice', { role });
    expect(participantActions(stayView({ participants: [self, bob] }), bob)).toEqual([]);
  });

  test('nothing can be done while leaving', () => {
    expect(participantActions(stayView({ state: 'leaving' }), bob)).toEqual([]);
  });
});

describe('[CONF-8] the user themself', () => {
  test('an organizer can step down only if there is another one', () => {
    expect(participantActions(stayView(), alice)).toEqual([]);
    const second = participant('Bob', { role: 'organizer' });
    expect(participantActions(stayView({ participants: [alice, second] }), alice)).toEqual([
      'make-presenter',
      'make-attendee',
    ]);
  });

  test('another device of the user can be muted, but not removed', () => {
    const laptop = participant('Alice', { id: 'participant-laptop', role: 'organizer' });
    expect(participantActions(stayView({ participants: [alice, laptop] }), laptop)).toEqual(['mute']);
  });
});
