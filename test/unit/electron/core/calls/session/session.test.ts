import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import { HOST_CANDIDATE } from '../../../../../support/core/fakes/canned-media.ts';
import type { FakePage } from '../../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../../support/fake-clock.ts';
import { sessionsIn } from '../../../../../support/session-facts.ts';

const both = { microphone: true, camera: true };
let world: ClientWorld;
let page: FakePage;
const session = () => sessionsIn(world.client.state).at(-1);

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
});

async function callBob() {
  const { sessionId } = await page.send('call', { to: BOB.address, media: both });
  await settled();
  return sessionId;
}

async function connectedCall() {
  const sessionId = await callBob();
  world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0 their answer' } });
  await settled();
  await page.send('carriage-state', { carriageId: sessionId, state: 'connected' });
  return sessionId;
}

describe('calling', () => {
  test('[SES-1] a call offers, rings, connects, and tells the time it was established', async () => {
    const sessionId = await callBob();
    expect(session()).toMatchObject({ state: 'establishing', progress: 'inviting', peer: BOB });
    world.notice({ name: 'invitation-ringing', data: { invitationId: session()?.invitationId as never } });
    expect(session()?.progress).toBe('ringing');
    world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0 their answer' } });
    await settled();
    expect(page.latest('peer-apply-answer')).toEqual({ sessionId, answer: 'v=0 their answer' });
    await page.send('carriage-state', { carriageId: sessionId, state: 'connected' });
    expect(session()).toMatchObject({ state: 'established', establishedAtMs: world.clock.now() });
    expect(session()?.progress).toBeUndefined();
    // No time that ran for the invitation or its answer ends what they led to.
    await world.clock.pass(120_000);
    expect(session()?.state).toBe('established');
  });

  test('[CONV-1] a call continues the given conversation; a call with another person gets a new one', async () => {
    const conversationId = 'conversation-of-before' as never;
    const { sessionId } = await page.send('call', { to: BOB.address, media: both, conversationId });
    await settled();
    expect(world.signaling.latest('invitation.send')).toMatchObject({ conversationId });
    await page.send('hang-up', { sessionId });
    await page.send('call', { to: 'carol@parley.localhost' as never, media: both });
    await settled();
    expect(world.signaling.latest('invitation.send').conversationId).not.toBe(conversationId);
  });

  test('[SES-1] the offer does not wait for the devices', async () => {
    page.when('open-sources', () => new Promise(() => {}));
    await callBob();
    expect(world.signaling.heard).toContain('invitation.send');
  });

  test('[SES-1] candidates wait: ours for the server, theirs for the answer', async () => {
    let deliver = () => {};
    world.signaling.when('invitation.send', async () => {
      await new Promise<void>((resolve) => {
        deliver = resolve;
      });
      return { to: BOB, expiresAtMs: 1 };
    });
    const sessionId = await callBob();
    await page.send('peer-candidate', { sessionId, candidate: HOST_CANDIDATE });
    expect(world.signaling.heard).not.toContain('session.candidate');
    deliver();
    await settled();
    expect(world.signaling.heard).toContain('session.candidate');
    world.notice({ name: 'session-candidate', data: { sessionId, candidate: HOST_CANDIDATE } });
    world.notice({ name: 'session-candidate', data: { sessionId, candidate: null } });
    await settled();
    expect(page.heard).not.toContain('peer-add-candidate');
    world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0' } });
    await settled();
    const added = page.orders.filter(({ name }) => name === 'peer-add-candidate');
    expect(added.map(({ data }) => (data as { candidate: unknown }).candidate)).toEqual([
      HOST_CANDIDATE,
      null,
    ]);
  });

  test('[INV-11] an unknown address ends the call at once, with its code, and gives the devices back', async () => {
    world.signaling.when('invitation.send', async () => {
      throw new ParleyError('TARGET_UNKNOWN', 'nobody has this address');
    });
    await callBob();
    expect(session()).toMatchObject({ state: 'terminated', error: { code: 'TARGET_UNKNOWN' } });
    expect(page.heard.slice(-2).sort()).toEqual(['close-carriage', 'release-lease']);
  });

  test('[INV-6] a declined inviter learns the reason and the words', async () => {
    await callBob();
    const ending = { reason: 'busy', by: 'them', text: 'later' } as const;
    const invitationId = session()?.invitationId as never;
    world.notice({ name: 'invitation-ended', data: { invitationId, ending } });
    expect(session()).toMatchObject({ state: 'terminated', ending });
    expect(page.heard).toContain('release-lease');
  });

  test('[INV-2] hanging up before the answer cancels the invitation', async () => {
    const sessionId = await callBob();
    await page.send('hang-up', { sessionId });
    expect(session()).toMatchObject({ state: 'terminated', ending: { reason: 'cancelled', by: 'you' } });
    expect(world.signaling.heard).toContain('invitation.cancel');
    expect(world.signaling.heard).not.toContain('session.hang-up');
  });

  test('[INV-3] a cancel that crosses the accept hangs the new session up', async () => {
    world.signaling.when('invitation.cancel', async () => {
      throw new ParleyError('INVITATION_GONE', 'it has its answer');
    });
    const sessionId = await callBob();
    await page.send('hang-up', { sessionId });
    expect(world.signaling.latest('session.hang-up')).toEqual({ sessionId, reason: 'cancelled' });
    expect(session()?.ending?.reason).toBe('cancelled');
  });

  test('[INV-7] an answer without media in time ends as timed-out, and the other side is told', async () => {
    const sessionId = await callBob();
    world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0' } });
    await world.clock.pass(10_000);
    expect(session()?.ending?.reason).toBe('timed-out');
    expect(world.signaling.latest('session.hang-up').reason).toBe('timed-out');
  });
});

