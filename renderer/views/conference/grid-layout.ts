/** How tiles of one size fill a stage. Lengths in CSS pixels. */
export interface GridLayout {
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** The tiles do not fit at a size at which a face can be told: the stage scrolls. */
  readonly scrolls: boolean;
}

/** Room that tiles may take, and between them. */
export interface Stage {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

/** Below this a face cannot be told. */
const LEAST_WIDTH = 132;
/** Pictures are 16:9; a tile may cut them to 4:3, and to a square where the stage is upright. */
const WIDEST = 16 / 9;
const NARROWEST_LYING = 4 / 3;
const NARROWEST_UPRIGHT = 1;
/** People side by side look better than one above the other, where it costs less than this of the size. */
const NEARLY = 0.85;

/** The columns and the tile size that show `count` pictures largest. */
export function gridLayout(count: number, stage: Stage): GridLayout {
  const all = Array.from({ length: Math.max(count, 1) }, (_, index) => layoutOf(index + 1, count, stage));
  const best = all.reduce((one, other) => (area(other) > area(one) * NEARLY ? other : one));
  return best.tileWidth >= Math.min(LEAST_WIDTH, stage.width) ? best : scrollingLayout(stage);
}

function area({ tileWidth, tileHeight }: GridLayout): number {
  return tileWidth * tileHeight;
}

function layoutOf(columns: number, count: number, { width, height, gap }: Stage): GridLayout {
  const rows = Math.max(1, Math.ceil(count / columns));
  const roomWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
  const roomHeight = Math.max(0, (height - gap * (rows - 1)) / rows);
  const narrowest = height > width ? NARROWEST_UPRIGHT : NARROWEST_LYING;
  const tileWidth = Math.min(roomWidth, roomHeight * WIDEST);
  const tileHeight = Math.min(roomHeight, tileWidth / narrowest);
  return { columns, tileWidth: Math.floor(tileWidth), tileHeight: Math.floor(tileHeight), scrolls: false };
}

function scrollingLayout({ width, gap }: Stage): GridLayout {
  const columns = Math.max(1, Math.floor((width + gap) / (LEAST_WIDTH + gap)));
  const tileWidth = Math.floor((width - gap * (columns - 1)) / columns);
  return { columns, tileWidth, tileHeight: Math.floor(tileWidth / NARROWEST_LYING), scrolls: true };
}
