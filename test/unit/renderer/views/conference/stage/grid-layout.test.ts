import { describe, expect, test } from 'vitest';
import {
  GAP,
  gridCapacity,
  gridPlaces,
  LEAST_WIDTH,
} from '../../../../../../renderer/views/conference/stage/grid-layout.ts';
import { overlapping, within } from '../../../../../support/renderer/places.ts';

const ROOMS = [
  { width: 296, height: 350 },
  { width: 760, height: 360 },
  { width: 944, height: 620 },
  { width: 1_280, height: 640 },
  { width: 3_440, height: 1_300 },
];

describe('[CONF-11] the grid', () => {
  test.each(ROOMS)(
    'holds what fits on $width x $height: in sight, apart, and large enough for a face',
    (room) => {
      for (const count of [1, 2, 3, 5, 16, 49].filter((each) => each <= gridCapacity(room))) {
        const places = gridPlaces(count, room);
        expect(places).toHaveLength(count);
        expect(places.every((place) => within(place, room))).toBe(true);
        expect(overlapping(places, GAP - 1)).toEqual([]);
        for (const { width, height } of places) {
          expect(width).toBeGreaterThanOrEqual(LEAST_WIDTH);
          expect(width / height).toBeGreaterThan(0.95);
          expect(width / height).toBeLessThan(1.82);
        }
      }
    },
  );

  test.each(ROOMS)('as many as fit on $width x $height do so in any number up to that', (room) => {
    for (let count = 1; count <= gridCapacity(room); count += 1) {
      expect(gridPlaces(count, room)[0]?.width).toBeGreaterThanOrEqual(LEAST_WIDTH);
    }
  });

  test.each([
    [{ width: 296, height: 350 }, 8],
    [{ width: 944, height: 620 }, 42],
    [{ width: 3_440, height: 1_300 }, 49],
    [{ width: 0, height: 0 }, 1],
  ])('%o has room for %i', (room, count) => {
    expect(gridCapacity(room)).toBe(count);
  });

  test.each([
    [1, 1],
    [2, 2],
    [5, 3],
    [16, 4],
  ])('%i tiles stand in %i columns on a common screen', (count, columns) => {
    expect(columnsOf(count, { width: 980, height: 640 })).toBe(columns);
  });

  test('two people stand one above the other on an upright screen', () => {
    expect(columnsOf(2, { width: 360, height: 600 })).toBe(1);
  });

  test('an ultra-wide screen puts five in no more than two rows', () => {
    expect(columnsOf(5, { width: 3_440, height: 900 })).toBeGreaterThanOrEqual(3);
  });

  test('a last row that is not full stands in the middle', () => {
    const room = { width: 980, height: 640 };
    const [fourth, fifth] = gridPlaces(5, room).slice(3);
    expect((fourth?.left ?? 0) + (fifth?.left ?? 0) + (fifth?.width ?? 0)).toBeCloseTo(room.width, -1);
  });

  test('a stage without room is no error', () => {
    expect(gridPlaces(4, { width: 0, height: 0 }).every(({ width }) => width === 0)).toBe(true);
  });
});

function columnsOf(count: number, room: { width: number; height: number }): number {
  const [first, ...rest] = gridPlaces(count, room);
  return 1 + rest.filter(({ top }) => top === first?.top).length;
}
