import type { Identity, Person } from '../../protocol/signaling/shapes.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { Clock } from '../clock.ts';
import type { BlockTable } from '../store/block-table.ts';
import type { PeopleTable } from '../store/people-table.ts';
import { isUnwritable } from '../store/store-failure.ts';
import type { Directory } from './directory.ts';
import type { Endpoint } from './endpoint.ts';

/** As many as a `register` reply may carry. */
const MAX_PEOPLE = 2_000;

/** From whom people hide their presence: from those whom they block (SPEC ADM-2). */
export type Hiding = Pick<BlockTable, 'of' | 'ownersBlocking'>;

const NOBODY_HIDES: Hiding = { of: () => [], ownersBlocking: () => [] };

interface Entry {
  person: Person;
  endpoints: Set<Endpoint>;
  /** When this run of the server saw them first; 0 when an earlier one did. Milliseconds since the epoch. */
  sinceMs: number;
  /** Endpoints of this address that are in a call or a conference, each as often as it is. */
  inCall: Endpoint[];
}

/** Who is signed in where (RFC 3261 §10 location service), who is known, and their presence. */
export class Registrar implements Directory {
  /** In order of last arrival: the first is who has been away longest. */
  readonly #entries = new Map<Address, Entry>();
  readonly #people: PeopleTable;
  readonly #clock: Clock;
  readonly #hiding: Hiding;
  readonly #unwritten: ((thrown: unknown) => void) | undefined;

  /**
   * Begins with those whom an earlier run of the server has seen.
   * @param unwritten told of each failure to write that a person was here
   */
  constructor(
    people: PeopleTable,
    clock: Clock,
    hiding = NOBODY_HIDES,
    unwritten?: (thrown: unknown) => void,
  ) {
    this.#people = people;
    this.#clock = clock;
    this.#hiding = hiding;
    this.#unwritten = unwritten;
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

  /** Whether somebody had signed in with this address by then. @param atMs milliseconds since the epoch */
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

  /** This device may be rung, or may not (NOTE-6). */
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
   * Everyone who is known, except the reader: those who came last. People who hide from the reader stand first, since the
   * order would show when they came.
   */
  peopleFor(reader: Address): Person[] {
    const hidden = new Set(this.#hiding.ownersBlocking(reader));
    const others = [...this.#entries.values()]
      .map((entry) => entry.person)
      .filter((person) => person.address !== reader);
    const hiding = others.filter(({ address }) => hidden.has(address)).map(asHidden);
    return [...hiding, ...others.filter(({ address }) => !hidden.has(address))].slice(-MAX_PEOPLE);
  }

  /** A person hides their presence from a viewer from now on, or no longer: the viewer's devices see it at once. */
  hidingChanged(owner: Address, viewer: Address, hides: boolean): void {
    const person = this.#entries.get(owner)?.person;
    if (person === undefined || (hides && person.presence === 'offline')) return;
    const shown = hides ? asHidden(person) : person;
    for (const endpoint of this.endpointsOf(viewer)) endpoint.notify('person-changed', { person: shown });
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

  /** A database that cannot be written to keeps nobody out: this run of the server knows them all the same. */
  #writeSeen({ identity }: Endpoint, atMs: number): void {
    try {
      this.#people.seen(identity, atMs);
    } catch (thrown) {
      if (!isUnwritable(thrown)) throw thrown;
      this.#unwritten?.(thrown);
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

/** What a person shows to someone whom they block. */
function asHidden(person: Person): Person {
  return { ...person, presence: 'offline' };
}

function newEntry({ address, displayName }: Identity, sinceMs: number): Entry {
  const person = { address, displayName, presence: 'offline' } as const;
  return { person, endpoints: new Set(), inCall: [], sinceMs };
}

function presenceOf({ endpoints, inCall }: Entry): Person['presence'] {
  if (endpoints.size === 0) return 'offline';
  // Before `in-call`: a call to them is refused all the same.
  if ([...endpoints].every((endpoint) => endpoint.doNotDisturb)) return 'do-not-disturb';
  return inCall.length > 0 ? 'in-call' : 'available';
}
