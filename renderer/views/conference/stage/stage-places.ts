import {
  GAP,
  gridCapacity,
  gridPlaces,
  LEAST_HEIGHT,
  LEAST_WIDTH,
  type Place,
  type Room,
} from './grid-layout.ts';

/** Height of the buttons that turn pages, in CSS pixels. */
export const PAGER_HEIGHT = 52;

/** How the stage is filled. */
export interface StagePlaces {
  /** Of the one large picture, where there is one. */
  readonly large: Place | null;
  /** Of the tiles of this page, in their order. */
  readonly tiles: readonly Place[];
  /** How many tiles a page has room for; 0 where there is only the large picture. */
  readonly perPage: number;
  readonly pages: number;
  /** The page that this is, from 0: the last one, when there is none of this number any more. */
  readonly page: number;
}

interface Asked {
  readonly room: Room;
  /** How many tiles there are beside the large picture. */
  readonly count: number;
  readonly hasLarge: boolean;
  readonly page: number;
}

/** Most large pictures are of this shape. */
const RATIO = 16 / 9;
/** So much of the stage is for faces, at least and at most. */
const LEAST_SIDE_SHARE = 0.16;
const MOST_SIDE_SHARE = 0.48;

/** Puts the large picture and one page of tiles on the stage; nothing overlaps, nothing scrolls. */
export function stagePlaces({ room, count, hasLarge, page }: Asked): StagePlaces {
  const whole = splitStage(room, hasLarge && count > 0);
  // Without pages there are no buttons to turn them: then the tiles have their room too.
  if (count <= gridCapacity(whole.side)) return pageOf(whole, { room, count, hasLarge, page });
  const rest = { width: room.width, height: Math.max(0, room.height - PAGER_HEIGHT) };
  return pageOf(splitStage(rest, hasLarge), { room: rest, count, hasLarge, page });
}

function pageOf(split: Split, { room, count, hasLarge, page }: Asked): StagePlaces {
  const perPage = gridCapacity(split.side);
  const pages = Math.max(1, Math.ceil(count / perPage));
  const shown = Math.min(Math.max(page, 0), pages - 1);
  const onPage = Math.min(perPage, count - shown * perPage);
  const { left, top } = split.side;
  return {
    large: hasLarge ? (split.large ?? { left: 0, top: 0, ...room }) : null,
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

/** The tiles stand at the end of the line or below, where the large picture is larger then. */
function splitStage(room: Room, isSplit: boolean): Split {
  if (!isSplit) return { large: null, side: { left: 0, top: 0, ...room } };
  const [beside, below] = [splitBeside(room), splitBelow(room)];
  return pictureWidth(beside.large) >= pictureWidth(below.large) ? beside : below;
}

function pictureWidth({ width, height }: Room): number {
  return Math.min(width, height * RATIO);
}

function splitBeside({ width, height }: Room) {
  const unused = width - GAP - height * RATIO;
  const sideWidth = sideOf({ length: width, unused, least: LEAST_WIDTH });
  const largeWidth = Math.max(0, width - GAP - sideWidth);
  return {
    large: { left: 0, top: 0, width: largeWidth, height },
    side: { left: largeWidth + GAP, top: 0, width: sideWidth, height },
  };
}

function splitBelow({ width, height }: Room) {
  const unused = height - GAP - width / RATIO;
  const sideHeight = sideOf({ length: height, unused, least: LEAST_HEIGHT });
  const largeHeight = Math.max(0, height - GAP - sideHeight);
  return {
    large: { left: 0, top: 0, width, height: largeHeight },
    side: { left: 0, top: largeHeight + GAP, width, height: sideHeight },
  };
}

/** What the large picture cannot use anyway goes to the tiles. */
function sideOf({ length, unused, least }: { length: number; unused: number; least: number }): number {
  const wanted = Math.max(least, length * LEAST_SIDE_SHARE, unused);
  return Math.floor(Math.min(wanted, length * MOST_SIDE_SHARE));
}
