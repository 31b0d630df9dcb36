import type { Place, Size } from '../../../renderer/views/conference/stage/layout/grid-layout.ts';

/** Whether the element is completely on the stage. */
export function within({ left, top, width, height }: Place, stage: Size): boolean {
  return left >= 0 && top >= 0 && left + width <= stage.width + 1 && top + height <= stage.height + 1;
}

/** Pairs of elements that are closer than `apart` CSS pixels. */
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
