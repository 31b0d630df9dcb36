import { beforeEach, describe, expect, test } from 'vitest';
import { receptionOf } from '../../../../../electron/core/calls/reception.ts';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { SessionId } from '../../../../../protocol/ids.ts';
import { BOTH, Calls, NOTHING } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../support/fake-clock.ts';

const SHARING = { sessionType: 'application-sharing', media: NOTHING } as const;
let world: ClientWorld;
let page: FakePage;
let calls: Calls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new Calls(world, page);
});

const share = () => page.send('share-screen', { to: BOB.address, conversationId: 'conversation-1' as never });

async function sharedInCall() {
  const call = await calls.outgoing();
  return { call, shared: await calls.shared(call) };
}

describe('sharing a screen', () => {
  test('[SES-3] [SES-4] what is chosen is a session of its own in the conversation, with its name', async () => {
    const { call, shared } = await sharedInCall();
    const { conversationId } = calls.view(call);
    expect(world.signaling.latest('invitation.send')).toMatchObject({
      sessionId: shared,
      conversationId,
      sessionType: 'application-sharing',
      media: NOTHING,
    });
    expect(page.latest('peer-offer')).toMatchObject({ sessionType: 'application-sharing' });
    expect(calls.view(shared)).toMatchObject({
      state: 'establishing',
      local: { screen: 'on', screenName: 'Screen' },
    });
    world.notice({ name: 'session-answered', data: { sessionId: shared, answer: 'v=0' } });
    await calls.connected(shared);
    expect(world.signaling.latest('session.media')).toMatchObject({
      sessionId: shared,
      media: { screen: 'on', screenName: 'Screen', microphone: 'off' },
    });
    expect(calls.orders('open-sources')).toHaveLength(1); // The call's, none for the screen.
  });

  test('[SES-3] choosing none is no failure: nothing is sent, the lease is back', async () => {
    page.when('open-screen', async () => ({ result: { open: false } }));
    expect(await share()).toEqual({});
    expect(world.signaling.heard).not.toContain('invitation.send');
    expect(page.heard).toContain('release-lease');
    expect(calls.sessions).toEqual([]);
    expect(world.client.screens.opening).toBe(false);
  });

  test('[SES-3] a screen that cannot be opened is told with its code', async () => {
    page.when('open-screen', async () => ({ result: { open: false, code: 'MEDIA_PERMISSION_DENIED' } }));
    await expect(share()).rejects.toMatchObject({ code: 'MEDIA_PERMISSION_DENIED' });
    expect(page.heard).toContain('release-lease');
    page.when('open-screen', async () => ({ result: { open: true } }));
    expect(await share()).toHaveProperty('sessionId');
  });

  test('[LEASE-4] the screen may be opened only while it is being chosen', async () => {
    let during = false;
    page.when('open-screen', async () => {
      during = world.client.screens.opening && !world.client.mayOpen('camera');
      return { result: { open: true } };
    });
    await share();
    expect([during, world.client.screens.opening]).toEqual([true, false]);
  });

  test('[SES-3] one share at a time, also while one is being chosen', async () => {
    let choose = () => {};
    page.when('open-screen', async () => {
      await new Promise<void>((resolve) => {
        choose = resolve;
      });
      return { result: { open: true } };
    });
    const first = share();
    await settled();
    await expect(share()).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    choose();
    await first;
    await expect(share()).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
  });

  test('[SES-3] a call that ends while a screen is chosen for it takes the choice along', async () => {
    const call = await calls.outgoing();
    const { conversationId } = calls.view(call);
    page.when('open-screen', async () => {
      await page.send('hang-up', { sessionId: call });
      return { result: { open: true } };
    });
    expect(await page.send('share-screen', { to: BOB.address, conversationId })).toEqual({});
    expect(calls.sessions).toHaveLength(1);
  });

  test.each([
    [
      'its call is hung up by them',
      async (call: SessionId) => {
        const ending = { reason: 'hung-up', by: 'them' } as const;
        world.notice({ name: 'session-ended', data: { sessionId: call, ending } });
      },
    ],
    ['its call is hung up here', (sessionId: SessionId) => page.send('hang-up', { sessionId })],
    ['the user signs out', () => page.send('sign-out', {})],
  ])('[SES-3] [LEASE-2] a picker that is open closes when %s', async (_, end) => {
    const call = await calls.outgoing();
    const { conversationId } = calls.view(call);
    const source = { id: 'screen:0', name: 'Screen', kind: 'screen', thumbnail: '' } as const;
    page.when('open-screen', async () => {
      const chosen = await world.client.screens.choose([source]);
      return { result: { open: chosen !== null } };
    });
    const sharing = page.send('share-screen', { to: BOB.address, conversationId });
    await settled();
    expect(world.client.state.screenPicker).toEqual([source]);
    await end(call);
    expect(world.client.state.screenPicker).toBeNull();
    expect(await sharing).toEqual({});
    expect(page.heard).toContain('release-lease');
    expect(world.client.screens.opening).toBe(false);
  });

  test('[SES-3] a picker stays open while its call is held or another one ends', async () => {
    const other = await calls.outgoing();
    const call = await calls.outgoing({ others: 'hold' });
    const { conversationId } = calls.view(call);
    page.when('open-screen', () => new Promise(() => undefined));
    void page.send('share-screen', { to: BOB.address, conversationId });
    await settled();
    await page.send('hold', { sessionId: call, held: true });
    await page.send('hang-up', { sessionId: other });
    expect(world.client.screens.opening).toBe(true);
  });

  test('[SES-3] a user who signs out while choosing shares nothing, and a signed-out user may not share', async () => {
    page.when('open-screen', async () => {
      await page.send('sign-out', {});
      return { result: { open: true } };
    });
    expect(await share()).toEqual({});
    expect(page.heard).toContain('release-lease');
    await expect(share()).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
  });

  test.each([
    ["the system's own bar", 'source-ended'],
    ['the button', 'set-source'],
  ] as const)('[SES-3] stopping it from %s ends that session, and the call continues', async (_, command) => {
    const { call, shared } = await sharedInCall();
    world.notice({ name: 'session-answered', data: { sessionId: shared, answer: 'v=0' } });
    await calls.connected(shared);
    const { leaseId } = calls.view(shared);
    await (command === 'source-ended'
      ? page.send('source-ended', { leaseId, source: 'screen' })
      : page.send('set-source', { leaseId, source: 'screen', on: false }));
    await settled();
    expect(calls.view(shared)).toMatchObject({
      state: 'terminated',
      ending: { reason: 'hung-up', by: 'you' },
    });
    expect(calls.orders('release-lease')).toEqual([{ leaseId }]);
    expect(world.signaling.latest('session.hang-up')).toEqual({ sessionId: shared, reason: 'hung-up' });
    expect(calls.view(call).state).toBe('established');
    expect(world.client.state.alerts).toEqual([]);
  });

  test('[SES-4] hanging up the call ends the screens that were shared in it', async () => {
    const { call, shared } = await sharedInCall();
    const { conversationId } = calls.view(call);
    const theirs = await calls.invited({ ...SHARING, conversationId });
    await page.send('hang-up', { sessionId: call });
    await settled();
    expect(calls.view(shared).state).toBe('terminated');
    expect(calls.view(theirs.sessionId).state).toBe('terminated');
  });

  test('[SES-4] the screens end with a call that the other side ends, but not with a call that was never established', async () => {
    const { call, shared } = await sharedInCall();
    const { conversationId } = calls.view(call);
    world.notice({
      name: 'session-ended',
      data: { sessionId: call, ending: { reason: 'hung-up', by: 'them' } },
    });
    await settled();
    expect(calls.view(shared).state).toBe('terminated');

    const alone = await calls.shared(call);
    const { sessionId } = await page.send('call', { to: BOB.address, media: BOTH, conversationId });
    await page.send('hang-up', { sessionId });
    await settled();
    expect(calls.view(alone).state).toBe('establishing');
  });

  test('[INV-10] shared screens rest with their call', async () => {
    const { call, shared } = await sharedInCall();
    world.notice({ name: 'session-answered', data: { sessionId: shared, answer: 'v=0' } });
    await calls.connected(shared);
    await page.send('hold', { sessionId: call, held: true });
    expect(calls.orders('peer-hold')).toEqual([
      { sessionId: call, held: true },
      { sessionId: shared, held: true },
    ]);
    await page.send('hold', { sessionId: call, held: false });
    expect(calls.orders('peer-hold').at(-1)).toEqual({ sessionId: shared, held: false });
    await expect(page.send('hold', { sessionId: shared, held: true })).rejects.toMatchObject({
      code: 'SESSION_WRONG_STATE',
    });
  });

  test('[INV-10] a screen that is shared into a held call rests from its beginning', async () => {
    const { call, shared } = await sharedInCall();
    await page.send('hold', { sessionId: call, held: true });
    world.notice({ name: 'session-answered', data: { sessionId: shared, answer: 'v=0' } });
    await calls.connected(shared);
    expect(calls.orders('peer-hold').at(-1)).toEqual({ sessionId: shared, held: true });
  });

  test('[RES-5] a page that goes away ends the share, and its lease is not held', async () => {
    const { shared } = await sharedInCall();
    page.close();
    await settled();
    expect(calls.view(shared)).toMatchObject({ state: 'terminated', error: { code: 'PAGE_ABSENT' } });
  });
});

