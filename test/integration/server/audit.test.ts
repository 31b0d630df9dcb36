import { describe, expect, test } from 'vitest';
import { ParleyError, type WireError } from '../../../protocol/errors.ts';
import type { ConferenceId } from '../../../protocol/ids.ts';
import { REQUESTS, type RequestName } from '../../../protocol/signaling/requests.ts';
import type { EndpointRequest } from '../../../server/handlers/handler-types.ts';
import { REQUEST_SAMPLES } from '../../contract/samples.ts';
import { idPlaces, idPlacesIn, nameOf, type Place, withValue } from '../../support/server/audit-places.ts';
import {
  AuditWorld,
  type IdKind,
  type Name,
  type OwnedId,
  PEOPLE,
} from '../../support/server/audit-world.ts';
import { anId } from '../../support/server/requests.ts';
import { TestServer } from '../../support/server/test-server.ts';

/*
 * SEC-2: every request, by everyone who can be something to an object, with the IDs of all objects of other people in every
 * place for an ID. The places are read from the contract: a new request or a new ID in one is audited by itself, or fails
 * here.
 */

/** The kinds of objects that an ID with this name can name. */
const KINDS: Record<string, IdKind> = {
  invitationId: 'invitation',
  sessionId: 'session',
  replaces: 'session',
  referId: 'refer',
  conversationId: 'conversation',
  messageId: 'message',
  conferenceId: 'conference',
  participantId: 'participant',
  producerId: 'producer',
  consumerId: 'consumer',
  transportId: 'transport',
};

/** Places where a client chooses the ID of a new object. A new ID is accepted there, so it cannot be compared with a foreign ID. */
const CHOSEN = new Set([
  'invitation.send invitationId',
  'invitation.send sessionId',
  'invitation.send conversationId',
  'refer.send referId',
  'message.send messageId',
  'message.send conversationId',
  'conference.create conversationId',
  'conference.chat messageId',
]);

/**
 * Kinds whose IDs count together with something else only: a message with its sender, all others with their conference. A new
 * object of another kind may have the same ID, since nothing finds one for the other.
 */
const SCOPED: ReadonlySet<IdKind> = new Set([
  ...(['message', 'chat message', 'participant', 'producer', 'consumer', 'transport'] as const),
]);

/** Places where a foreign ID may be accepted, and why that is harmless. */
const HARMLESS: Record<string, string> = {
  'message.send messageId': 'a message ID counts together with its sender',
  'conference.chat messageId': 'a chat message ID counts together with its conference',
  'refer.send target.conferenceId':
    'a conference ID is a link, and may be passed on; its title is not told (REF-6)',
  'conference.join conferenceId':
    'a conference ID is a link: everyone who has it may ask to join (CONF-1, CONF-2)',
};

/** More variants of requests that have one sample only. */
const VARIANTS: Partial<Record<RequestName, object[]>> = {
  'invitation.send': [
    { referId: undefined },
    { referId: undefined, sessionType: 'application-sharing' },
    { referId: undefined, offer: undefined, sessionType: 'conference', conferenceId: anId() },
  ],
  'refer.send': [
    { replaces: undefined, target: { kind: 'person', address: 'nora@example.org' } },
    { replaces: anId(), target: { kind: 'person', address: 'nora@example.org' } },
    { replaces: undefined, target: { kind: 'conference', conferenceId: anId() } },
  ],
  'conference.create': [{ passcode: undefined }],
  'conference.join': [{ passcode: undefined }],
};

/** One person of each relation; the others are targets only. */
const SENDERS = (Object.keys(PEOPLE) as Name[]).filter((name) => !['iris', 'frank', 'grace'].includes(name));
const requests = (Object.keys(REQUESTS) as RequestName[]).filter(
  (request): request is EndpointRequest => request !== 'register' && request !== 'token.renew',
);
const placesOf = (request: RequestName) => idPlaces(REQUESTS[request].data);

/** The data of the tried requests. */
function basesOf(request: RequestName): Record<string, unknown>[] {
  const data = REQUEST_SAMPLES[request].data as Record<string, unknown>;
  return [data, ...(VARIANTS[request] ?? []).map((change) => defined({ ...data, ...change }))];
}

function defined(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}

/** The result of one request with one ID. */
async function outcomeOf(attempt: Promise<unknown>): Promise<'accepted' | WireError> {
  try {
    await attempt;
    return 'accepted';
  } catch (thrown) {
    return ParleyError.from(thrown, 'SERVER_INTERNAL').toWire();
  }
}

/** Tries one request of one person with all foreign IDs in one place. */
class Audit {
  readonly #by: Name;
  readonly #request: EndpointRequest;
  #world: AuditWorld;
  /** The refusal of an unused ID in a place. */
  readonly #unknown = new Map<string, 'accepted' | WireError>();

