import type { Place } from './grid-layout.ts';

/** The style that puts an element at a {@link Place} on the stage. */
export function placeStyle({ left, top, width, height }: Place): Record<string, string> {
  return { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` };
}
