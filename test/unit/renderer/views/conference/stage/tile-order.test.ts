import { describe, expect, test } from 'vitest';
import type { ParticipantId } from '../../../../../../protocol/ids.ts';
import {
  NO_TILES,
  nextOrder,
  type TileOrder,
} from '../../../../../../renderer/views/conference/stage/tile-order.ts';

/** Participants by a letter each. */
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
    ['closes up when somebody goes', [{}, { present: 'acdef' }], 'acdef'],
    ['does not change by who speaks on the first page', [{}, { speaking: 'b' }], 'abcdef'],
    ['brings who speaks onto it, for the last who never spoke', [{}, { speaking: 'e' }], 'abedcf'],
    ['keeps who spoke there when they are silent again', [{}, { speaking: 'e' }, {}], 'abedcf'],
    [
      'sends away who has been silent longest',
      [{ speaking: 'c' }, { speaking: 'b' }, { speaking: 'a' }, { speaking: 'f' }],
      'abfdec',
    ],
    ['brings two at once, the loudest first', [{}, { speaking: 'fd' }], 'adfbec'],
    ['sends nobody away who speaks', [{}, { speaking: 'abcf' }], 'abcdef'],
    ['knows no first page where all fit', [{ firstPage: 6 }, { speaking: 'f', firstPage: 6 }], 'abcdef'],
    ['leaves out who has a place of their own', [{}, { speaking: 'e', apart: 'e' }], 'abcdef'],
    ['counts the first page without those', [{}, { speaking: 'd', apart: 'a' }], 'abcdef'],
    ['ignores speakers who are not there', [{}, { speaking: 'z' }], 'abcdef'],
    ['is empty with nobody', [{}, { present: '' }], ''],
  ])('%s', (_, steps, order) => {
    expect(orderAfter(...steps)).toBe(order);
    // The same again changes nothing: a view may be drawn as often as it likes.
    expect(orderAfter(...steps, steps.at(-1) as Step)).toBe(order);
  });
});