describe('being shown a screen', () => {
  test('[SES-3] within a call it is accepted by itself: no ring, no device', async () => {
    const call = await calls.outgoing();
    const { conversationId } = calls.view(call);
    page.orders.length = 0;
    let seen: SessionId[] = [];
    world.signaling.when('invitation.accept', async () => {
      seen = calls.sessions.map(({ id }) => id);
      return {};
    });
    const { sessionId } = await calls.invited({ ...SHARING, conversationId });
    expect(seen).toEqual([call]);
    expect(world.signaling.heard).not.toContain('invitation.ringing');
    expect(page.heard).toEqual(['peer-answer']);
    await calls.connected(sessionId);
    expect(calls.view(sessionId).state).toBe('established');
    const media = { microphone: 'off', camera: 'off', screen: 'on', screenName: 'Slides' } as const;
    world.notice({ name: 'session-media', data: { sessionId, media } });
    expect(calls.view(sessionId).remote.screenName).toBe('Slides');
  });

  test('[SES-3] a screen that cannot be accepted is never shown', async () => {
    const call = await calls.outgoing();
    const { conversationId } = calls.view(call);
    world.signaling.when('invitation.accept', async () => {
      throw new ParleyError('INVITATION_CANCELLED', 'gone');
    });
    await calls.invited({ ...SHARING, conversationId });
    await settled();
    expect(calls.sessions.map(({ id }) => id)).toEqual([call]);
    expect(world.client.state.history).toEqual([]);
  });

  test('[SES-3] of another conversation, or without a call, it rings like a call and opens no device', async () => {
    await calls.outgoing();
    const { id, sessionId } = await calls.invited({ ...SHARING, conversationId: 'conversation-9' });
    expect(calls.view(sessionId).state).toBe('incoming');
    page.orders.length = 0;
    await page.send('accept', { invitationId: id, media: BOTH });
    expect(page.heard).toEqual(['peer-answer']);
  });

  const talking = { sessionType: 'audio-video', conversationId: 'conversation-1', peer: BOB } as never as {
    state: 'established';
  };
  const screen = { sessionType: 'application-sharing', conversationId: 'conversation-1', from: BOB } as const;
  const other = { ...BOB, address: 'mallory@parley.localhost' };
  const established = { ...talking, state: 'established' };
  test.each([
    ['a screen in the call', screen, established, false, { act: 'accept' }],
    ['a screen in the call, not to be disturbed', screen, established, true, { act: 'accept' }],
    [
      'a screen, media a moment away',
      screen,
      { ...talking, state: 'establishing', progress: 'connecting' },
      false,
      { act: 'accept' },
    ],
    [
      'a screen, the call not answered',
      screen,
      { ...talking, state: 'establishing', progress: 'ringing' },
      false,
      { act: 'ring' },
    ],
    [
      "a stranger's screen in the conversation of a call",
      { ...screen, from: other },
      established,
      false,
      { act: 'ring' },
    ],
    ['a screen after the call', screen, { ...talking, state: 'terminated' }, false, { act: 'ring' }],
    ['a call', { ...screen, sessionType: 'audio-video' }, established, false, { act: 'ring' }],
    [
      'a call, not to be disturbed',
      { ...screen, sessionType: 'audio-video' },
      established,
      true,
      { act: 'decline', reason: 'do-not-disturb' },
    ],
    [
      'messages',
      { ...screen, sessionType: 'instant-messaging' },
      established,
      false,
      { act: 'decline', reason: 'not-acceptable-here' },
    ],
    [
      'a conference that is not named',
      { ...screen, sessionType: 'conference' },
      established,
      false,
      { act: 'decline', reason: 'not-acceptable-here' },
    ],
    [
      'a conference',
      { ...screen, sessionType: 'conference', conferenceId: 'conference-1' },
      established,
      false,
      { act: 'ring' },
    ],
    [
      'a conference, not to be disturbed',
      { ...screen, sessionType: 'conference', conferenceId: 'conference-1' },
      established,
      true,
      { act: 'decline', reason: 'do-not-disturb' },
    ],
  ])(
    '[INV-4] [SES-3] how an invitation is received: %s',
    (_, invitation, session, doNotDisturb, reception) => {
      const sessions = [session as never];
      const given = { sessions, doNotDisturb, hasOffer: true };
      expect(receptionOf(invitation as never, given)).toEqual(reception);
    },
  );
});
