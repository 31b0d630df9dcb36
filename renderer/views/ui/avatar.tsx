import { firstCharacter } from '../../../protocol/text/readable-text.ts';

/** Number of avatar colours. The style sheet has a rule for each. */
const HUES = 8;

/** The first characters (graphemes) of the first and the last word of a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => firstCharacter(word ?? '').toUpperCase()).join('');
}

/** The colour of a name, the same on every client. */
function hueOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash % HUES;
}

/** A person's initials in a coloured circle. */
export function Avatar({ name, size = 'm' }: { name: string; size?: 's' | 'm' | 'l' }) {
  return (
    <span class={`avatar avatar-${size}`} data-hue={hueOf(name)} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
