/** A size in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle on the stage, in CSS pixels. */
export interface Place extends Size {
  readonly left: number;
  readonly top: number;
}

interface Grid {
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

/** Space between tiles, in CSS pixels. */
export const GAP = 8;
/** Smallest width of a tile, in CSS pixels. Faces cannot be recognised below. */
export const MIN_TILE_WIDTH = 132;
export const MIN_TILE_HEIGHT = 75;
/** Greatest number of tiles on a page. Nobody looks at more. */
const MAX_TILES = 49;
/** Pictures are 16:9. A tile may crop them to 4:3, and to a square on a tall stage. */
const WIDEST = 16 / 9;
const NARROWEST_ON_WIDE_STAGE = 4 / 3;
const NARROWEST_ON_TALL_STAGE = 1;
/** A grid with more columns is preferred if its tiles have more than this share of the area. */
const SIDE_BY_SIDE_AREA = 0.85;

/** The number of tiles that fit at a size at which faces can be recognised; at least one, for any size of the stage. */
export function gridCapacity({ width, height }: Size): number {
  const columns = Math.floor((width + GAP) / (MIN_TILE_WIDTH + GAP));
  const rows = Math.floor((height + GAP) / (MIN_TILE_HEIGHT + GAP));
  return Math.min(MAX_TILES, Math.max(1, columns) * Math.max(1, rows));
}

/** The rectangles of `count` tiles in their largest possible size, row by row. An incomplete last row is centred. */
export function gridPlaces(count: number, stage: Size): Place[] {
  const { columns, tileWidth: width, tileHeight: height } = gridOf(count, stage);
  const rows = Math.ceil(count / columns);
  const top = (stage.height - rows * height - (rows - 1) * GAP) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (stage.width - inRow * width - (inRow - 1) * GAP) / 2;
    return {
      left: Math.round(left + (index % columns) * (width + GAP)),
      top: Math.round(top + row * (height + GAP)),
      width,
      height,
    };
  });
}

/** The number of columns and the tile size that show `count` pictures as large as possible. */
function gridOf(count: number, stage: Size): Grid {
  const all = Array.from({ length: Math.max(count, 1) }, (_, index) => gridWith(index + 1, count, stage));
  const readable = all.filter(({ tileWidth }) => tileWidth >= MIN_TILE_WIDTH);
  const candidates = readable.length > 0 ? readable : all;
  return candidates.reduce((one, other) => (area(other) > area(one) * SIDE_BY_SIDE_AREA ? other : one));
}

function area({ tileWidth, tileHeight }: Grid): number {
  return tileWidth * tileHeight;
}

function gridWith(columns: number, count: number, { width, height }: Size): Grid {
  const rows = Math.max(1, Math.ceil(count / columns));
  const freeWidth = Math.max(0, (width - GAP * (columns - 1)) / columns);
  const freeHeight = Math.max(0, (height - GAP * (rows - 1)) / rows);
  const narrowest = height > width ? NARROWEST_ON_TALL_STAGE : NARROWEST_ON_WIDE_STAGE;
  const tileWidth = Math.min(freeWidth, freeHeight * WIDEST);
  const tileHeight = Math.min(freeHeight, tileWidth / narrowest);
  return { columns, tileWidth: Math.floor(tileWidth), tileHeight: Math.floor(tileHeight) };
}
