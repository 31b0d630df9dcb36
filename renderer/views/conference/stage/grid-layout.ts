/** A size in CSS pixels. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** A rectangle on the stage, in CSS pixels. */
export interface Place extends Room {
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
export const LEAST_WIDTH = 132;
export const LEAST_HEIGHT = 75;
/** Greatest number of tiles on a page. Nobody looks at more. */
const MOST_TILES = 49;
/** Pictures are 16:9. A tile may crop them to 4:3, and to a square on a tall stage. */
const WIDEST = 16 / 9;
const NARROWEST_LYING = 4 / 3;
const NARROWEST_UPRIGHT = 1;
/** Tiles side by side are preferred if their width is at least this part of the best one. */
const NEARLY = 0.85;

/** The number of tiles that fit at a size at which faces can be recognised; at least one, for any size of the stage. */
export function gridCapacity({ width, height }: Room): number {
  const columns = Math.floor((width + GAP) / (LEAST_WIDTH + GAP));
  const rows = Math.floor((height + GAP) / (LEAST_HEIGHT + GAP));
  return Math.min(MOST_TILES, Math.max(1, columns) * Math.max(1, rows));
}

/** The rectangles of `count` tiles in their largest possible size, row by row. An incomplete last row is centred. */
export function gridPlaces(count: number, room: Room): Place[] {
  const { columns, tileWidth: width, tileHeight: height } = gridOf(count, room);
  const rows = Math.ceil(count / columns);
  const top = (room.height - rows * height - (rows - 1) * GAP) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (room.width - inRow * width - (inRow - 1) * GAP) / 2;
    return {
      left: Math.round(left + (index % columns) * (width + GAP)),
      top: Math.round(top + row * (height + GAP)),
      width,
      height,
    };
  });
}

/** The number of columns and the tile size that show `count` pictures as large as possible. */
function gridOf(count: number, room: Room): Grid {
  const all = Array.from({ length: Math.max(count, 1) }, (_, index) => gridWith(index + 1, count, room));
  const readable = all.filter(({ tileWidth }) => tileWidth >= LEAST_WIDTH);
  const candidates = readable.length > 0 ? readable : all;
  return candidates.reduce((one, other) => (area(other) > area(one) * NEARLY ? other : one));
}

function area({ tileWidth, tileHeight }: Grid): number {
  return tileWidth * tileHeight;
}

function gridWith(columns: number, count: number, { width, height }: Room): Grid {
  const rows = Math.max(1, Math.ceil(count / columns));
  const roomWidth = Math.max(0, (width - GAP * (columns - 1)) / columns);
  const roomHeight = Math.max(0, (height - GAP * (rows - 1)) / rows);
  const narrowest = height > width ? NARROWEST_UPRIGHT : NARROWEST_LYING;
  const tileWidth = Math.min(roomWidth, roomHeight * WIDEST);
  const tileHeight = Math.min(roomHeight, tileWidth / narrowest);
  return { columns, tileWidth: Math.floor(tileWidth), tileHeight: Math.floor(tileHeight) };
}
