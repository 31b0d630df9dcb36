import type { ParticipantId } from '../../../../protocol/ids.ts';

/** In which order tiles stand, and who has spoken. */
export interface TileOrder {
  readonly tiles: readonly ParticipantId[];
  /** Whoever has spoken, the latest last. */
  readonly spoken: readonly ParticipantId[];
}

/** What the order follows. */
export interface Room {
  /** In order of joining. */
  readonly present: readonly ParticipantId[];
  /** Those who speak now, loudest first. */
  readonly speaking: readonly ParticipantId[];
  /** How many tiles the first page has. */
  readonly firstPage: number;
  /** Those who have a place of their own, whatever page is shown. */
  readonly apart: readonly ParticipantId[];
}

/** Nobody is there yet. */
export const NO_TILES: TileOrder = { tiles: [], spoken: [] };

/**
 * By joining, and stable, but for one thing: who speaks and is not on the first page changes places with whoever on it
 * has been silent longest (SPEC CONF-11). The same room again changes nothing.
 */
export function nextOrder(before: TileOrder, room: Room): TileOrder {
  const isPresent = new Set(room.present);
  const known = new Set(before.tiles);
  const tiles = [
    ...before.tiles.filter((id) => isPresent.has(id)),
    ...room.present.filter((id) => !known.has(id)),
  ];
  const speaking = room.speaking.filter((id) => isPresent.has(id));
  const spoken = [
    ...before.spoken.filter((id) => isPresent.has(id) && !speaking.includes(id)),
    ...speaking.toReversed(),
  ];
  for (const id of speaking) {
    if (!room.apart.includes(id)) moveToFirstPage(tiles, id, { ...room, speaking, spoken });
  }
  return { tiles, spoken };
}

function moveToFirstPage(
  tiles: ParticipantId[],
  speaker: ParticipantId,
  { apart, firstPage, speaking, spoken }: Omit<Room, 'present'> & Pick<TileOrder, 'spoken'>,
): void {
  const page = tiles.filter((id) => !apart.includes(id)).slice(0, firstPage);
  if (page.includes(speaker)) return;
  const silent = page.filter((id) => !speaking.includes(id));
  // Of those who have never spoken, the last one goes: who was there first stays longest.
  const goes = silent
    .toReversed()
    .reduce<ParticipantId | null>(
      (one, other) => (one !== null && spoken.indexOf(one) <= spoken.indexOf(other) ? one : other),
      null,
    );
  if (goes === null) return;
  const [from, to] = [tiles.indexOf(speaker), tiles.indexOf(goes)];
  tiles[to] = speaker;
  tiles[from] = goes;
}
