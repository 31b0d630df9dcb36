import type { Identity } from '../../../protocol/signaling/shapes.ts';
import { type Address, DisplayName } from '../../../protocol/text/addresses.ts';

/** What is shown of somebody: the name by which they are known here, or their address before the server says more. */
export function personAt(people: readonly Identity[], address: Address): Identity {
  const known = people.find((person) => person.address === address);
  const [local = address] = address.split('@');
  return { address, displayName: known?.displayName ?? DisplayName.parse(local) };
}
