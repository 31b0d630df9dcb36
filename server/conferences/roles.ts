import type { GivenRole } from '../../protocol/conferences/roles.ts';
import type { Address } from '../../protocol/text/addresses.ts';

/** Who has which role in one conference: kept while it lives, whoever comes and goes (SPEC CONF-8). */
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
