import { signal } from '@preact/signals';

/** Labels of the keys on the user's keyboard layout (WICG keyboard-map), if the browser supports it. */
const layout = signal<ReadonlyMap<string, string>>(new Map());

/** The part of `Navigator` that knows the layout. Chromium has it on secure pages. */
export interface LayoutPort {
  readonly keyboard?: { getLayoutMap(): Promise<ReadonlyMap<string, string>> };
}

/**
 * Reads the labels of the keys, so that tooltips name the keys as the user sees them. On failure the labels stay as
 * they were.
 */
export async function readKeyLabels({ keyboard }: LayoutPort): Promise<void> {
  const map = await keyboard?.getLayoutMap().catch(() => undefined);
  if (map) layout.value = new Map(map);
}

/** The letter on a key with this code: `KeyM` is `M`, or `,` on a French keyboard. */
export function keyLabel(code: string): string {
  const written = layout.value.get(code)?.trim();
  return written ? written.toUpperCase() : code.replace(/^Key/, '');
}
