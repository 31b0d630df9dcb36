import { describe, expect, test } from 'vitest';
import { gridLayout } from '../../../../../renderer/views/conference/grid-layout.ts';

const STAGES = [
  { width: 320, height: 480, gap: 8 },
  { width: 760, height: 360, gap: 8 },
  { width: 1_280, height: 640, gap: 8 },
  { width: 3_440, height: 1_300, gap: 8 },
];

describe('[CONF-11] the grid', () => {
  test.each(STAGES)('holds any number of tiles on $width x $height', (stage) => {
    for (const count of [1, 2, 3, 5, 16, 49]) {
      const { columns, tileWidth, tileHeight, scrolls } = gridLayout(count, stage);
      const rows = Math.ceil(count / columns);
      const ratio = tileWidth / tileHeight;
      expect(columns * tileWidth + (columns - 1) * stage.gap).toBeLessThanOrEqual(stage.width);
      if (!scrolls) expect(rows * tileHeight + (rows - 1) * stage.gap).toBeLessThanOrEqual(stage.height);
      expect(tileWidth).toBeGreaterThanOrEqual(132);
      expect(ratio).toBeGreaterThan(0.95);
      expect(ratio).toBeLessThan(1.82);
    }
  });

  test.each([
    [1, 1],
    [2, 2],
    [5, 3],
    [16, 4],
  ])('%i tiles stand in %i columns on a common screen', (count, columns) => {
    expect(gridLayout(count, { width: 980, height: 640, gap: 8 }).columns).toBe(columns);
  });

  test('two people stand one above the other on an upright screen', () => {
    expect(gridLayout(2, { width: 360, height: 600, gap: 8 }).columns).toBe(1);
  });

  test('an ultra-wide screen puts five in a row', () => {
    expect(gridLayout(5, { width: 3_440, height: 900, gap: 8 }).columns).toBeGreaterThanOrEqual(3);
  });

  test('a stage without room is no error', () => {
    expect(gridLayout(4, { width: 0, height: 0, gap: 8 }).tileWidth).toBeLessThanOrEqual(0);
  });
});
