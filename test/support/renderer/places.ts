import type { Place, Room } from '../../../renderer/views/conference/stage/grid-layout.ts';

/** Whether nothing of it is out of sight. */
export function within({ left, top, width, height }: Place, room: Room): boolean {
  return left >= 0 && top >= 0 && left + width <= room.width + 1 && top + height <= room.height + 1;
}

/** Pairs that are nearer to each other than so many CSS pixels. */
export function overlapping(places: readonly Place[], apart: number): [Place, Place][] {
  return places.flatMap((one, index) =>
    places
      .slice(index + 1)
      .filter((other) => isNear(one, other, apart))
      .map((other): [Place, Place] => [one, other]),
  );
}

function isNear(one: Place, other: Place, apart: number): boolean {
  return (
    one.left < other.left + other.width + apart &&
    other.left < one.left + one.width + apart &&
    one.top < other.top + other.height + apart &&
    other.top < one.top + one.height + apart
  );
}
