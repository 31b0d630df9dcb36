import type { Person } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';

const REACH = { available: 0, 'in-call': 1, 'do-not-disturb': 2, offline: 3 } as const satisfies Record<
  Person['presence'],
  number
>;

/** Who can be reached first, then by name. */
export function byReach(one: Person, other: Person): number {
  return REACH[one.presence] - REACH[other.presence] || one.displayName.localeCompare(other.displayName);
}

/** Those whose name or address holds every word that was typed, whatever its case, accents and joiners; those in reach first. */
export function peopleNamed(people: readonly Person[], typed: string): Person[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return people
    .filter(({ displayName, address }) => {
      const named = plain(`${displayName} ${address}`);
      return words.every((word) => named.includes(word));
    })
    .sort(byReach);
}

/** Can this person be called: are they there, and not blocked by our user? */
export function isInReach({ presence, address }: Person, blocked: readonly Address[]): boolean {
  return presence !== 'offline' && !blocked.includes(address);
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}\u200c\u200d]/gu, '')
    .toLowerCase();
}
