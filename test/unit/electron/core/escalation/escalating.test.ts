import { beforeEach, describe, expect, test } from 'vitest';
import { BOTH } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { conferenceId } from '../../../../support/core/conference-calls.ts';
import { BOBS_ID, EscalatingCalls } from '../../../../support/core/escalating-calls.ts';
import { participant } from '../../../../support/core/fakes/conference-replies.ts';
import { settled } from '../../../../support/core/fakes/fake-clock.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';

let world: ClientWorld;
let page: FakePage;
let calls: EscalatingCalls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new EscalatingCalls(world, page);
  await calls.talking();
});

const state = () => calls.call.escalation?.state;
const carried = () => calls.requests('session.carried');

describe('our user takes a call to a conference', () => {
  test('[ESC-1] [LEASE-2] joins on the devices of the call, and then invites the other side, which nobody sees', async () => {
    const { leaseId } = calls.call;
    await calls.escalate();
    expect(calls.call).toMatchObject({
      state: 'established',
      local: { microphone: 'on', camera: 'on' },
      escalation: { state: 'switching', conferenceId, by: 'you' },
    });
    expect(calls.stay).toMatchObject({ state: 'connected', leaseId, local: { camera: 'on' } });
    expect(calls.devices).toEqual([]);
    const [asked, join, , invite] = world.signaling.requests;
    expect([asked?.name, join?.name, invite?.name]).toEqual([
      ...['session.escalate', 'conference.join', 'invitation.send'],
    ]);
    const to = { to: BOB.address, sessionType: 'conference', conferenceId };
    expect(world.signaling.latest('invitation.send')).toMatchObject(to);
    expect(calls.sessions).toHaveLength(1);
  });

  test('[ESC-1] others are invited as to any conference, the other side of the call is not a second time', async () => {
    await calls.escalate('carol@parley.localhost', BOB.address);
    expect(calls.requests('invitation.send')).toMatchObject([
      ...[{ to: BOB.address }, { to: 'carol@parley.localhost' }],
    ]);
    expect(calls.sessions.filter(({ sessionType }) => sessionType === 'conference')).toHaveLength(1);
  });

  test('[ESC-1] asked once more, others are invited to the same conference', async () => {
    await calls.escalate();
    await calls.escalate('carol@parley.localhost');
    expect(calls.requests('session.escalate')).toHaveLength(1);
    expect(calls.requests('invitation.send')).toHaveLength(2);
  });

  test('[ESC-6] who has come already, since he asked too, is not invited', async () => {
    calls.bobIsIn();
    await calls.escalate();
    expect(calls.requests('invitation.send')).toEqual([]);
  });

  test('[ESC-6] whose invitation crosses ours is met: it is settled, and does not ring', async () => {
    await calls.escalate();
    const { id: invitationId } = await calls.bobEscalates();
    expect(calls.requests('invitation.accept')).toEqual([{ invitationId }]);
    expect(calls.requests('conference.join')).toHaveLength(1);
    expect(calls.sessions).toHaveLength(1);
  });

  test('[ESC-4] a muted microphone stays muted, a camera off, and what comes on later goes both ways', async () => {
    const { leaseId } = calls.call;
    await page.send('set-source', { leaseId, source: 'microphone', on: false });
    await page.send('set-source', { leaseId, source: 'camera', on: false });
    page.orders.length = 0;
    await calls.escalate();
    expect(world.signaling.latest('conference.join').media).toMatchObject({
      microphone: 'muted',
      camera: 'off',
    });
    expect(calls.devices).toEqual([]);
    await page.send('set-source', { leaseId, source: 'microphone', on: true });
    expect([calls.call.local.microphone, calls.stay.local.microphone]).toEqual(['on', 'on']);
    expect(world.signaling.latest('conference.media').media.microphone).toBe('on');
    expect(world.signaling.latest('session.media').media.microphone).toBe('on');
  });

  test('[ESC-4] a shared screen comes along on its own lease; stopped in the middle, it is stopped for both', async () => {
    const shareId = await calls.shared(calls.callId);
    page.orders.length = 0;
    await calls.escalate();
    const { leaseId } = calls.view(shareId);
    expect(calls.stay).toMatchObject({
      screenLeaseId: leaseId,
      local: { screen: 'on', screenName: 'Screen' },
    });
    expect(page.latest('sfu-open').screenLeaseId).toBe(leaseId);
    expect(calls.devices).toEqual([]);
    await page.send('set-source', { leaseId, source: 'screen', on: false });
    await settled();
    expect(calls.view(shareId).state).toBe('terminated');
    expect(calls.stay.local.screen).toBe('off');
    expect(calls.devices).toEqual(['set-source']);
  });

  test('[ESC-4] [SES-4] a screen is not shared in a call that is about to be none', async () => {
    const { conversationId } = calls.call;
    const choice = Promise.withResolvers<{ result: { open: true } }>();
    page.when('open-screen', () => choice.promise);
    const sharing = page.send('share-screen', { to: BOB.address, conversationId });
    await settled();
    await calls.escalate();
    choice.resolve({ result: { open: true } });
    const refused = { code: 'SESSION_WRONG_STATE' };
    await expect(sharing).rejects.toMatchObject(refused);
    expect(calls.devices).toEqual(['open-screen', 'release-lease']);
    await expect(calls.shared(calls.callId)).rejects.toMatchObject(refused);
    expect(calls.devices).toHaveLength(2);
  });

  test('[SES-3] a screen that has come along is stopped in the conference, and another one is shown', async () => {
    const shareId = await calls.shared(calls.callId);
    await calls.escalate();
    for (const id of [shareId, calls.callId]) await calls.ends({ reason: 'escalated', by: 'system' }, id);
    expect(calls.stay.local.screen).toBe('on');
    const { screenLeaseId: leaseId } = calls.stay;
    await page.send('source-ended', { leaseId, source: 'screen' });
    expect(calls.stay.local.screen).toBe('off');
    expect(await page.send('share-in-conference', { conferenceId })).toEqual({ shared: true });
    expect(page.latest('open-screen')).toEqual({ leaseId });
  });
});

