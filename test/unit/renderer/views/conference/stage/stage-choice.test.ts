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
    ['is what the user chooses', [taking('speaker')], 'speaker', null],
    ['has no sharing layout while no screen is shared', [taking('sharing')], 'grid', null],
    ['becomes a newly shared screen', [sharing('a')], 'sharing', 'a'],
    ['goes back when the user chooses another layout', [sharing('a'), taking('grid')], 'grid', 'a'],
    [
      'returns to the screen when the user chooses it',
      [sharing('a'), taking('grid'), taking('sharing')],
      'sharing',
      'a',
    ],
    [
      'goes back to the earlier layout when the screen ends',
      [taking('speaker'), sharing('a'), sharing('')],
      'speaker',
      null,
    ],
    ['shows the latest screen', [sharing('b'), sharing('ab')], 'sharing', 'a'],
    ['shows the screen that the user chooses', [sharing('b'), sharing('ab'), looking('b')], 'sharing', 'b'],
    [
      'keeps it when another screen ends',
      [sharing('b'), sharing('ab'), looking('b'), sharing('b')],
      'sharing',
      'b',
    ],
    [
      'shows the latest remaining screen when it ends',
      [sharing('b'), sharing('ab'), sharing('b')],
      'sharing',
      'b',
    ],
    [
      'does not return to the screens when one ends',
      [sharing('ab'), taking('grid'), sharing('a')],
      'grid',
      'a',
    ],
    ['shows a new screen', [sharing('a'), taking('grid'), sharing('ab')], 'sharing', 'b'],
    ['ignores a participant who shares no screen', [sharing('a'), looking('z')], 'sharing', 'a'],
  ])('%s', (_, changes, layout, shown) => {
    const choice = changes.reduce((before, change) => change(before), FIRST_CHOICE);
    expect(choice).toMatchObject({ layout, shown });
  });

  test('is the same object while nothing changes', () => {
    const choice = withSharers(FIRST_CHOICE, ids('ab'));
    expect(withSharers(choice, ids('ba'))).toBe(choice);
  });
});

describe('[CONF-11] the large participant of the speaker layout', () => {
  test.each<
    [words: string, present: string, dominant: string | null, previous: string | null, focus: string | null]
  >([
    ['the dominant speaker', 'abc', 'c', 'b', 'c'],
    ['the dominant speaker before the user', 'abc', 'a', 'b', 'b'],
    ['the first of the others before anyone has spoken', 'abc', null, null, 'b'],
    ['another participant when the large one has left', 'ab', 'z', 'c', 'b'],
    ['the user, if alone', 'a', 'a', null, 'a'],
    ['nobody on an empty stage', '', null, null, null],
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
