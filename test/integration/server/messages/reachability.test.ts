import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NOTICE_EVENT, REQUEST_EVENT } from '../../../../protocol/signaling/envelope.ts';
import { MAX_BLOCKED } from '../../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../../protocol/text/addresses.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { aMessage, anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const ALICE = 'alice@example.org' as Address;
const BOB = 'bob@example.org' as Address;

let server: TestServer;
let clock: FakeClock;
let alice: TestClient;
let bob: TestClient;

beforeEach(async () => {
  clock = new FakeClock();
  server = await TestServer.start({}, { clock });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
});
afterEach(() => server.close());

const disturb = async (client: TestClient, doNotDisturb: boolean) => {
  client.doNotDisturb = doNotDisturb;
  await client.request('presence.set', { doNotDisturb });
};
const call = (from: TestClient, to: string = BOB) => {
  const invitation = anInvitation(to);
  return { invitation, reply: from.request('invitation.send', invitation) };
};
const presenceOfBob = (presence: string) =>
  alice.notice('person-changed', ({ person }) => person.address === BOB && person.presence === presence);

describe('Do not disturb', () => {
  test('[NOTE-6] nothing rings, the inviter is told immediately, and the callee sees a missed call', async () => {
    await disturb(bob, true);
    await presenceOfBob('do-not-disturb');
    const { invitation, reply } = call(alice);
    await expect(reply).rejects.toMatchObject({ code: 'TARGET_DO_NOT_DISTURB' });
    expect(await bob.notice('invitation-missed')).toMatchObject({
      invitation: { id: invitation.invitationId, from: { address: ALICE } },
      ending: { reason: 'do-not-disturb', by: 'system' },
    });
    await expect(alice.request('invitation.send', invitation)).rejects.toMatchObject({
      code: 'TARGET_DO_NOT_DISTURB',
    });
    await bob.settled();
    expect(bob.has('invitation-received') || bob.has('invitation-missed')).toBe(false);
    await disturb(bob, false);
    await presenceOfBob('available');
    await call(alice).reply;
    await bob.notice('invitation-received');
  });

  test('[NOTE-6] a device can set it when it registers', async () => {
    bob.close();
    await presenceOfBob('offline');
    bob = await server.signIn('Bob', { doNotDisturb: true });
    await presenceOfBob('do-not-disturb');
    await expect(call(alice).reply).rejects.toMatchObject({ code: 'TARGET_DO_NOT_DISTURB' });
  });

  test('[NOTE-6] it applies to one device: another one rings, and presence is for all devices', async () => {
    const quiet = await server.signIn('Bob', { doNotDisturb: true });
    const { invitation, reply } = call(alice);
    await reply;
    await bob.notice('invitation-received');
    await alice.request('invitation.cancel', invitation);
    expect(await quiet.notice('invitation-missed')).toMatchObject({
      invitation: { id: invitation.invitationId },
      ending: { reason: 'cancelled', by: 'them' },
    });
    expect(quiet.has('invitation-received') || quiet.has('invitation-ended')).toBe(false);
    expect((await alice.register()).people).toMatchObject([{ address: BOB, presence: 'available' }]);
  });

  test.each(['accept', 'decline'] as const)(
    '[NOTE-6] a call that is answered on another device is not missed: %s',
    async (answer) => {
      const quiet = await server.signIn('Bob', { doNotDisturb: true });
      const { invitation, reply } = call(alice);
      await reply;
      const { invitationId } = invitation;
      if (answer === 'accept') await bob.request('invitation.accept', { invitationId });
      else await bob.request('invitation.decline', { invitationId, reason: 'busy' });
      await quiet.settled();
      expect(quiet.notices.filter(({ name }) => name.startsWith('invitation'))).toEqual([]);
    },
  );
});

describe('a device that signs in while a call rings', () => {
  test('[INV-9] rings too, after the reply to register, and may answer', async () => {
    const { invitation, reply } = call(alice);
    await reply;
    const late = await server.connect('Bob');
    // In the order on the wire, which promises could change.
    const order: string[] = [];
    late.socket.on(NOTICE_EVENT, ({ name }) => order.push(name));
    const data = { deviceName: 'test', doNotDisturb: false };
    late.socket.emit(REQUEST_EVENT, { name: 'register', data }, () => order.push('registered'));
    expect((await late.notice('invitation-received')).invitation.id).toBe(invitation.invitationId);
    expect(order).toEqual(['registered', 'invitation-received']);
    await late.request('invitation.accept', { invitationId: invitation.invitationId });
    expect((await bob.notice('invitation-ended')).ending.reason).toBe('answered-elsewhere');
  });

  test('[INV-9] rings when Do not disturb is turned off, and only once', async () => {
    const quiet = await server.signIn('Bob', { doNotDisturb: true });
    await call(alice).reply;
    await disturb(quiet, false);
    await quiet.notice('invitation-received');
    await disturb(quiet, false);
    expect(quiet.has('invitation-received')).toBe(false);
  });

  test('does not ring for an ended call', async () => {
    const { invitation, reply } = call(alice);
    await reply;
    await alice.request('invitation.cancel', invitation);
    const late = await server.signIn('Bob');
    await late.settled();
    expect(late.has('invitation-received')).toBe(false);
  });
});