describe('what is handed over', () => {
  const received = () => page.heard.filter((name) => ['hand-over', 'sfu-open', 'sfu-consume'].includes(name));
  const fromCall = ['microphone', 'camera'].map((source) => ({ source }));

  test('[ESC-2] the page hears of it when they come, before anything of theirs is to be received', async () => {
    await calls.escalate();
    const consumer = { id: 'consumer-1', producerId: 'producer-1', participantId: BOBS_ID } as never;
    const bob = participant(BOBS_ID, 'Bob');
    world.notice({ name: 'participant-changed', data: { conferenceId, participant: bob } });
    world.notice({ name: 'consumer-added', data: { conferenceId, consumer } });
    await settled();
    expect(received()).toEqual(['sfu-open', 'hand-over', 'sfu-consume']);
    const from = fromCall.map((one) => ({ ...one, carriageId: calls.callId }));
    expect(page.latest('hand-over')).toEqual({ conferenceId, owner: BOBS_ID, from });
  });

  test('[ESC-2] where they are in already, it goes before the carriage', async () => {
    calls.bobIsIn();
    await calls.escalate();
    expect(received()).toEqual(['hand-over', 'sfu-open']);
  });

  test('[ESC-2] [ESC-4] a screen that they share, also later, is handed over too, once', async () => {
    calls.bobIsIn();
    await calls.escalate();
    const { conversationId } = calls.call;
    const { sessionId } = await calls.invited({ sessionType: 'application-sharing', conversationId });
    await calls.bobSends({ screen: 'on' }, sessionId);
    const from = [{ carriageId: sessionId, source: 'screen' }];
    expect(calls.orders('hand-over')).toMatchObject([{}, { owner: BOBS_ID, from }]);
    await calls.plays('microphone', 'camera');
    expect(state()).toBe('switching');
    await calls.plays('screen');
    expect(state()).toBe('carried');
  });

  test('[ESC-2] whoever comes again is handed over again', async () => {
    await calls.escalate();
    await calls.bobComes();
    await calls.plays('microphone', 'camera');
    world.notice({
      name: 'participant-left',
      data: { conferenceId, participantId: BOBS_ID, ending: { reason: 'left', by: 'them' } },
    } as never);
    const again = participant('participant-3', 'Bob');
    world.notice({ name: 'participant-changed', data: { conferenceId, participant: again } });
    await settled();
    expect(page.latest('hand-over')).toMatchObject({ owner: 'participant-3', from: fromCall });
    expect(state()).toBe('switching');
  });
});

