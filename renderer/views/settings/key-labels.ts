import { signal } from '@preact/signals';

/** What the keys write on the layout of the user (WICG keyboard-map), where the browser tells. */
const layout = signal<ReadonlyMap<string, string>>(new Map());

/** The part of `Navigator` that tells the layout; Chromium has it, on secure pages. */
export interface LayoutPort {
  readonly keyboard?: { getLayoutMap(): Promise<ReadonlyMap<string, string>> };
}

/** Reads what stands on the keys, so that tooltips name the keys as they are. One that cannot be read stays as it was. */
export async function readKeyLabels({ keyboard }: LayoutPort): Promise<void> {
  const map = await keyboard?.getLayoutMap().catch(() => undefined);
  if (map) layout.value = new Map(map);
}

/** The letter on a key, by its place: `KeyM` is `M`, and `,` on a French keyboard. */
export function keyLabel(code: string): string {
  const written = layout.value.get(code)?.trim();
  return written ? written.toUpperCase() : code.replace(/^Key/, '');
}