describe('blocking', () => {
  test('[INV-11] calls and messages are refused immediately, and nothing rings', async () => {
    const other = await server.signIn('Bob');
    await bob.request('block.set', { address: ALICE, blocked: true });
    expect(await other.notice('blocked-changed')).toEqual({ blocked: [ALICE] });
    expect(bob.has('blocked-changed')).toBe(false);
    await expect(call(alice).reply).rejects.toMatchObject({ code: 'TARGET_BLOCKED' });
    await expect(alice.request('message.send', aMessage(BOB))).rejects.toMatchObject({
      code: 'TARGET_BLOCKED',
    });
    await bob.settled();
    expect(bob.has('invitation-received') || bob.has('message-received')).toBe(false);
    await call(bob, ALICE).reply;
    await bob.request('block.set', { address: ALICE, blocked: false });
    expect(await other.notice('blocked-changed')).toEqual({ blocked: [] });
    await call(alice).reply;
  });

  test('a block without a change is not sent; nobody can block themselves', async () => {
    const other = await server.signIn('Bob');
    await bob.request('block.set', { address: ALICE, blocked: false });
    await other.settled();
    expect(other.has('blocked-changed')).toBe(false);
    await expect(bob.request('block.set', { address: BOB, blocked: true })).rejects.toMatchObject({
      code: 'TARGET_SELF',
    });
  });

  test('[INV-11] the number of blocked addresses is limited', async () => {
    for (let count = 0; count < MAX_BLOCKED; count += 1) {
      if (count % 50 === 0) clock.advance(1_000);
      await bob.request('block.set', { address: `person${count}@example.org` as Address, blocked: true });
    }
    clock.advance(1_000);
    await expect(bob.request('block.set', { address: ALICE, blocked: true })).rejects.toMatchObject({
      code: 'LIMIT_REACHED',
    });
    expect((await bob.register()).blocked).toHaveLength(MAX_BLOCKED);
  });
});

describe('a conversation of others', () => {
  let conversationId: ReturnType<typeof anInvitation>['conversationId'];
  let eve: TestClient;
  beforeEach(async () => {
    const { invitation, reply } = call(alice);
    await reply;
    await bob.notice('invitation-received');
    await alice.request('invitation.cancel', invitation);
    conversationId = invitation.conversationId;
    eve = await server.signIn('Eve');
  });

  const refused = { code: 'CONVERSATION_FORBIDDEN', sip: 403 };

  test('[CONV-4] cannot be named in a call, a message or a conference', async () => {
    const invitation = { ...anInvitation(BOB), conversationId };
    await expect(eve.request('invitation.send', invitation)).rejects.toMatchObject(refused);
    const message = { ...aMessage(BOB), conversationId };
    await expect(eve.request('message.send', message)).rejects.toMatchObject(refused);
    const conference = { conversationId, title: '' };
    await expect(eve.request('conference.create', conference)).rejects.toMatchObject(refused);
    await bob.settled();
    expect(bob.has('invitation-received') || bob.has('message-received')).toBe(false);
  });

  test('[CONV-4] cannot be extended to a third person by one of the two', async () => {
    const invitation = { ...anInvitation('eve@example.org'), conversationId };
    await expect(alice.request('invitation.send', invitation)).rejects.toMatchObject(refused);
    await eve.settled();
    expect(eve.has('invitation-received')).toBe(false);
  });

  test('[CONV-1] continues between the two, in both directions and in a conference', async () => {
    await bob.request('invitation.send', { ...anInvitation(ALICE), conversationId });
    await alice.request('message.send', { ...aMessage(BOB), conversationId });
    await bob.request('conference.create', { conversationId, title: '' });
  });

  test('[CONV-1] that began with a conference can be used by its creator', async () => {
    const own = { conversationId: anInvitation(BOB).conversationId };
    await alice.request('conference.create', { ...own, title: '' });
    await expect(eve.request('invitation.send', { ...anInvitation(ALICE), ...own })).rejects.toMatchObject(
      refused,
    );
    await alice.request('invitation.send', { ...anInvitation(BOB), ...own });
    await bob.request('message.send', { ...aMessage(ALICE), ...own });
  });
});

describe('headers', () => {
  const headers = { 'X-Ticket': '4711', 'X-Queue': 'support' };

  test('[INV-8] in a decline reach the inviter', async () => {
    const { invitation, reply } = call(alice);
    await reply;
    const { invitationId } = invitation;
    await bob.request('invitation.decline', { invitationId, reason: 'declined', headers });
    expect((await alice.notice('invitation-ended')).ending).toEqual({
      reason: 'declined',
      by: 'them',
      headers,
    });
  });

  test('[INV-8] in a hang-up reach the other side', async () => {
    const { invitation, reply } = call(alice);
    await reply;
    const { invitationId, sessionId } = invitation;
    await bob.request('invitation.accept', { invitationId });
    await alice.request('session.hang-up', { sessionId, reason: 'hung-up', headers });
    expect((await bob.notice('session-ended')).ending).toEqual({ reason: 'hung-up', by: 'them', headers });
  });

  test.each([
    ['a line break', { 'X-A': 'one\r\nVia: two' }],
    ['a line separator', { 'X-A': 'one\u2028two' }],
    ['another name', { Via: 'x' }],
    ['a name with a line break', { 'X-A\r\nVia': 'x' }],
    ['a value that is too long', { 'X-A': 'x'.repeat(1_025) }],
    ['too many', Object.fromEntries(Array.from({ length: 17 }, (_, count) => [`X-${count}`, 'x']))],
  ])('[INV-8] with %s are refused, and nothing is sent', async (_what, wrong) => {
    const { invitation, reply } = call(alice);
    await reply;
    const { invitationId } = invitation;
    const data = { invitationId, reason: 'declined', headers: wrong };
    expect(await bob.send({ name: 'invitation.decline', data })).toMatchObject({
      ok: false,
      error: { code: 'PROTOCOL_MALFORMED' },
    });
    await alice.settled();
    expect(alice.has('invitation-ended')).toBe(false);
    await bob.request('invitation.accept', { invitationId });
  });
});
