import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import { anInvitation, candidate } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

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

test('[SES-1] answer, candidates and media status reach only the other side', async () => {
  const sessionId = await call();
  await bob.request('session.answer', { sessionId, answer: 'v=0 answer' });
  expect(await alice.notice('session-answered')).toEqual({ sessionId, answer: 'v=0 answer' });
  await bob.request('session.candidate', { sessionId, candidate: candidate(1) });
  expect(await alice.notice('session-candidate')).toEqual({ sessionId, candidate: candidate(1) });
  await alice.request('session.candidate', { sessionId, candidate: null });
  expect(await bob.notice('session-candidate')).toEqual({ sessionId, candidate: null });
  const media = { microphone: 'muted', camera: 'on', screen: 'off' } as const;
  await alice.request('session.media', { sessionId, media });
  expect(await bob.notice('session-media')).toEqual({ sessionId, media, number: 1 });
});

test('[SES-1] candidates from before the accept reach the accepting device in order', async () => {
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

describe('another offer in an agreed session', () => {
  let sessionId: Awaited<ReturnType<typeof call>>;
  beforeEach(async () => {
    sessionId = await call();
  });
  const wrongState = { code: 'SESSION_WRONG_STATE' };
  const answer = () => bob.request('session.answer', { sessionId, answer: 'v=0 answer' });

  test('[SES-1] is answered like the first, for every ICE restart of the inviter', async () => {
    await answer();
    for (const offer of ['v=0 first', 'v=0 second']) {
      await alice.request('session.offer', { sessionId, offer });
      expect(await bob.notice('session-offered')).toEqual({ sessionId, offer });
      await bob.request('session.answer', { sessionId, answer: offer });
      await alice.notice('session-answered', (data) => data.answer === offer);
    }
    await expect(answer()).rejects.toMatchObject(wrongState);
  });

  test('[SES-1] only comes from the inviter, and only when no answer is pending', async () => {
    const offer = { sessionId, offer: 'v=0' };
    await expect(alice.request('session.offer', offer)).rejects.toMatchObject(wrongState);
    await answer();
    await expect(bob.request('session.offer', offer)).rejects.toMatchObject(wrongState);
    await alice.request('session.offer', offer);
    await expect(alice.request('session.offer', offer)).rejects.toMatchObject(wrongState);
    await expect(alice.request('session.answer', { sessionId, answer: 'v=0' })).rejects.toMatchObject(
      wrongState,
    );
    await answer();
  });

  test('dies with its session', async () => {
    await answer();
    await alice.request('session.offer', { sessionId, offer: 'v=0' });
    await bob.request('session.hang-up', { sessionId, reason: 'hung-up' });
    await expect(answer()).rejects.toMatchObject({ code: 'SESSION_GONE' });
  });
});

test('[INV-10] hold and resume reach the other side of an answered call', async () => {
  const { invitationId, sessionId } = await ring();
  await expect(alice.request('session.hold', { sessionId, held: true })).rejects.toMatchObject({
    code: 'SESSION_WRONG_STATE',
  });
  await bob.request('invitation.accept', { invitationId });
  await alice.request('session.hold', { sessionId, held: true });
  expect(await bob.notice('session-hold')).toEqual({ sessionId, held: true });
  await bob.request('session.hold', { sessionId, held: true });
  expect(await alice.notice('session-hold')).toEqual({ sessionId, held: true });
  await alice.request('session.hold', { sessionId, held: false });
  expect(await bob.notice('session-hold')).toEqual({ sessionId, held: false });
  const eve = await server.signIn('Eve');
  await expect(eve.request('session.hold', { sessionId, held: true })).rejects.toMatchObject({
    code: 'SESSION_GONE',
  });
});

describe('invalid descriptions and candidates', () => {
  const malformed = { ok: false, error: { code: 'PROTOCOL_MALFORMED' } };
  const descriptions = [
    '',
    'garbage',
    'v=1',
    'v=0\n\nm=audio',
    'v=0\nno line',
    'v=0\0',
    'v=0\r',
    '<html>',
    7,
  ];

  test.each(descriptions)('[RES-6] an offer or answer of %j is refused and not forwarded', async (sdp) => {
    const invitation = { ...anInvitation('bob@example.org'), offer: sdp };
    expect(await alice.send({ name: 'invitation.send', data: invitation })).toMatchObject(malformed);
    await bob.settled();
    expect(bob.has('invitation-received')).toBe(false);
    const sessionId = await call();
    const answer = await bob.send({ name: 'session.answer', data: { sessionId, answer: sdp } });
    expect(answer).toMatchObject(malformed);
    await bob.request('session.answer', { sessionId, answer: 'v=0\r\ns=-\r\nm=audio 9 RTP/AVP 0\r\n' });
    const offer = await alice.send({ name: 'session.offer', data: { sessionId, offer: sdp } });
    expect(offer).toMatchObject(malformed);
    expect(bob.has('session-offered')).toBe(false);
  });

  test.each(['garbage', 'candidate:', 'candidate:1 1 udp 1 192.0.2.1 1 typ host\r\na=evil', 'candidate:\0'])(
    '[RES-6] a candidate of %j is refused',
    async (text) => {
      const sessionId = await call();
      const data = { sessionId, candidate: { ...candidate(1), candidate: text } };
      expect(await alice.send({ name: 'session.candidate', data })).toMatchObject(malformed);
      await alice.request('session.candidate', { sessionId, candidate: { ...candidate(1), candidate: '' } });
      expect((await bob.notice('session-candidate')).candidate?.candidate).toBe('');
    },
  );
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

test('a lost connection and a sign-out have different endings', async () => {
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

test('the reply to register has all known people except the client itself', async () => {
  bob.close();
  await alice.notice('person-changed', ({ person }) => person.presence === 'offline');
  const { people, address } = await alice.request('register', { deviceName: 'test', doNotDisturb: false });
  expect(address).toBe('alice@example.org');
  expect(people).toEqual([{ address: 'bob@example.org', displayName: 'Bob', presence: 'offline' }]);
});

test('[RES-4] a closing server does not end peer-to-peer calls', async () => {
  await call();
  await alice.settled();
  await Promise.all([alice.closed(), bob.closed(), server.running.close()]);
  expect(alice.has('session-ended')).toBe(false);
  expect(bob.has('session-ended')).toBe(false);
});

describe('a screen that is shared in a call', () => {
  const share = ({ to = 'bob@example.org', conversationId = anInvitation(to).conversationId } = {}) =>
    ({
      ...anInvitation(to),
      conversationId,
      sessionType: 'application-sharing',
      media: { microphone: false, camera: false },
    }) as RequestData<'invitation.send'>;
  let second: TestClient;

  beforeEach(async () => {
    second = await server.signIn('Bob');
  });

  async function talk() {
    const invitation = await ring();
    await second.notice('invitation-received');
    await bob.notice('invitation-received');
    await bob.request('invitation.accept', { invitationId: invitation.invitationId });
    await second.notice('invitation-ended');
    return invitation;
  }

  test.each(['the caller', 'the callee'])(
    '[SES-3] [INV-9] by %s reaches only the device in that call',
    async (who) => {
      const { conversationId } = await talk();
      const [from, to, theirs] =
        who === 'the caller' ? [alice, 'bob@example.org', bob] : [bob, 'alice@example.org', alice];
      const another = who === 'the caller' ? second : await server.signIn('Alice');
      const invitation = share({ to, conversationId });
      await from.request('invitation.send', invitation);
      expect((await theirs.notice('invitation-received')).invitation.id).toBe(invitation.invitationId);
      const { invitationId } = invitation;
      await expect(another.request('invitation.accept', { invitationId })).rejects.toMatchObject({
        code: 'INVITATION_GONE',
      });
      await theirs.request('invitation.accept', { invitationId });
      await another.settled();
      expect([another.has('invitation-received'), another.has('invitation-ended')]).toEqual([false, false]);
    },
  );

  test('[SES-3] [NOTE-6] a device on Do not disturb gets a screen of its own call', async () => {
    const { conversationId } = await talk();
    for (const each of [bob, second]) await each.request('presence.set', { doNotDisturb: true });
    const { invitationId } = await sent(share({ conversationId }));
    expect((await bob.notice('invitation-received')).invitation.id).toBe(invitationId);
    await alice.request('invitation.cancel', { invitationId });
    await second.settled();
    expect(second.has('invitation-missed')).toBe(false);
  });

  test('[INV-9] in another conversation, or before or after the call, rings on every device', async () => {
    const { conversationId, sessionId } = await talk();
    const isHeard = async (invitation: RequestData<'invitation.send'>) => {
      const { invitationId } = await sent(invitation);
      for (const each of [bob, second]) {
        expect((await each.notice('invitation-received')).invitation.id).toBe(invitationId);
      }
    };
    await isHeard(share());
    const ringing = anInvitation('bob@example.org');
    await isHeard(ringing);
    await isHeard(share({ conversationId: ringing.conversationId }));
    await alice.request('session.hang-up', { sessionId, reason: 'hung-up' });
    await isHeard(share({ conversationId }));
  });

  test('[INV-6] ends if the device goes away, and the inviter is notified', async () => {
    const { conversationId } = await talk();
    const { invitationId } = await sent(share({ conversationId }));
    await alice.notice('invitation-ended');
    bob.cut();
    expect(await alice.notice('invitation-ended')).toEqual({
      invitationId,
      ending: { reason: 'unavailable', by: 'system' },
    });
  });

  async function sent(invitation: RequestData<'invitation.send'>) {
    await alice.request('invitation.send', invitation);
    return invitation;
  }
});