describe('being called', () => {
  test('[INV-9] an invitation rings and opens no device', async () => {
    const { id } = await world.bobCalls();
    expect(session()).toMatchObject({ state: 'incoming', invitationId: id, peer: BOB });
    expect(world.signaling.heard).toContain('invitation.ringing');
    expect(page.orders).toEqual([]);
  });

  test('[INV-3] accepting asks the server first, then opens the devices and answers', async () => {
    const { id, sessionId } = await world.bobCalls();
    world.notice({ name: 'session-candidate', data: { sessionId, candidate: HOST_CANDIDATE } });
    await page.send('accept', { invitationId: id, media: both });
    expect(page.heard).toEqual(['open-sources', 'peer-answer', 'peer-add-candidate']);
    expect(world.signaling.latest('session.answer')).toEqual({ sessionId, answer: 'v=0 answer' });
    await page.send('carriage-state', { carriageId: sessionId, state: 'connected' });
    expect(session()).toMatchObject({ state: 'established', local: { microphone: 'on', camera: 'on' } });
    expect(world.signaling.latest('session.media').media).toMatchObject({ microphone: 'on' });
  });

  test('[INV-3] accepting what is cancelled fails, opens nothing and makes no session', async () => {
    const { id } = await world.bobCalls();
    world.signaling.when('invitation.accept', async () => {
      throw new ParleyError('INVITATION_CANCELLED', 'the inviter has cancelled');
    });
    const accept = page.send('accept', { invitationId: id, media: both });
    await expect(accept).rejects.toMatchObject({ code: 'INVITATION_CANCELLED' });
    expect(page.orders).toEqual([]);
    expect(session()).toMatchObject({ state: 'terminated', ending: { reason: 'cancelled', by: 'them' } });
    expect(world.signaling.heard).not.toContain('session.hang-up');
  });

  test('[INV-3] a cancel that arrives while the accept is on its way wins', async () => {
    const { id } = await world.bobCalls();
    world.signaling.when('invitation.accept', async () => {
      world.notice({
        name: 'invitation-ended',
        data: { invitationId: id, ending: { reason: 'cancelled', by: 'them' } },
      });
      return {};
    });
    const accept = page.send('accept', { invitationId: id, media: both });
    await expect(accept).rejects.toMatchObject({ code: 'INVITATION_CANCELLED' });
    expect(page.orders).toEqual([]);
  });

  test('[SES-3] what they send is known even when its notice comes in one breath with the reply to the accept', async () => {
    const invitation = await world.bobCalls();
    const media = { microphone: 'on', camera: 'off', screen: 'on', screenName: 'Plan' } as const;
    world.signaling.when('invitation.accept', async () => {
      world.notice({ name: 'session-media', data: { sessionId: invitation.sessionId, media } });
      return {};
    });
    await page.send('accept', { invitationId: invitation.id, media: { microphone: true, camera: false } });
    expect(sessionsIn(page.state)[0]?.remote).toEqual(media);
  });

  test('[INV-9] an answer on another device stops the ringing here', async () => {
    const { id } = await world.bobCalls();
    const ending = { reason: 'answered-elsewhere', by: 'you' } as const;
    world.notice({ name: 'invitation-ended', data: { invitationId: id, ending } });
    expect(session()).toMatchObject({ state: 'terminated', ending });
    await expect(page.send('accept', { invitationId: id, media: both })).rejects.toMatchObject({
      code: 'INVITATION_GONE',
    });
  });

  test('[INV-4] a decline carries its reason and words', async () => {
    const { id } = await world.bobCalls();
    await page.send('decline', { invitationId: id, reason: 'busy', text: 'in a meeting' });
    expect(world.signaling.latest('invitation.decline')).toEqual({
      invitationId: id,
      reason: 'busy',
      text: 'in a meeting',
    });
    expect(session()?.ending).toEqual({ reason: 'busy', by: 'you', text: 'in a meeting' });
  });

  test('[INV-7] media that cannot be negotiated ends the session, tells the inviter, gives the devices back', async () => {
    const { id, sessionId } = await world.bobCalls();
    page.when('peer-answer', async () => {
      throw new ParleyError('MEDIA_NOT_NEGOTIABLE', 'no codec in common');
    });
    const accept = page.send('accept', { invitationId: id, media: both });
    await expect(accept).rejects.toMatchObject({ code: 'MEDIA_NOT_NEGOTIABLE' });
    expect(session()).toMatchObject({ state: 'terminated', ending: { reason: 'media-failed' } });
    expect(page.heard.slice(-2).sort()).toEqual(['close-carriage', 'release-lease']);
    expect(world.signaling.latest('session.hang-up')).toEqual({ sessionId, reason: 'media-failed' });
  });

  test('[INV-7] an accept that the server does not answer ends as timed-out, and says goodbye', async () => {
    const { id } = await world.bobCalls();
    world.signaling.when('invitation.accept', () => new Promise(() => {}));
    page.send('accept', { invitationId: id, media: both }).catch(() => {});
    await settled();
    await world.clock.pass(10_000);
    expect(session()).toMatchObject({ state: 'terminated', ending: { reason: 'timed-out' } });
    expect(world.signaling.latest('session.hang-up').reason).toBe('timed-out');
  });

  test.each([['MEDIA_PERMISSION_DENIED'], ['MEDIA_DEVICE_MISSING'], ['MEDIA_DEVICE_BUSY']] as const)(
    '[INV-7] a camera that cannot be opened (%s) does not fail the call; the user is told',
    async (code) => {
      page.when('open-sources', async () => ({ microphone: { open: true }, camera: { open: false, code } }));
      const { id } = await world.bobCalls();
      await page.send('accept', { invitationId: id, media: both });
      await settled();
      expect(session()).toMatchObject({ state: 'establishing', local: { microphone: 'on', camera: 'off' } });
      expect(world.client.state.alerts).toMatchObject([{ error: { code, context: { source: 'camera' } } }]);
    },
  );
});