describe('when all is carried', () => {
  beforeEach(async () => {
    await calls.escalate();
  });

  test('[ESC-2] it is said once all that they have on is played from there', async () => {
    await calls.bobComes();
    await calls.plays('microphone');
    expect([state(), carried()]).toEqual(['switching', []]);
    await calls.plays('camera');
    const seen = [{ sessionId: calls.callId, number: 1 }];
    expect([state(), carried()]).toEqual(['carried', [{ sessionId: calls.callId, conferenceId, seen }]]);
    expect(calls.call.state).toBe('established');
  });

  test('[ESC-2] what they have off needs nothing, but they have to be there', async () => {
    await calls.bobSends({ microphone: 'muted', camera: 'off' });
    expect(carried()).toEqual([]);
    await calls.bobComes();
    expect(carried()).toHaveLength(1);
  });

  test('[ESC-2] what they turn off meanwhile is waited for no more', async () => {
    await calls.bobComes();
    await calls.plays('microphone');
    await calls.bobSends({ microphone: 'on' });
    expect(state()).toBe('carried');
  });

  test('[ESC-2] what comes on later is waited for again, and then it is said again, of that', async () => {
    await calls.bobComes();
    await calls.bobSends({ microphone: 'on' });
    await calls.plays('microphone');
    await calls.bobSends({ microphone: 'on', camera: 'on' });
    expect(state()).toBe('switching');
    expect(carried()).toHaveLength(1);
    await calls.plays('camera');
    expect(state()).toBe('carried');
    const numbers = (carried() as { seen: { number: number }[] }[]).map(({ seen }) => seen[0]?.number);
    expect(numbers).toEqual([2, 3]);
  });

  test('[ESC-2] what changes nothing that is to be carried is said again at once: it is of what is on now', async () => {
    await calls.bobComes();
    await calls.plays('microphone', 'camera');
    await calls.bobSends({ microphone: 'muted', camera: 'on' });
    expect([state(), carried().length]).toEqual(['carried', 2]);
    await calls.plays('microphone', 'camera');
    expect(carried()).toHaveLength(2);
  });

  test('[ESC-2] a microphone that is muted for a while is the same track; a camera is another one', async () => {
    await calls.bobComes();
    await calls.plays('microphone', 'camera');
    await calls.bobSends({ microphone: 'muted', camera: 'on' });
    await calls.bobSends({ microphone: 'on', camera: 'on' });
    expect(state()).toBe('carried');
    await calls.bobSends({ microphone: 'on', camera: 'off' });
    await calls.bobSends({ microphone: 'on', camera: 'on' });
    expect(state()).toBe('switching');
  });

  test('[ESC-2] what the page says of others, or of other conferences, counts for nothing', async () => {
    await calls.bobComes();
    for (const source of ['microphone', 'camera'] as const) {
      await page.send('source-carried', { conferenceId, owner: 'participant-9' as never, source });
      await page.send('source-carried', { conferenceId: 'conference-9' as never, owner: BOBS_ID, source });
    }
    expect(state()).toBe('switching');
  });

  test('[ESC-2] [INV-12] [LEASE-2] the server ends the call: the devices stay on, and it had its time', async () => {
    const { leaseId, conversationId } = calls.call;
    await calls.bobComes();
    await calls.plays('microphone', 'camera');
    await world.clock.advance(5_000);
    page.orders.length = 0;
    await calls.ends({ reason: 'escalated', by: 'system' });
    expect(calls.call).toMatchObject({ state: 'terminated', escalation: { state: 'done', conferenceId } });
    expect(calls.stay).toMatchObject({
      state: 'connected',
      leaseId,
      local: { microphone: 'on', camera: 'on' },
    });
    // The other side may look at the call a moment longer.
    expect(page.heard).toEqual([]);
    await world.clock.advance(1_000);
    expect(page.heard).toEqual(['close-carriage']);
    expect(world.client.state.history).toMatchObject([
      { id: calls.callId, durationMs: 5_000, ending: { reason: 'escalated' }, missed: false },
    ]);
    const { conversations } = await page.send('load-conversations', {});
    const entry = conversations.find(({ id }) => id === conversationId);
    expect(entry).toMatchObject({ state: 'replaced', replacedBy: conferenceId });
    await page.send('keep-conversation', { conversation: { ...entry, state: 'idle' } as never });
    const kept = (await page.send('load-conversations', {})).conversations;
    expect(kept.find(({ id }) => id === conversationId)?.state).toBe('replaced');
  });

  test('[LEASE-2] the devices are given back with the conference, once', async () => {
    const { leaseId, screenLeaseId } = calls.stay;
    await calls.ends({ reason: 'escalated', by: 'system' });
    page.orders.length = 0;
    await page.send('leave-conference', { conferenceId });
    expect(calls.orders('release-lease')).toEqual([{ leaseId }]);
    expect(leaseId).not.toBe(screenLeaseId);
  });

  test('[INV-10] meanwhile it is held by nobody, and another call is as during a conference', async () => {
    const refused = { code: 'SESSION_WRONG_STATE' };
    await expect(page.send('hold', { sessionId: calls.callId, held: true })).rejects.toMatchObject(refused);
    const { id: invitationId } = await calls.invited({ conversationId: 'conversation-2' });
    const accept = (others?: 'hold' | 'end') =>
      page.send('accept', { invitationId, media: BOTH, ...(others && { others }) });
    await expect(accept()).rejects.toMatchObject(refused);
    await expect(accept('hold')).rejects.toMatchObject(refused);
    await accept('end');
    await settled();
    expect(calls.call.ending).toMatchObject({ reason: 'hung-up', by: 'you' });
    expect(world.client.state.stay).toBeNull();
    expect(calls.sessions.at(-1)?.state).toBe('establishing');
  });
});
