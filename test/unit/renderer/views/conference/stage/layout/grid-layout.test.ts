import { describe, expect, test } from 'vitest';
import {
  GAP,
  gridCapacity,
  gridPlaces,
  MIN_TILE_WIDTH,
} from '../../../../../../../renderer/views/conference/stage/layout/grid-layout.ts';
import { overlapping, within } from '../../../../../../support/renderer/places.ts';

const STAGE_SIZES = [
  { width: 296, height: 350 },
  { width: 760, height: 360 },
  { width: 944, height: 620 },
  { width: 1_280, height: 640 },
  { width: 3_440, height: 1_300 },
];

describe('[CONF-11] the grid', () => {
  test.each(STAGE_SIZES)(
    'tiles on $width x $height are visible, do not overlap, and are large enough for a face',
    (stage) => {
      for (const count of [1, 2, 3, 5, 16, 49].filter((each) => each <= gridCapacity(stage))) {
        const places = gridPlaces(count, stage);
        expect(places).toHaveLength(count);
        expect(places.every((place) => within(place, stage))).toBe(true);
        expect(overlapping(places, GAP - 1)).toEqual([]);
        for (const { width, height } of places) {
          expect(width).toBeGreaterThanOrEqual(MIN_TILE_WIDTH);
          expect(width / height).toBeGreaterThan(0.95);
          expect(width / height).toBeLessThan(1.82);
        }
      }
    },
  );

  test.each(STAGE_SIZES)('any number up to the capacity fits on $width x $height', (stage) => {
    for (let count = 1; count <= gridCapacity(stage); count += 1) {
      expect(gridPlaces(count, stage)[0]?.width).toBeGreaterThanOrEqual(MIN_TILE_WIDTH);
    }
  });

  test.each([
    [{ width: 296, height: 350 }, 8],
    [{ width: 944, height: 620 }, 42],
    [{ width: 3_440, height: 1_300 }, 49],
    [{ width: 0, height: 0 }, 1],
  ])('%o has space for %i', (stage, count) => {
    expect(gridCapacity(stage)).toBe(count);
  });

  test.each([
    [1, 1],
    [2, 2],
    [5, 3],
    [16, 4],
  ])('%i tiles are in %i columns on a common screen', (count, columns) => {
    expect(columnsOf(count, { width: 980, height: 640 })).toBe(columns);
  });

  test('two people are one above the other on a tall screen', () => {
    expect(columnsOf(2, { width: 360, height: 600 })).toBe(1);
  });

  test('an ultra-wide screen puts five in no more than two rows', () => {
    expect(columnsOf(5, { width: 3_440, height: 900 })).toBeGreaterThanOrEqual(3);
  });

  test('an incomplete last row is centred', () => {
    const stage = { width: 980, height: 640 };
    const [fourth, fifth] = gridPlaces(5, stage).slice(3);
    expect((fourth?.left ?? 0) + (fifth?.left ?? 0) + (fifth?.width ?? 0)).toBeCloseTo(stage.width, -1);
  });

  test('a stage without space is no error', () => {
    expect(gridPlaces(4, { width: 0, height: 0 }).every(({ width }) => width === 0)).toBe(true);
  });
});

function columnsOf(count: number, stage: { width: number; height: number }): number {
  const [first, ...rest] = gridPlaces(count, stage);
  return 1 + rest.filter(({ top }) => top === first?.top).length;
}
