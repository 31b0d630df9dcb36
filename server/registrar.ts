import type { Address } from '../protocol/addresses.ts';
import type { Person } from '../protocol/signaling/shapes.ts';
import type { Endpoint } from './endpoint.ts';

/** As many as a `register` reply may carry. */
const MAX_PEOPLE = 2_000;

interface Entry {
  person: Person;
  endpoints: Set<Endpoint>;
  /** Endpoints of this address that are in a call or a conference, each as often as it is. */
  inCall: Endpoint[];
}

/** Who is signed in where (RFC 3261 §10 location service), who is known, and their presence. */
export class Registrar {
  /** In order of last arrival: the first is who has been away longest. */
  readonly #entries = new Map<Address, Entry>();

  get endpointCount(): number {
    let count = 0;
    for (const { endpoints } of this.#entries.values()) count += endpoints.size;
    return count;
  }

  add(endpoint: Endpoint): void {
    const { address, displayName } = endpoint;
    const entry = this.#entries.get(address) ?? {
      person: { address, displayName, presence: 'offline' as const },
      endpoints: new Set<Endpoint>(),
      inCall: [],
    };
    this.#entries.delete(address);
    this.#entries.set(address, entry);
    entry.endpoints.add(endpoint);
    const renamed = entry.person.displayName !== displayName;
    entry.person = { ...entry.person, displayName };
    this.#refresh(entry, renamed);
    this.#forgetOldest();
  }

  remove(endpoint: Endpoint): void {
    const entry = this.#entries.get(endpoint.address);
    if (!entry?.endpoints.delete(endpoint)) return;
    entry.inCall = entry.inCall.filter((other) => other !== endpoint);
    this.#refresh(entry, false);
  }

  /** The signed-in devices of an address: none when it is offline, undefined when nobody has ever seen it. */
  endpointsOf(address: Address): readonly Endpoint[] | undefined {
    const entry = this.#entries.get(address);
    return entry && [...entry.endpoints];
  }

  personAt(address: Address): Person | undefined {
    return this.#entries.get(address)?.person;
  }

  /** Everyone seen since the start, except the reader. */
  peopleFor(reader: Address): Person[] {
    return [...this.#entries.values()]
      .map((entry) => entry.person)
      .filter((person) => person.address !== reader)
      .slice(-MAX_PEOPLE);
  }

  /** This endpoint's user is now in one more call or conference. */
  enterCall(endpoint: Endpoint): void {
    const entry = this.#entries.get(endpoint.address);
    if (!entry?.endpoints.has(endpoint)) return;
    entry.inCall.push(endpoint);
    this.#refresh(entry, false);
  }

  leaveCall(endpoint: Endpoint): void {
    const entry = this.#entries.get(endpoint.address);
    const index = entry?.inCall.indexOf(endpoint) ?? -1;
    if (entry === undefined || index < 0) return;
    entry.inCall.splice(index, 1);
    this.#refresh(entry, false);
  }

  #refresh(entry: Entry, renamed: boolean): void {
    const presence =
      entry.endpoints.size === 0 ? 'offline' : entry.inCall.length > 0 ? 'in-call' : 'available';
    if (presence === entry.person.presence && !renamed) return;
    entry.person = { ...entry.person, presence };
    for (const [address, { endpoints }] of this.#entries) {
      if (address === entry.person.address) continue;
      for (const endpoint of endpoints) endpoint.notify('person-changed', { person: entry.person });
    }
  }

  #forgetOldest(): void {
    if (this.#entries.size <= MAX_PEOPLE) return;
    for (const [address, entry] of this.#entries) {
      if (entry.endpoints.size > 0) continue;
      this.#entries.delete(address);
      return;
    }
  }
}
