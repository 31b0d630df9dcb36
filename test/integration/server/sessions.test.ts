import { afterEach, beforeEach, expect, test } from 'vitest';
import { anInvitation, candidate } from '../../support/server/requests.ts';
import type { TestClient } from '../../support/server/test-client.ts';
import { TestServer } from '../../support/server/test-server.ts';

let server: TestServer;
let alice: TestClient;
let bob: TestClient;

beforeEach(async () => {
  server = await TestServer.start();
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
});
afterEach(() => server.close());

async function ring() {
  const invitation = anInvitation('bob@example.org');
  await alice.request('invitation.send', invitation);
  return invitation;
}

async function call() {
  const { invitationId, sessionId } = await ring();
  await bob.request('invitation.accept', { invitationId });
  return sessionId;
}

test('[SES-1] answer, candidates and media status reach the other side, and only it', async () => {
  const sessionId = await call();
  await bob.request('session.answer', { sessionId, answer: 'v=0 answer' });
  expect(await alice.notice('session-answered')).toEqual({ sessionId, answer: 'v=0 answer' });
  await bob.request('session.candidate', { sessionId, candidate: candidate(1) });
  expect(await alice.notice('session-candidate')).toEqual({ sessionId, candidate: candidate(1) });
  await alice.request('session.candidate', { sessionId, candidate: null });
  expect(await bob.notice('session-candidate')).toEqual({ sessionId, candidate: null });
  const media = { microphone: 'muted', camera: 'on', screen: 'off' } as const;
  await alice.request('session.media', { sessionId, media });
  expect(await bob.notice('session-media')).toEqual({ sessionId, media });
});

test('[SES-1] what the inviter trickles before the accept reaches the accepting device in order', async () => {
  const { invitationId, sessionId } = await ring();
  for (const number of [1, 2, 3]) {
    await alice.request('session.candidate', { sessionId, candidate: candidate(number) });
  }
  await bob.settled();
  expect(bob.has('session-candidate')).toBe(false);
  await bob.request('invitation.accept', { invitationId });
  const received = [];
  for (let count = 0; count < 3; count += 1) received.push((await bob.notice('session-candidate')).candidate);
  expect(received).toEqual([candidate(1), candidate(2), candidate(3)]);
});

test('only the first answer of the accepter counts', async () => {
  const sessionId = await call();
  await expect(alice.request('session.answer', { sessionId, answer: 'v=0' })).rejects.toMatchObject({
    code: 'SESSION_WRONG_STATE',
  });
  await bob.request('session.answer', { sessionId, answer: 'v=0' });
  await expect(bob.request('session.answer', { sessionId, answer: 'v=0' })).rejects.toMatchObject({
    code: 'SESSION_WRONG_STATE',
  });
});

test('a session that still rings is cancelled, not hung up', async () => {
  const { sessionId } = await ring();
  await expect(alice.request('session.hang-up', { sessionId, reason: 'hung-up' })).rejects.toMatchObject({
    code: 'SESSION_WRONG_STATE',
  });
});

test.each(['hung-up', 'media-failed', 'device-refused', 'timed-out'] as const)(
  '[INV-7] a hang-up ends the session for the other side with its reason: %s',
  async (reason) => {
    const sessionId = await call();
    await bob.request('session.hang-up', { sessionId, reason });
    expect(await alice.notice('session-ended')).toEqual({ sessionId, ending: { reason, by: 'them' } });
    await expect(alice.request('session.hang-up', { sessionId, reason })).rejects.toMatchObject({
      code: 'SESSION_GONE',
    });
  },
);

test('a lost connection and a sign-out are told apart', async () => {
  const first = await call();
  bob.cut();
  expect(await alice.notice('session-ended')).toEqual({
    sessionId: first,
    ending: { reason: 'connection-lost', by: 'system' },
  });
  bob = await server.signIn('Bob');
  const second = await call();
  bob.close();
  expect(await alice.notice('session-ended')).toEqual({
    sessionId: second,
    ending: { reason: 'signed-out', by: 'them' },
  });
});

test('presence follows sign-in, call and sign-out', async () => {
  const carol = await server.signIn('Carol');
  const of = (address: string) => carol.notice('person-changed', ({ person }) => person.address === address);
  const sessionId = await call();
  expect((await of('bob@example.org')).person.presence).toBe('in-call');
  await bob.request('session.hang-up', { sessionId, reason: 'hung-up' });
  expect((await of('bob@example.org')).person.presence).toBe('available');
  bob.close();
  expect((await of('bob@example.org')).person).toEqual({
    address: 'bob@example.org',
    displayName: 'Bob',
    presence: 'offline',
  });
});

test('a client learns everyone known but itself when it registers', async () => {
  bob.close();
  await alice.notice('person-changed', ({ person }) => person.presence === 'offline');
  const { people, address } = await alice.request('register', { deviceName: 'test', doNotDisturb: false });
  expect(address).toBe('alice@example.org');
  expect(people).toEqual([{ address: 'bob@example.org', displayName: 'Bob', presence: 'offline' }]);
});

test('[RES-4] a server that closes does not end calls whose media goes from person to person', async () => {
  await call();
  await alice.settled();
  await Promise.all([alice.closed(), bob.closed(), server.running.close()]);
  expect(alice.has('session-ended')).toBe(false);
  expect(bob.has('session-ended')).toBe(false);
});
