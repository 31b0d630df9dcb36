import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Address } from '../../../../protocol/text/addresses.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { anInvitation, candidate } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

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

/** Alice calls Bob; resolves when Bob's device has it. */
async function ring() {
  const invitation = anInvitation('bob@example.org');
  const { invitationId, sessionId } = invitation;
  const reply = await alice.request('invitation.send', invitation);
  await bob.notice('invitation-received');
  return { invitation, invitationId, sessionId, reply };
}

describe('an invitation', () => {
  test('[INV-1] has the inviter, the media, the conversation and the expiry', async () => {
    const sent = { ...anInvitation('bob@example.org'), subject: 'Lunch' };
    const reply = await alice.request('invitation.send', sent);
    expect(reply).toEqual({
      to: { address: 'bob@example.org', displayName: 'Bob' },
      expiresAtMs: clock.nowMs() + 45_000,
    });
    const { invitation, offer } = await bob.notice('invitation-received');
    expect(offer).toBe(sent.offer);
    expect(invitation).toEqual({
      id: sent.invitationId,
      sessionId: sent.sessionId,
      conversationId: sent.conversationId,
      sessionType: 'audio-video',
      from: { address: 'alice@example.org', displayName: 'Alice' },
      media: sent.media,
      subject: 'Lunch',
      expiresAtMs: reply.expiresAtMs,
    });
  });

  test('[SEC-2] the inviter is notified of the ringing once, however many devices report it', async () => {
    const tablet = await server.signIn('Bob');
    const { invitationId } = await ring();
    for (const device of [bob, tablet, bob]) {
      for (let count = 0; count < 15; count += 1)
        await device.request('invitation.ringing', { invitationId });
    }
    await alice.settled();
    expect(alice.notices.filter(({ name }) => name === 'invitation-ringing')).toHaveLength(1);
  });

  test('[INV-6] the inviter is notified of the ringing, then of the acceptance', async () => {
    const { invitationId } = await ring();
    await bob.request('invitation.ringing', { invitationId });
    expect(await alice.notice('invitation-ringing')).toEqual({ invitationId });
    await bob.request('invitation.accept', { invitationId });
    expect(await alice.notice('invitation-ended')).toEqual({
      invitationId,
      ending: { reason: 'accepted', by: 'them' },
    });
  });

  test.each(['declined', 'busy', 'unavailable', 'not-acceptable-here', 'do-not-disturb'] as const)(
    '[INV-4] the inviter gets the reason: %s',
    async (reason) => {
      const { invitationId } = await ring();
      await bob.request('invitation.decline', { invitationId, reason, text: 'Later' });
      expect(await alice.notice('invitation-ended')).toEqual({
        invitationId,
        ending: { reason, by: 'them', text: 'Later' },
      });
    },
  );

  test('[INV-4] not-specified is refused', async () => {
    const { invitationId } = await ring();
    const reply = await bob.send({
      name: 'invitation.decline',
      data: { invitationId, reason: 'not-specified' },
    });
    expect(reply).toMatchObject({ ok: false, error: { code: 'PROTOCOL_MALFORMED' } });
  });

  test('[INV-5] an ignored invitation expires on both sides', async () => {
    const { invitationId } = await ring();
    clock.advance(44_999);
    await alice.settled();
    expect(alice.has('invitation-ended')).toBe(false);
    clock.advance(1);
    const ended = { invitationId, ending: { reason: 'expired', by: 'system' } };
    expect(await alice.notice('invitation-ended')).toEqual(ended);
    expect(await bob.notice('invitation-ended')).toEqual(ended);
    await expect(bob.request('invitation.accept', { invitationId })).rejects.toMatchObject({
      code: 'INVITATION_GONE',
    });
  });

  test('[INV-3] a cancelled invitation stops ringing, and an accept that crosses it fails', async () => {
    const { invitationId, sessionId } = await ring();
    await alice.request('invitation.cancel', { invitationId });
    await expect(bob.request('invitation.accept', { invitationId })).rejects.toMatchObject({
      code: 'INVITATION_CANCELLED',
    });
    expect(await bob.notice('invitation-ended')).toEqual({
      invitationId,
      ending: { reason: 'cancelled', by: 'them' },
    });
    await expect(bob.request('session.answer', { sessionId, answer: 'v=0' })).rejects.toMatchObject({
      code: 'SESSION_GONE',
    });
    expect(alice.has('invitation-ended')).toBe(false);
  });

  test('[INV-3] a cancel that crosses an accept fails, and hanging up ends the session', async () => {
    const { invitationId, sessionId } = await ring();
    await bob.request('invitation.accept', { invitationId });
    await expect(alice.request('invitation.cancel', { invitationId })).rejects.toMatchObject({
      code: 'INVITATION_GONE',
    });
    await alice.request('session.hang-up', { sessionId, reason: 'hung-up' });
    expect(await bob.notice('session-ended')).toEqual({
      sessionId,
      ending: { reason: 'hung-up', by: 'them' },
    });
  });

  test('[INV-3] an accept after the inviter has vanished fails', async () => {
    const { invitationId } = await ring();
    alice.cut();
    expect((await bob.notice('invitation-ended')).ending).toEqual({ reason: 'cancelled', by: 'them' });
    await expect(bob.request('invitation.accept', { invitationId })).rejects.toMatchObject({
      code: 'INVITATION_CANCELLED',
    });
  });

  test('[INV-2] a second answer gets INVITATION_GONE and changes nothing', async () => {
    const { invitationId } = await ring();
    await bob.request('invitation.accept', { invitationId });
    await alice.notice('invitation-ended');
    const refusals = await refusalsOf([
      bob.request('invitation.decline', { invitationId, reason: 'busy' }),
      bob.request('invitation.ringing', { invitationId }),
      alice.request('invitation.cancel', { invitationId }),
    ]);
    expect(new Set(refusals)).toEqual(new Set(['INVITATION_GONE']));
    await alice.settled();
    expect(alice.notices.filter(({ name }) => name !== 'person-changed')).toEqual([]);
  });

  test('[INV-2] the device that accepted may repeat it while the session lasts', async () => {
    const { invitationId, sessionId } = await ring();
    await bob.request('invitation.accept', { invitationId });
    await alice.notice('invitation-ended');
    await bob.request('invitation.accept', { invitationId });
    await alice.settled();
    expect(alice.has('invitation-ended')).toBe(false);
    await alice.request('session.hang-up', { sessionId, reason: 'hung-up' });
    await expect(bob.request('invitation.accept', { invitationId })).rejects.toMatchObject({
      code: 'INVITATION_GONE',
    });
  });

  test('the same invitation sent twice rings once', async () => {
    const { invitation, reply } = await ring();
    expect(await alice.request('invitation.send', invitation)).toEqual(reply);
    await bob.settled();
    expect(bob.has('invitation-received')).toBe(false);
    const other = { ...invitation, sessionId: anInvitation('bob@example.org').sessionId };
    await expect(alice.request('invitation.send', other)).rejects.toMatchObject({ code: 'INVITATION_GONE' });
  });
});

