import {
  GAP,
  gridCapacity,
  gridPlaces,
  MIN_TILE_HEIGHT,
  MIN_TILE_WIDTH,
  type Place,
  type Size,
} from './layout/grid-layout.ts';

/** Height of the buttons that turn pages, in CSS pixels. */
export const PAGER_HEIGHT = 52;

/** The arrangement of a stage. */
export interface StagePlaces {
  /** The large picture, if there is one. */
  readonly large: Place | null;
  /** The tiles of this page, in order. */
  readonly tiles: readonly Place[];
  /** The number of tiles that fit on a page; 0 if there is only the large picture. */
  readonly perPage: number;
  readonly pages: number;
  /** The page, from 0. The last page if the requested one no longer exists. */
  readonly page: number;
}

interface StageContent {
  readonly stage: Size;
  /** The number of tiles beside the large picture. */
  readonly count: number;
  readonly hasLarge: boolean;
  readonly page: number;
}

/** Aspect ratio of most large pictures. */
const RATIO = 16 / 9;
/** Smallest and largest share of the stage for tiles. */
const MIN_SIDE_SHARE = 0.16;
const MAX_SIDE_SHARE = 0.48;

/** Arranges the large picture and one page of tiles on the stage. Nothing overlaps or scrolls. */
export function stagePlaces({ stage, count, hasLarge, page }: StageContent): StagePlaces {
  const whole = splitStage(stage, hasLarge && count > 0);
  // With a single page there are no page buttons, so the tiles get their space, too.
  if (count <= gridCapacity(whole.side)) return pageOf(whole, { stage, count, hasLarge, page });
  const rest = { width: stage.width, height: Math.max(0, stage.height - PAGER_HEIGHT) };
  return pageOf(splitStage(rest, hasLarge), { stage: rest, count, hasLarge, page });
}

function pageOf(split: Split, { stage, count, hasLarge, page }: StageContent): StagePlaces {
  const perPage = gridCapacity(split.side);
  const pages = Math.max(1, Math.ceil(count / perPage));
  const shown = Math.min(Math.max(page, 0), pages - 1);
  const onPage = Math.min(perPage, count - shown * perPage);
  const { left, top } = split.side;
  return {
    large: hasLarge ? (split.large ?? { left: 0, top: 0, ...stage }) : null,
    tiles: gridPlaces(onPage, split.side).map((place) => ({
      ...place,
      left: place.left + left,
      top: place.top + top,
    })),
    perPage,
    pages,
    page: shown,
  };
}

interface Split {
  readonly large: Place | null;
  readonly side: Place;
}

/** Tiles are beside or below the large picture, whichever makes the picture larger. */
function splitStage(stage: Size, isSplit: boolean): Split {
  if (!isSplit) return { large: null, side: { left: 0, top: 0, ...stage } };
  const [beside, below] = [splitBeside(stage), splitBelow(stage)];
  return pictureWidth(beside.large) >= pictureWidth(below.large) ? beside : below;
}

function pictureWidth({ width, height }: Size): number {
  return Math.min(width, height * RATIO);
}

function splitBeside({ width, height }: Size) {
  const unused = width - GAP - height * RATIO;
  const sideWidth = sideOf({ length: width, unused, least: MIN_TILE_WIDTH });
  const largeWidth = Math.max(0, width - GAP - sideWidth);
  return {
    large: { left: 0, top: 0, width: largeWidth, height },
    side: { left: largeWidth + GAP, top: 0, width: sideWidth, height },
  };
}

function splitBelow({ width, height }: Size) {
  const unused = height - GAP - width / RATIO;
  const sideHeight = sideOf({ length: height, unused, least: MIN_TILE_HEIGHT });
  const largeHeight = Math.max(0, height - GAP - sideHeight);
  return {
    large: { left: 0, top: 0, width, height: largeHeight },
    side: { left: 0, top: largeHeight + GAP, width, height: sideHeight },
  };
}

/** Space that the large picture cannot use goes to the tiles. */
function sideOf({ length, unused, least }: { length: number; unused: number; least: number }): number {
  const wanted = Math.max(least, length * MIN_SIDE_SHARE, unused);
  return Math.floor(Math.min(wanted, length * MAX_SIDE_SHARE));
}
