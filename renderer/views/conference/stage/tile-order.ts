import type { ParticipantId } from '../../../../protocol/ids.ts';

/** The order of tiles, and who has spoken. */
export interface TileOrder {
  readonly tiles: readonly ParticipantId[];
  /** Participants who have spoken, the latest last. */
  readonly spoken: readonly ParticipantId[];
}

/** What the order depends on. */
export interface OrderInput {
  /** In order of joining. */
  readonly present: readonly ParticipantId[];
  /** Current speakers, loudest first. */
  readonly speaking: readonly ParticipantId[];
  /** The number of tiles on the first page. */
  readonly firstPage: number;
  /** Participants who are not in the tiles, because they are on every page. */
  readonly apart: readonly ParticipantId[];
}

/** The order before anyone is there. */
export const NO_TILES: TileOrder = { tiles: [], spoken: [] };

/**
 * Tiles are in order of joining and stay in place, with one exception: a speaker who is not on the first page changes
 * places with the participant on it who has been silent longest (SPEC CONF-11). The same input again changes nothing.
 */
export function nextOrder(before: TileOrder, input: OrderInput): TileOrder {
  const isPresent = new Set(input.present);
  const known = new Set(before.tiles);
  const tiles = [
    ...before.tiles.filter((id) => isPresent.has(id)),
    ...input.present.filter((id) => !known.has(id)),
  ];
  const speaking = input.speaking.filter((id) => isPresent.has(id));
  const spoken = [
    ...before.spoken.filter((id) => isPresent.has(id) && !speaking.includes(id)),
    ...speaking.toReversed(),
  ];
  for (const id of speaking) {
    if (!input.apart.includes(id)) moveToFirstPage(tiles, id, { ...input, speaking, spoken });
  }
  return { tiles, spoken };
}

function moveToFirstPage(
  tiles: ParticipantId[],
  speaker: ParticipantId,
  { apart, firstPage, speaking, spoken }: Omit<OrderInput, 'present'> & Pick<TileOrder, 'spoken'>,
): void {
  const page = tiles.filter((id) => !apart.includes(id)).slice(0, firstPage);
  if (page.includes(speaker)) return;
  const silent = page.filter((id) => !speaking.includes(id));
  // Of participants who have never spoken, the last one moves, so that the first ones stay.
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