describe('ending', () => {
  test('[LEASE-2] hanging up closes media before anything is said to the server', async () => {
    const sessionId = await connectedCall();
    let mediaClosed = false;
    world.signaling.when('session.hang-up', async () => {
      mediaClosed = page.heard.includes('release-lease') && page.heard.includes('close-carriage');
      return {};
    });
    await page.send('hang-up', { sessionId });
    expect(mediaClosed).toBe(true);
    expect(session()?.ending).toEqual({ reason: 'hung-up', by: 'you' });
  });

  test('[LEASE-2] a goodbye that the server does not take ends the session all the same', async () => {
    const sessionId = await connectedCall();
    world.signaling.when('session.hang-up', async () => {
      throw new ParleyError('REQUEST_TIMED_OUT', 'no answer');
    });
    await page.send('hang-up', { sessionId });
    expect(session()?.state).toBe('terminated');
  });

  test('[RES-5] a page that does not come back in time ends its call, and the other side is told', async () => {
    await connectedCall();
    page.close();
    await world.clock.pass(7_900);
    expect(session()).toMatchObject({ state: 'established', restarting: true });
    await world.clock.pass(100);
    expect(session()?.error?.code).toBe('PAGE_ABSENT');
    expect(session()?.ending?.reason).toBe('media-failed');
    expect(world.signaling.latest('session.hang-up').reason).toBe('media-failed');
    const next = new (page.constructor as typeof FakePage)(world.client);
    await next.attach();
    expect(next.state.sessions).toHaveLength(1);
  });

  test('[SES-1] a lost connection ends the call with its reason', async () => {
    await connectedCall();
    world.signaling.lose();
    expect(session()?.ending?.reason).toBe('connection-lost');
    expect(page.heard).toContain('release-lease');
  });

  test('[INV-7] media that fails before there was any ends the call', async () => {
    const sessionId = await callBob();
    await page.send('carriage-state', { carriageId: sessionId, state: 'failed' });
    expect(session()?.ending?.reason).toBe('media-failed');
  });

  test('[SES-1] muting is told to the other side; theirs is shown', async () => {
    const sessionId = await connectedCall();
    const leaseId = session()?.leaseId as never;
    await page.send('set-source', { leaseId, source: 'microphone', on: false });
    expect(world.signaling.latest('session.media').media).toMatchObject({
      microphone: 'muted',
      camera: 'on',
    });
    const media = { microphone: 'on', camera: 'off', screen: 'off' } as const;
    world.notice({ name: 'session-media', data: { sessionId, media } });
    expect(session()?.remote).toEqual(media);
  });

  test('[INV-6] an ended call stays until it is dismissed, or the next call', async () => {
    const sessionId = await callBob();
    await expect(page.send('dismiss-ended', { carriageId: sessionId })).rejects.toMatchObject({
      code: 'SESSION_WRONG_STATE',
    });
    await page.send('hang-up', { sessionId });
    await page.send('dismiss-ended', { carriageId: sessionId });
    expect(world.client.state.sessions).toEqual([]);
    await page.send('hang-up', { sessionId: await callBob() });
    await callBob();
    expect(world.client.state.sessions).toHaveLength(1);
    await settled();
    expect(page.state.sessions).toHaveLength(1);
  });

  test('[INV-10] without a word on the first, a second call is refused, the first untouched', async () => {
    await connectedCall();
    await expect(page.send('call', { to: BOB.address, media: both })).rejects.toMatchObject({
      code: 'SESSION_WRONG_STATE',
    });
    const { id } = await world.bobCalls();
    await expect(page.send('accept', { invitationId: id, media: both })).rejects.toMatchObject({
      code: 'SESSION_WRONG_STATE',
    });
    expect(world.client.state.sessions.map(({ state }) => state)).toEqual(['established', 'incoming']);
  });
});
