import type { GivenRole } from '../../protocol/conferences/roles.ts';
import type { Address } from '../../protocol/text/addresses.ts';

/** Everyone's role in one conference. Roles remain while people leave and return (SPEC CONF-8). */
export class Roles {
  readonly creator: Address;
  readonly #given = new Map<Address, GivenRole>();

  constructor(creator: Address) {
    this.creator = creator;
    this.#given.set(creator, 'organizer');
  }

  of(address: Address): GivenRole {
    return this.#given.get(address) ?? 'presenter';
  }

  organizes(address: Address): boolean {
    return this.of(address) === 'organizer';
  }

  give(address: Address, role: GivenRole): void {
    this.#given.set(address, role);
  }
}
