import { describe, expect, test } from 'vitest';
import type { ParticipantId } from '../../../../../../protocol/ids.ts';
import {
  NO_TILES,
  nextOrder,
  type TileOrder,
} from '../../../../../../renderer/views/conference/stage/tile-order.ts';

/** Participants whose IDs are single letters. */
const ids = (letters: string) => [...letters] as ParticipantId[];

interface Step {
  readonly present?: string;
  readonly speaking?: string;
  readonly firstPage?: number;
  readonly apart?: string;
}

function orderAfter(...steps: Step[]): string {
  const order = steps.reduce<TileOrder>(
    (before, { present = 'abcdef', speaking = '', firstPage = 3, apart = '' }) =>
      nextOrder(before, {
        present: ids(present),
        speaking: ids(speaking),
        firstPage,
        apart: ids(apart),
      }),
    NO_TILES,
  );
  return order.tiles.join('');
}

describe('[CONF-11] the order of tiles', () => {
  test.each<[words: string, steps: Step[], order: string]>([
    ['is that of joining', [{}], 'abcdef'],
    ['has newcomers at the end', [{ present: 'abc' }, { present: 'abcd' }], 'abcd'],
    ['closes the gap when a participant leaves', [{}, { present: 'acdef' }], 'acdef'],
    ['does not change when a participant on the first page speaks', [{}, { speaking: 'b' }], 'abcdef'],
    [
      'moves a speaker to the first page, in place of the last one who has never spoken',
      [{}, { speaking: 'e' }],
      'abedcf',
    ],
    ['keeps a speaker there when they are silent again', [{}, { speaking: 'e' }, {}], 'abedcf'],
    [
      'moves the one who has been silent longest away',
      [{ speaking: 'c' }, { speaking: 'b' }, { speaking: 'a' }, { speaking: 'f' }],
      'abfdec',
    ],
    ['moves two speakers together, the loudest first', [{}, { speaking: 'fd' }], 'adfbec'],
    ['moves no current speaker away', [{}, { speaking: 'abcf' }], 'abcdef'],
    ['does not change if all fit on one page', [{ firstPage: 6 }, { speaking: 'f', firstPage: 6 }], 'abcdef'],
    ['leaves out participants who are not in the tiles', [{}, { speaking: 'e', apart: 'e' }], 'abcdef'],
    ['counts the first page without them', [{}, { speaking: 'd', apart: 'a' }], 'abcdef'],
    ['ignores speakers who are not there', [{}, { speaking: 'z' }], 'abcdef'],
    ['is empty without participants', [{}, { present: '' }], ''],
  ])('%s', (_, steps, order) => {
    expect(orderAfter(...steps)).toBe(order);
    // The same input changes nothing, because views render any number of times.
    expect(orderAfter(...steps, steps.at(-1) as Step)).toBe(order);
  });
});
