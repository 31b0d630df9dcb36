import type { Identity, Person } from '../../protocol/signaling/shapes.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { Clock } from '../clock.ts';
import type { BlockTable } from '../store/block-table.ts';
import type { PeopleTable } from '../store/people-table.ts';
import { isUnwritable } from '../store/store-failure.ts';
import type { Directory } from './directory.ts';
import type { Endpoint } from './endpoint.ts';

/** Maximum number of people in a `register` reply. */
const MAX_PEOPLE = 2_000;

/** Who hides their presence from whom: people hide it from those whom they block (SPEC ADM-2). */
export type Hiding = Pick<BlockTable, 'of' | 'ownersBlocking'>;

const NOBODY_HIDES: Hiding = { of: () => [], ownersBlocking: () => [] };

interface Entry {
  person: Person;
  endpoints: Set<Endpoint>;
  /** When this run of the server saw them first, in milliseconds since the epoch; 0 if an earlier run did. */
  sinceMs: number;
  /** Endpoints of this address that are in calls or conferences, once for each call or conference. */
  inCall: Endpoint[];
}

/** The known people, their signed-in devices (RFC 3261 §10 location service) and their presence. */
export class Registrar implements Directory {
  /** In order of the last sign-in: the first person has been away longest. */
  readonly #entries = new Map<Address, Entry>();
  readonly #people: PeopleTable;
  readonly #clock: Clock;
  readonly #hiding: Hiding;
  readonly #onWriteFailed: ((thrown: unknown) => void) | undefined;

  /**
   * Starts with the people whom earlier runs of the server have seen.
   * @param onWriteFailed called after each failure to store a sign-in
   */
  constructor(
    people: PeopleTable,
    clock: Clock,
    hiding = NOBODY_HIDES,
    onWriteFailed?: (thrown: unknown) => void,
  ) {
    this.#people = people;
    this.#clock = clock;
    this.#hiding = hiding;
    this.#onWriteFailed = onWriteFailed;
    for (const identity of people.latest(MAX_PEOPLE))
      this.#entries.set(identity.address, newEntry(identity, 0));
  }

  get endpointCount(): number {
    let count = 0;
    for (const { endpoints } of this.#entries.values()) count += endpoints.size;
    return count;
  }

  add(endpoint: Endpoint): void {
    const { address, displayName } = endpoint;
    const nowMs = this.#clock.nowMs();
    const sinceMs = this.#people.find(address) === undefined ? nowMs : 0;
    this.#writeSeen(endpoint, nowMs);
    const entry = this.#entries.get(address) ?? newEntry(endpoint.identity, sinceMs);
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

  /** Whether this address had signed in by a time. @param atMs milliseconds since the epoch */
  knownAt(address: Address, atMs: number): boolean {
    const entry = this.#entries.get(address);
    return entry !== undefined && entry.sinceMs <= atMs;
  }

  endpointsOf(address: Address): readonly Endpoint[] {
    return [...(this.#entries.get(address)?.endpoints ?? [])];
  }

  identityAt(address: Address): Identity | undefined {
    const person = this.#entries.get(address)?.person;
    if (person === undefined) return this.#people.find(address);
    return { address, displayName: person.displayName };
  }

  setDoNotDisturb(endpoint: Endpoint, doNotDisturb: boolean): void {
    endpoint.doNotDisturb = doNotDisturb;
    const entry = this.#entries.get(endpoint.address);
    if (entry?.endpoints.has(endpoint)) this.#refresh(entry, false);
  }

  /** Every signed-in device. */
  get endpoints(): readonly Endpoint[] {
    return [...this.#entries.values()].flatMap(({ endpoints }) => [...endpoints]);
  }

  /**
   * The latest known people, except the reader. People who hide from the reader are first, since their position would show
   * when they signed in.
   */
  peopleFor(reader: Address): Person[] {
    const hidden = new Set(this.#hiding.ownersBlocking(reader));
    const others = [...this.#entries.values()]
      .map((entry) => entry.person)
      .filter((person) => person.address !== reader);
    const hiding = others.filter(({ address }) => hidden.has(address)).map(asHidden);
    return [...hiding, ...others.filter(({ address }) => !hidden.has(address))].slice(-MAX_PEOPLE);
  }

  /** A person now hides their presence from a viewer, or no longer does. The viewer's devices are notified. */
  hidingChanged(owner: Address, viewer: Address, hides: boolean): void {
    const person = this.#entries.get(owner)?.person;
    if (person === undefined || (hides && person.presence === 'offline')) return;
    const shown = hides ? asHidden(person) : person;
    for (const endpoint of this.endpointsOf(viewer)) endpoint.notify('person-changed', { person: shown });
  }

  /** This endpoint is in one more call or conference. */
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

  /** If the database cannot be written to, people can still sign in: this run of the server remembers them. */
  #writeSeen({ identity }: Endpoint, atMs: number): void {
    try {
      this.#people.seen(identity, atMs);
    } catch (thrown) {
      if (!isUnwritable(thrown)) throw thrown;
      this.#onWriteFailed?.(thrown);
    }
  }

  #refresh(entry: Entry, renamed: boolean): void {
    const presence = presenceOf(entry);
    if (presence === entry.person.presence && !renamed) return;
    entry.person = { ...entry.person, presence };
    const unseen = new Set([entry.person.address, ...this.#hiding.of(entry.person.address)]);
    for (const [address, { endpoints }] of this.#entries) {
      if (unseen.has(address)) continue;
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

/** A person as those see them whom they block. */
function asHidden(person: Person): Person {
  return { ...person, presence: 'offline' };
}

function newEntry({ address, displayName }: Identity, sinceMs: number): Entry {
  const person = { address, displayName, presence: 'offline' } as const;
  return { person, endpoints: new Set(), inCall: [], sinceMs };
}

function presenceOf({ endpoints, inCall }: Entry): Person['presence'] {
  if (endpoints.size === 0) return 'offline';
  // More important than `in-call`: a call to them is refused.
  if ([...endpoints].every((endpoint) => endpoint.doNotDisturb)) return 'do-not-disturb';
  return inCall.length > 0 ? 'in-call' : 'available';
}