describe('several devices', () => {
  test('[INV-9] every device rings, the first to answer wins, the others stop', async () => {
    const second = await server.signIn('Bob');
    const { invitationId } = await ring();
    await second.notice('invitation-received');
    await second.request('invitation.accept', { invitationId });
    expect(await bob.notice('invitation-ended')).toEqual({
      invitationId,
      ending: { reason: 'answered-elsewhere', by: 'you' },
    });
    await expect(bob.request('invitation.accept', { invitationId })).rejects.toMatchObject({
      code: 'INVITATION_GONE',
    });
    await second.settled();
    expect(second.has('invitation-ended')).toBe(false);
  });

  test('[INV-9] if one declines, all stop', async () => {
    const second = await server.signIn('Bob');
    const { invitationId } = await ring();
    await second.request('invitation.decline', { invitationId, reason: 'declined' });
    expect((await bob.notice('invitation-ended')).ending).toEqual({ reason: 'declined', by: 'you' });
    expect((await alice.notice('invitation-ended')).ending).toEqual({ reason: 'declined', by: 'them' });
  });

  test('[INV-9] the call still rings if one of several devices goes away', async () => {
    const second = await server.signIn('Bob');
    const { invitationId } = await ring();
    second.cut();
    await second.closed();
    await bob.request('invitation.accept', { invitationId });
    expect((await alice.notice('invitation-ended')).ending.reason).toBe('accepted');
  });

  test('[INV-6] when the last ringing device goes away, the inviter is notified', async () => {
    await ring();
    bob.cut();
    expect((await alice.notice('invitation-ended')).ending).toEqual({ reason: 'unavailable', by: 'system' });
  });
});

describe('who cannot be called', () => {
  test.each([
    ['nobody@example.org', 'TARGET_UNKNOWN'],
    ['alice@example.org', 'TARGET_SELF'],
  ])('[INV-11] %s: %s immediately', async (to, code) => {
    await expect(alice.request('invitation.send', anInvitation(to))).rejects.toMatchObject({ code });
  });

  test('[INV-11] known but not signed in: TARGET_OFFLINE', async () => {
    bob.close();
    await alice.notice('person-changed', ({ person }) => person.presence === 'offline');
    await expect(
      alice.request('invitation.send', anInvitation('bob@example.org' as Address)),
    ).rejects.toMatchObject({ code: 'TARGET_OFFLINE' });
  });

  test('[CONV-1] an invitation without a conversation ID is refused', async () => {
    const { conversationId: _, ...data } = anInvitation('bob@example.org');
    expect(await alice.send({ name: 'invitation.send', data })).toMatchObject({
      ok: false,
      error: { code: 'PROTOCOL_MALFORMED' },
    });
  });
});

describe('another person', () => {
  test('[SEC-2] cannot answer or cancel an invitation that is not theirs', async () => {
    const { invitationId } = await ring();
    const eve = await server.signIn('Eve');
    const refusals = await refusalsOf([
      eve.request('invitation.accept', { invitationId }),
      eve.request('invitation.decline', { invitationId, reason: 'busy' }),
      eve.request('invitation.cancel', { invitationId }),
      eve.request('invitation.ringing', { invitationId }),
      bob.request('invitation.cancel', { invitationId }),
      alice.request('invitation.accept', { invitationId }),
    ]);
    expect(new Set(refusals)).toEqual(new Set(['INVITATION_GONE']));
  });

  test('[SEC-2] cannot send requests about a session that is not theirs', async () => {
    const { invitationId, sessionId } = await ring();
    await bob.request('invitation.accept', { invitationId });
    const eve = await server.signIn('Eve');
    const refusals = await refusalsOf([
      eve.request('session.answer', { sessionId, answer: 'v=0' }),
      eve.request('session.candidate', { sessionId, candidate: candidate(1) }),
      eve.request('session.hang-up', { sessionId, reason: 'hung-up' }),
    ]);
    expect(new Set(refusals)).toEqual(new Set(['SESSION_GONE']));
  });
});
