import type { Place } from './grid-layout.ts';

/** A {@link Place} as the style of an element on the stage. */
export function placedAt({ left, top, width, height }: Place): Record<string, string> {
  return { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` };
}
