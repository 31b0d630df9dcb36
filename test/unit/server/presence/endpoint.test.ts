import { beforeEach, expect, test } from 'vitest';
import type { InvitationId } from '../../../../protocol/ids.ts';
import { createLog } from '../../../../server/log.ts';
import { Endpoint } from '../../../../server/presence/endpoint.ts';
import { Registrar } from '../../../../server/presence/registrar.ts';
import { openStore } from '../../../../server/store/open-store.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { anEndpoint, type SentFrame } from '../../../support/server/endpoints.ts';
import { anId } from '../../../support/server/requests.ts';

let sent: SentFrame[];
let alice: Endpoint;

beforeEach(() => {
  sent = [];
  alice = anEndpoint('Alice', sent);
});

const ring = (endpoint: Endpoint, invitationId: string) =>
  endpoint.notify('invitation-ringing', { invitationId: invitationId as InvitationId });
const rung = () => sent.map(({ data }) => (data as { invitationId: string }).invitationId);

test('delayed notices are sent after the release, in order', () => {
  alice.delayNotices();
  alice.delayNotices();
  ring(alice, 'first');
  alice.releaseNotices();
  ring(alice, 'second');
  expect(rung()).toEqual([]);
  alice.releaseNotices();
  ring(alice, 'third');
  expect(rung()).toEqual(['first', 'second', 'third']);
});

test('an endpoint that is gone gets no notices, not even delayed ones', () => {
  alice.delayNotices();
  ring(alice, 'first');
  alice.depart();
  alice.releaseNotices();
  ring(alice, 'second');
  expect(sent).toEqual([]);
});

const emptyRegistrar = () => {
  const [clock, log] = [new FakeClock(), createLog('silent')];
  return new Registrar(openStore({ folder: undefined, newId: anId, clock, log }).people, clock);
};

test('presence is sent once for each change, and not to the person themselves', () => {
  const registrar = emptyRegistrar();
  const bob = anEndpoint('Bob');
  const secondBob = anEndpoint('Bob');
  registrar.add(alice);
  for (const device of [bob, secondBob]) registrar.add(device);
  registrar.enterCall(bob);
  registrar.enterCall(secondBob);
  registrar.leaveCall(secondBob);
  registrar.remove(secondBob);
  registrar.remove(secondBob);
  registrar.remove(bob);
  registrar.leaveCall(bob);
  const presences = sent.map(({ data }) => (data as { person: { presence: string } }).person.presence);
  expect(presences).toEqual(['available', 'in-call', 'offline']);
  expect(registrar.endpointCount).toBe(1);
});

test('a person who signs in with another name is announced with it', () => {
  const registrar = emptyRegistrar();
  registrar.add(alice);
  const bob = anEndpoint('Bob');
  registrar.add(bob);
  const { id, address } = anEndpoint('Bob');
  registrar.add(
    new Endpoint({ id, address, displayName: 'Robert' as never, deviceName: 'test', send: () => {} }),
  );
  expect(sent.at(-1)?.data).toMatchObject({ person: { address: 'bob@example.org', displayName: 'Robert' } });
});

test('no more people are remembered than fit into a reply; signed-in people stay', () => {
  const registrar = emptyRegistrar();
  registrar.add(alice);
  for (let count = 0; count < 2_100; count += 1) {
    const passerBy = anEndpoint(`Person ${count}`);
    registrar.add(passerBy);
    registrar.remove(passerBy);
  }
  expect(registrar.peopleFor(alice.address)).toHaveLength(1_999);
  expect(registrar.endpointsOf(alice.address)).toEqual([alice]);
  const forgotten = anEndpoint('Person 0').identity;
  expect(registrar.peopleFor(alice.address)).not.toContainEqual({ ...forgotten, presence: 'offline' });
  // They are still stored in the database.
  expect(registrar.identityAt(forgotten.address)).toEqual(forgotten);
});
