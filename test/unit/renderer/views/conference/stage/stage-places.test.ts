import { describe, expect, test } from 'vitest';
import { GAP, MIN_TILE_WIDTH } from '../../../../../../renderer/views/conference/stage/layout/grid-layout.ts';
import { PAGER_HEIGHT, stagePlaces } from '../../../../../../renderer/views/conference/stage/stage-places.ts';
import { overlapping, within } from '../../../../../support/renderer/places.ts';

const STAGE_SIZES = [
  { width: 296, height: 350 },
  { width: 336, height: 520 },
  { width: 760, height: 360 },
  { width: 944, height: 620 },
  { width: 2_100, height: 880 },
  { width: 2_990, height: 1_240 },
];
const COUNTS = [0, 1, 2, 5, 16, 49, 60, 199];

describe.each(STAGE_SIZES)('[CONF-11] a stage of $width x $height', (stage) => {
  test.each([true, false])(
    'shows any number of tiles without overlap; with a large picture: %s',
    (hasLarge) => {
      for (const count of COUNTS) {
        const { pages } = stagePlaces({ stage, count, hasLarge, page: 0 });
        for (const page of [0, pages - 1]) {
          const { large, tiles } = stagePlaces({ stage, count, hasLarge, page });
          const all = large ? [large, ...tiles] : tiles;
          expect(all.every((place) => within(place, stage))).toBe(true);
          expect(overlapping(all, GAP - 1)).toEqual([]);
          expect(tiles.every(({ width }) => width >= Math.min(MIN_TILE_WIDTH, stage.width))).toBe(true);
          // The page buttons cover nothing.
          const bottom = stage.height - (pages > 1 ? PAGER_HEIGHT : 0);
          expect(all.every(({ top, height }) => top + height <= bottom + 1)).toBe(true);
        }
      }
    },
  );

  test('every tile is on one of the pages', () => {
    for (const hasLarge of [true, false]) {
      const shown = (page: number) => stagePlaces({ stage, count: 60, hasLarge, page });
      const { pages } = shown(0);
      const tiles = Array.from({ length: pages }, (_, page) => shown(page).tiles.length);
      expect(tiles.reduce((sum, each) => sum + each, 0)).toBe(60);
    }
  });

  test('the large picture is larger than any tile', () => {
    for (const count of [1, 5, 49]) {
      const { large, tiles } = stagePlaces({ stage, count, hasLarge: true, page: 0 });
      const areas = tiles.map(({ width, height }) => width * height);
      expect((large?.width ?? 0) * (large?.height ?? 0)).toBeGreaterThan(Math.max(...areas));
    }
  });
});

describe('[CONF-11] pages of the stage', () => {
  const stage = { width: 944, height: 620 };

  test('a single page has no page buttons, and the whole stage', () => {
    expect(stagePlaces({ stage, count: 42, hasLarge: false, page: 0 })).toMatchObject({
      pages: 1,
      perPage: 42,
    });
  });

  test('a page that no longer exists becomes the last one', () => {
    expect(stagePlaces({ stage, count: 50, hasLarge: false, page: 7 })).toMatchObject({ pages: 2, page: 1 });
  });

  test('a large picture without tiles has the whole stage', () => {
    const { large } = stagePlaces({ stage, count: 0, hasLarge: true, page: 0 });
    expect(large).toEqual({ left: 0, top: 0, ...stage });
  });
});
