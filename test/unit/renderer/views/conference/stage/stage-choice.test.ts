import { describe, expect, test } from 'vitest';
import type { ParticipantId } from '../../../../../../protocol/ids.ts';
import { largeParticipantOf } from '../../../../../../renderer/views/conference/stage/large-participant.ts';
import {
  FIRST_CHOICE,
  type StageChoice,
  withLayout,
  withScreen,
  withSharers,
} from '../../../../../../renderer/views/conference/stage/stage-choice.ts';

const ids = (letters: string) => [...letters] as ParticipantId[];
const id = (letter: string) => letter as ParticipantId;

type Change = (choice: StageChoice) => StageChoice;
const sharing =
  (letters: string): Change =>
  (choice) =>
    withSharers(choice, ids(letters));
const taking =
  (layout: StageChoice['layout']): Change =>
  (choice) =>
    withLayout(choice, layout);
const looking =
  (letter: string): Change =>
  (choice) =>
    withScreen(choice, id(letter));

describe('[CONF-11] the layout of the stage', () => {
  test.each<[words: string, changes: Change[], layout: string, shown: string | null]>([
    ['is the grid at first', [], 'grid', null],
    ['is what the user takes', [taking('speaker')], 'speaker', null],
    ['has no screens while nobody shows one', [taking('sharing')], 'grid', null],
    ['becomes the screen that somebody shows', [sharing('a')], 'sharing', 'a'],
    ['goes back when the user wants', [sharing('a'), taking('grid')], 'grid', 'a'],
    [
      'returns to the screen when the user wants',
      [sharing('a'), taking('grid'), taking('sharing')],
      'sharing',
      'a',
    ],
    [
      'goes back to what it was when the screen ends',
      [taking('speaker'), sharing('a'), sharing('')],
      'speaker',
      null,
    ],
    ['shows the latest screen', [sharing('b'), sharing('ab')], 'sharing', 'a'],
    ['shows the one that the user takes', [sharing('b'), sharing('ab'), looking('b')], 'sharing', 'b'],
    [
      'keeps it when another one ends',
      [sharing('b'), sharing('ab'), looking('b'), sharing('b')],
      'sharing',
      'b',
    ],
    [
      'shows the latest that is left when it ends',
      [sharing('b'), sharing('ab'), sharing('b')],
      'sharing',
      'b',
    ],
    ['stays away from screens that end', [sharing('ab'), taking('grid'), sharing('a')], 'grid', 'a'],
    ['is drawn to one that is new', [sharing('a'), taking('grid'), sharing('ab')], 'sharing', 'b'],
    ['knows no screen of who shows none', [sharing('a'), looking('z')], 'sharing', 'a'],
  ])('%s', (_, changes, layout, shown) => {
    const choice = changes.reduce((before, change) => change(before), FIRST_CHOICE);
    expect(choice).toMatchObject({ layout, shown });
  });

  test('is the very same while nothing changes', () => {
    const choice = withSharers(FIRST_CHOICE, ids('ab'));
    expect(withSharers(choice, ids('ba'))).toBe(choice);
  });
});

describe('[CONF-11] who is large in the speaker layout', () => {
  test.each<
    [words: string, present: string, dominant: string | null, previous: string | null, focus: string | null]
  >([
    ['whoever has the word', 'abc', 'c', 'b', 'c'],
    ['whoever had it before oneself', 'abc', 'a', 'b', 'b'],
    ['the first of the others before anybody spoke', 'abc', null, null, 'b'],
    ['somebody else when who was large has gone', 'ab', 'z', 'c', 'b'],
    ['oneself, alone', 'a', 'a', null, 'a'],
    ['nobody in an empty room', '', null, null, null],
  ])('%s', (_, present, dominant, previous, focus) => {
    expect(
      largeParticipantOf({
        present: ids(present),
        own: id('a'),
        dominant: dominant === null ? null : id(dominant),
        previous: previous === null ? null : id(previous),
      }),
    ).toBe(focus);
  });
});