  constructor(world: AuditWorld, by: Name, request: EndpointRequest) {
    this.#world = world;
    this.#by = by;
    this.#request = request;
  }

  get world(): AuditWorld {
    return this.#world;
  }

  async all(): Promise<string[]> {
    const found: string[] = [];
    for (const base of basesOf(this.#request)) {
      for (const place of idPlacesIn(REQUESTS[this.#request].data, base)) {
        found.push(...(await this.#at(place, base)));
      }
      found.push(...(await this.#together(base)));
    }
    return found;
  }

  /**
   * The faults with foreign IDs in all places at once, of objects that belong together: a conference and its
   * participant, a session and its invitation. Such IDs fit together, so that only the missing relation can be refused.
   */
  async #together(base: object): Promise<string[]> {
    const places = idPlacesIn(REQUESTS[this.#request].data, base);
    if (places.length < 2) return [];
    const before = JSON.stringify(this.#world.state());
    const found: string[] = [];
    for (const ids of this.#fittingIn(places)) {
      const [first] = ids as [OwnedId, ...OwnedId[]];
      let data = this.#filled(base, first);
      for (const [index, place] of places.entries()) data = withValue(data, place, ids[index]?.id);
      const outcome = await outcomeOf(this.#ask(data));
      const told = this.#world.notifiedExcept(this.#by);
      const fault = outcome === 'accepted' ? 'was accepted' : outcome.code === 'SERVER_INTERNAL' && 'failed';
      const effect = told.length > 0 ? `told ${told.join(', ')}` : fault;
      if (effect) found.push(`${this.#request} with the IDs of ${ids.map(({ kind }) => kind)}: ${effect}`);
    }
    if (JSON.stringify(this.#world.state()) === before) return found;
    this.#world = await AuditWorld.open();
    return [...found, `${this.#request} with foreign IDs everywhere: changed the state`];
  }

  /** All combinations of foreign IDs, one of the right kind for each place, whose objects have a person in common. */
  #fittingIn(places: readonly Place[]): OwnedId[][] {
    let choices: OwnedId[][] = [[]];
    for (const place of places) {
      const kinds = this.#kindsAt(place);
      const candidates = this.#foreign().filter(({ kind }) => kinds.includes(kind));
      choices = choices.flatMap((chosen) =>
        candidates
          .filter(({ of }) => chosen.every((other) => other.of.some((name) => of.includes(name))))
          .map((candidate) => [...chosen, candidate]),
      );
    }
    return choices;
  }

  #kindsAt(place: Place): IdKind[] {
    const kind = KINDS[String(place.at(-1))] as IdKind;
    return kind === 'message' ? ['message', 'chat message'] : [kind];
  }

  #foreign(): OwnedId[] {
    return this.#world.ids.filter(({ of }) => !of.includes(this.#by));
  }

  /** The faults in one place, in a new world after a request that may have had an effect. */
  async #at(place: Place, base: object): Promise<string[]> {
    const where = `${this.#request} ${nameOf(place)}`;
    const before = JSON.stringify(this.#world.state());
    const found: string[] = [];
    for (const foreign of this.#foreign()) {
      if (this.#invitesToOwnConference(base, foreign)) continue;
      if (HARMLESS[where] || (CHOSEN.has(where) && SCOPED.has(foreign.kind))) continue;
      const data = this.#filled(base, foreign);
      const outcome = await outcomeOf(this.#ask(withValue(data, place, foreign.id)));
      const fault = await this.#faultIn({ outcome, data, place, base, foreign });
      const told = this.#world.notifiedExcept(this.#by);
      const effect = told.length > 0 ? `told ${told.join(', ')}` : fault;
      if (effect !== undefined) found.push(`${where} with the ID of ${foreign.kind}: ${effect}`);
    }
    if (JSON.stringify(this.#world.state()) === before) return found;
    this.#world = await AuditWorld.open();
    return [...found, `${where}: changed the state`];
  }

  /** A fault: accepted, or not refused like an unused ID. */
  async #faultIn(tried: {
    outcome: 'accepted' | WireError;
    data: unknown;
    place: Place;
    base: object;
    foreign: OwnedId;
  }): Promise<string | undefined> {
    const { outcome, data, place, base, foreign } = tried;
    if (outcome === 'accepted') return 'was accepted';
    if (outcome.code === 'SERVER_INTERNAL') return 'failed';
    const isLink = place.at(-1) === 'conferenceId' && foreign.kind.endsWith('conference');
    // Everyone who has the ID of a conference learns from a join whether it exists (CONF-2).
    if (isLink || CHOSEN.has(`${this.#request} ${nameOf(place)}`)) return undefined;
    const key = JSON.stringify([place, base, (data as { to?: string }).to]);
    const unknown = this.#unknown.get(key) ?? (await outcomeOf(this.#ask(withValue(data, place, anId()))));
    this.#unknown.set(key, unknown);
    const same = JSON.stringify(unknown) === JSON.stringify(outcome);
    return same
      ? undefined
      : `${outcome.code} in the place of ${unknown === 'accepted' ? unknown : unknown.code}`;
  }

  /** Invitations to a conference use the conversation that the conference continues (CONV-3). */
  #invitesToOwnConference(base: object, { id }: OwnedId): boolean {
    const conference = this.#world.ownOf(this.#by, 'conference');
    if (conference === undefined || !('sessionType' in base) || base.sessionType !== 'conference')
      return false;
    return this.#world.focus.conferences.find(conference as ConferenceId).info.conversationId === id;
  }

  #ask(data: unknown): Promise<unknown> {
    return this.#world.ask(this.#by, this.#request, data);
  }

  /** The rest of the request is legal: the sender's own objects, and existing people. */
  #filled(base: object, foreign: OwnedId): unknown {
    const to = foreign.of.find((name) => this.#world.addressOf(name) !== this.#world.addressOf(this.#by));
    const address = this.#world.addressOf(to ?? 'emil');
    let data: unknown = {
      ...base,
      ...('to' in base && { to: address }),
      ...('address' in base && { address }),
    };
    for (const place of idPlacesIn(REQUESTS[this.#request].data, data)) {
      const kind = KINDS[String(place.at(-1))] as IdKind;
      const own = CHOSEN.has(`${this.#request} ${nameOf(place)}`)
        ? undefined
        : this.#world.ownOf(this.#by, kind);
      data = withValue(data, place, own ?? anId());
    }
    return data;
  }
}

/** Checks that all objects still exist and that their owners can use them. */
async function everythingWorks(world: AuditWorld, but: Name): Promise<void> {
  const id = (kind: IdKind, of: Name) => world.ownOf(of, kind);
  const use = async (name: Name, request: EndpointRequest, data: object) => {
    const [, told] = [await world.ask(name, request, data), world.notifiedExcept(name)];
    return told;
  };
  world.notifiedExcept(but);
  const ringing = { invitationId: id('invitation', 'carol') };
  expect(await use('bob', 'invitation.ringing', ringing)).toEqual(['carol']);
  expect(await use('bob', 'invitation.accept', ringing)).toContain('carol');
  expect(await use('bob', 'refer.answer', { referId: id('refer', 'bob'), accepted: true })).toEqual([
    'alice',
  ]);
  const call = { sessionId: id('session', 'iris'), reason: 'hung-up' };
  expect(await use('iris', 'session.hang-up', call)).toContain('henry');
  const message = { messageId: anId(), conversationId: id('conversation', 'dora'), text: 'hello' };
  expect(await use('dora', 'message.send', { ...message, to: world.addressOf('emil') })).toEqual(['emil']);
  const hand = { conferenceId: id('conference', 'emil'), raised: true };
  expect(await use('emil', 'conference.hand', hand)).toEqual(['dora', 'gus', 'ada']);
  const other = { conferenceId: id('conference', 'frank') };
  expect(await use('frank', 'conference.terminate', other)).toContain('grace');
}

describe('what the audit covers', () => {
  test.each(requests)('every place for an ID in %s', (request) => {
    const covered = basesOf(request).flatMap((base) => idPlacesIn(REQUESTS[request].data, base));
    expect(new Set(covered.map(nameOf))).toEqual(new Set(placesOf(request)));
    for (const place of covered) expect(KINDS).toHaveProperty(String(place.at(-1)));
  });

  test('the exceptions name existing places', () => {
    const places = requests.flatMap((request) => placesOf(request).map((place) => `${request} ${place}`));
    for (const where of [...CHOSEN, ...Object.keys(HARMLESS)]) expect(places).toContain(where);
  });
});

const audited = requests.filter((request) => placesOf(request).length > 0);

describe.each(SENDERS.map((by) => ({ by, who: PEOPLE[by] })))('[SEC-2] $who: $by', ({ by }) => {
  test.each(audited)('%s does nothing to the objects of other people', async (request) => {
    const audit = new Audit(await AuditWorld.open(), by, request);
    expect(await audit.all()).toEqual([]);
    await everythingWorks(audit.world, by);
  });
});

test('[SEC-1] a client that has not registered is refused with every request', async () => {
  const server = await TestServer.start();
  try {
    const client = await server.connect('Nora');
    for (const name of requests) {
      const reply = await client.send({ name, data: basesOf(name)[0] });
      expect({ name, reply }).toMatchObject({ reply: { ok: false, error: { code: 'AUTH_REQUIRED' } } });
    }
  } finally {
    await server.close();
  }
});
