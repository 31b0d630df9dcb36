import { describe, expect, test } from 'vitest';
import { GAP, LEAST_WIDTH } from '../../../../../../renderer/views/conference/stage/grid-layout.ts';
import { PAGER_HEIGHT, stagePlaces } from '../../../../../../renderer/views/conference/stage/stage-places.ts';
import { overlapping, within } from '../../../../../support/renderer/places.ts';

const ROOMS = [
  { width: 296, height: 350 },
  { width: 336, height: 520 },
  { width: 760, height: 360 },
  { width: 944, height: 620 },
  { width: 2_100, height: 880 },
  { width: 2_990, height: 1_240 },
];
const COUNTS = [0, 1, 2, 5, 16, 49, 60, 199];

describe.each(ROOMS)('[CONF-11] a stage of $width x $height', (room) => {
  test.each([true, false])('shows any number without overlap; with a large picture: %s', (hasLarge) => {
    for (const count of COUNTS) {
      const { pages } = stagePlaces({ room, count, hasLarge, page: 0 });
      for (const page of [0, pages - 1]) {
        const { large, tiles } = stagePlaces({ room, count, hasLarge, page });
        const all = large ? [large, ...tiles] : tiles;
        expect(all.every((place) => within(place, room))).toBe(true);
        expect(overlapping(all, GAP - 1)).toEqual([]);
        expect(tiles.every(({ width }) => width >= Math.min(LEAST_WIDTH, room.width))).toBe(true);
        // The buttons that turn pages cover nothing.
        const bottom = room.height - (pages > 1 ? PAGER_HEIGHT : 0);
        expect(all.every(({ top, height }) => top + height <= bottom + 1)).toBe(true);
      }
    }
  });

  test('every tile is on one of the pages', () => {
    for (const hasLarge of [true, false]) {
      const shown = (page: number) => stagePlaces({ room, count: 60, hasLarge, page });
      const { pages } = shown(0);
      const tiles = Array.from({ length: pages }, (_, page) => shown(page).tiles.length);
      expect(tiles.reduce((sum, each) => sum + each, 0)).toBe(60);
    }
  });

  test('the large picture is larger than any tile', () => {
    for (const count of [1, 5, 49]) {
      const { large, tiles } = stagePlaces({ room, count, hasLarge: true, page: 0 });
      const areas = tiles.map(({ width, height }) => width * height);
      expect((large?.width ?? 0) * (large?.height ?? 0)).toBeGreaterThan(Math.max(...areas));
    }
  });
});

describe('[CONF-11] pages of the stage', () => {
  const room = { width: 944, height: 620 };

  test('one page has no buttons to turn it, and the whole room', () => {
    expect(stagePlaces({ room, count: 42, hasLarge: false, page: 0 })).toMatchObject({
      pages: 1,
      perPage: 42,
    });
  });

  test('a page that is gone becomes the last one', () => {
    expect(stagePlaces({ room, count: 50, hasLarge: false, page: 7 })).toMatchObject({ pages: 2, page: 1 });
  });

  test('a large picture without tiles has the whole room', () => {
    const { large } = stagePlaces({ room, count: 0, hasLarge: true, page: 0 });
    expect(large).toEqual({ left: 0, top: 0, ...room });
  });
});
