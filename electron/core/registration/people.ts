import type { Identity } from '../../../protocol/signaling/shapes.ts';
import { type Address, DisplayName } from '../../../protocol/text/addresses.ts';

/** Returns the person at an address. If the person is not known here, the name is the local part of the address. */
export function personAt(people: readonly Identity[], address: Address): Identity {
  const known = people.find((person) => person.address === address);
  const [local = address] = address.split('@');
  return { address, displayName: known?.displayName ?? DisplayName.parse(local) };
}
