import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../../support/fake-clock.ts';
import { anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

let clock: FakeClock;
let server: TestServer;
let alice: TestClient;
let bob: TestClient;

beforeEach(async () => {
  clock = new FakeClock();
  server = await TestServer.start({ timings: { resumeMs: 15_000 } }, { clock });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
});
afterEach(() => server.close());

/** Alice and Bob are in a call, and Bob's connection breaks. */
async function bobIsCutOff(): Promise<string> {
  const { invitationId, sessionId, ...invitation } = anInvitation('bob@example.org');
  await alice.request('invitation.send', { invitationId, sessionId, ...invitation });
  await bob.request('invitation.accept', { invitationId });
  bob.cut();
  await alice.notice('person-changed', ({ person }) => person.presence === 'offline');
  await alice.settled();
  expect(alice.has('session-ended')).toBe(false);
  return sessionId;
}

const lost = (sessionId: string) => ({ sessionId, ending: { reason: 'connection-lost', by: 'system' } });

test('[LEASE-5] the other side is notified of the lost connection after 15 s', async () => {
  const sessionId = await bobIsCutOff();
  clock.advance(15_000);
  expect(await alice.notice('session-ended')).toEqual(lost(sessionId));
});

test('[LEASE-5] a device that signs in again ends its absence immediately', async () => {
  const sessionId = await bobIsCutOff();
  await server.signIn('Bob');
  expect(await alice.notice('session-ended')).toEqual(lost(sessionId));
});

test('a server that closes during an absence leaves no timer', async () => {
  await bobIsCutOff();
  await server.close();
  expect(clock.pending).toBe(0);
});
