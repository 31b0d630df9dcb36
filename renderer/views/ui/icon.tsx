import { type ComponentChildren, h } from 'preact';

/** The shapes of an icon in lucide's format. */
export type IconNode = readonly (readonly [
  tag: string,
  attributes: Record<string, string | number | undefined>,
])[];

/** Draws a lucide icon in the colour of the text. Hidden from screen readers, because the button has a label. */
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
