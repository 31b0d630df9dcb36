import { type ComponentChildren, h } from 'preact';

/** An icon's shapes, as lucide lists them. */
export type IconNode = readonly (readonly [
  tag: string,
  attributes: Record<string, string | number | undefined>,
])[];

/** Draws one lucide icon in the colour of the text. It says nothing to screen readers: its button does. */
export function Icon({ node, class: className = '' }: { node: IconNode; class?: string }) {
  const shapes: ComponentChildren = node.map(([tag, attributes], index) =>
    h(tag, { key: index, ...attributes }),
  );
  return (
    <svg
      class={`icon ${className}`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {shapes}
    </svg>
  );
}
