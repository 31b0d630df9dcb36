import type { Person } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';

const REACH = { available: 0, 'in-call': 1, 'do-not-disturb': 2, offline: 3 } as const satisfies Record<
  Person['presence'],
  number
>;

/** Orders people who can be reached first, then by name. */
export function byReachability(one: Person, other: Person): number {
  return REACH[one.presence] - REACH[other.presence] || one.displayName.localeCompare(other.displayName);
}

/**
 * People whose name or address contains every typed word, ignoring case, accents and joiners; people who can be reached
 * first.
 */
export function peopleNamed(people: readonly Person[], typed: string): Person[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return people
    .filter(({ displayName, address }) => {
      const named = plain(`${displayName} ${address}`);
      return words.every((word) => named.includes(word));
    })
    .sort(byReachability);
}

/** Whether this person can be called: online and not blocked by the user. */
export function isReachable({ presence, address }: Person, blocked: readonly Address[]): boolean {
  return presence !== 'offline' && !blocked.includes(address);
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}\u200c\u200d]/gu, '')
    .toLowerCase();
}
