import { beforeEach, describe, expect, test } from 'vitest';
import { BOTH } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { conferenceId } from '../../../../support/core/conference-calls.ts';
import { BOBS_ID, EscalatingCalls } from '../../../../support/core/escalating-calls.ts';
import { participant } from '../../../../support/core/fakes/conference-replies.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../support/fake-clock.ts';

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

describe('our user escalates a call', () => {
  test('[ESC-1] [LEASE-2] joins with the devices of the call, and then invites the other side without showing it', async () => {
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

  test('[ESC-1] invites others as usual, and the other side of the call only once', async () => {
    await calls.escalate('carol@parley.localhost', BOB.address);
    expect(calls.requests('invitation.send')).toMatchObject([
      ...[{ to: BOB.address }, { to: 'carol@parley.localhost' }],
    ]);
    expect(calls.sessions.filter(({ sessionType }) => sessionType === 'conference')).toHaveLength(1);
  });

  test('[ESC-1] a second escalation invites others to the same conference', async () => {
    await calls.escalate();
    await calls.escalate('carol@parley.localhost');
    expect(calls.requests('session.escalate')).toHaveLength(1);
    expect(calls.requests('invitation.send')).toHaveLength(2);
  });

  test('[ESC-6] does not invite the other side if it has joined already', async () => {
    calls.bobIsIn();
    await calls.escalate();
    expect(calls.requests('invitation.send')).toEqual([]);
  });

  test('[ESC-6] accepts a crossing invitation without ringing', async () => {
    await calls.escalate();
    const { id: invitationId } = await calls.bobEscalates();
    expect(calls.requests('invitation.accept')).toEqual([{ invitationId }]);
    expect(calls.requests('conference.join')).toHaveLength(1);
    expect(calls.sessions).toHaveLength(1);
  });

  test('[ESC-4] a muted microphone stays muted and a camera off; sources turned on later are sent both ways', async () => {
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

  test('[ESC-4] a shared screen is shared in the conference on its own lease, and stops for both', async () => {
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

  test('[ESC-4] [SES-4] a screen cannot be shared in a call during its escalation', async () => {
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

  test('[SES-3] a screen from the call can be stopped in the conference, and another one shared', async () => {
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

describe('handing over sources', () => {
  const received = () => page.heard.filter((name) => ['hand-over', 'sfu-open', 'sfu-consume'].includes(name));
  const fromCall = ['microphone', 'camera'].map((source) => ({ source }));

  test('[ESC-2] the page gets the order when the other side joins, before it must receive their media', async () => {
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

  test('[ESC-2] if the other side is in already, the order is sent before the carriage opens', async () => {
    calls.bobIsIn();
    await calls.escalate();
    expect(received()).toEqual(['hand-over', 'sfu-open']);
  });

  test('[ESC-2] [ESC-4] a screen that the other side shares, then or later, is handed over once', async () => {
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

  test('[ESC-2] when the other side rejoins, its sources are handed over again', async () => {
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

describe('when all sources are handed over', () => {
  beforeEach(async () => {
    await calls.escalate();
  });

  test('[ESC-2] it is reported once all sources that are on are played from the conference', async () => {
    await calls.bobComes();
    await calls.plays('microphone');
    expect([state(), carried()]).toEqual(['switching', []]);
    await calls.plays('camera');
    const seen = [{ sessionId: calls.callId, number: 1 }];
    expect([state(), carried()]).toEqual(['carried', [{ sessionId: calls.callId, conferenceId, seen }]]);
    expect(calls.call.state).toBe('established');
  });

  test('[ESC-2] sources that are off do not matter, but the other side must be in the conference', async () => {
    await calls.bobSends({ microphone: 'muted', camera: 'off' });
    expect(carried()).toEqual([]);
    await calls.bobComes();
    expect(carried()).toHaveLength(1);
  });

  test('[ESC-2] a source that is turned off meanwhile is no longer required', async () => {
    await calls.bobComes();
    await calls.plays('microphone');
    await calls.bobSends({ microphone: 'on' });
    expect(state()).toBe('carried');
  });

  test('[ESC-2] a source that is turned on later is required, and then reported again', async () => {
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

  test('[ESC-2] a change of other media is reported again immediately, with the current media', async () => {
    await calls.bobComes();
    await calls.plays('microphone', 'camera');
    await calls.bobSends({ microphone: 'muted', camera: 'on' });
    expect([state(), carried().length]).toEqual(['carried', 2]);
    await calls.plays('microphone', 'camera');
    expect(carried()).toHaveLength(2);
  });

  test('[ESC-2] a microphone that was muted has the same track; a camera has a new one', async () => {
    await calls.bobComes();
    await calls.plays('microphone', 'camera');
    await calls.bobSends({ microphone: 'muted', camera: 'on' });
    await calls.bobSends({ microphone: 'on', camera: 'on' });
    expect(state()).toBe('carried');
    await calls.bobSends({ microphone: 'on', camera: 'off' });
    await calls.bobSends({ microphone: 'on', camera: 'on' });
    expect(state()).toBe('switching');
  });

  test('[ESC-2] reports of the page about other participants or conferences are ignored', async () => {
    await calls.bobComes();
    for (const source of ['microphone', 'camera'] as const) {
      await page.send('source-carried', { conferenceId, owner: 'participant-9' as never, source });
      await page.send('source-carried', { conferenceId: 'conference-9' as never, owner: BOBS_ID, source });
    }
    expect(state()).toBe('switching');
  });

  test('[ESC-2] [INV-12] [LEASE-2] the server ends the call: the devices stay on, and the history has its duration', async () => {
    const { leaseId, conversationId } = calls.call;
    await calls.bobComes();
    await calls.plays('microphone', 'camera');
    await world.clock.pass(5_000);
    page.orders.length = 0;
    await calls.ends({ reason: 'escalated', by: 'system' });
    expect(calls.call).toMatchObject({ state: 'terminated', escalation: { state: 'done', conferenceId } });
    expect(calls.stay).toMatchObject({
      state: 'connected',
      leaseId,
      local: { microphone: 'on', camera: 'on' },
    });
    // The other side may show the call a little longer.
    expect(page.heard).toEqual([]);
    await world.clock.pass(1_000);
    expect(page.heard).toEqual(['close-carriage']);
    expect(world.client.state.history).toMatchObject([
      { id: calls.callId, durationMs: 5_000, ending: { reason: 'escalated' }, missed: false },
    ]);
    const entry = page.state.conversations.find(({ id }) => id === conversationId);
    expect(entry).toMatchObject({ state: 'replaced', replacedBy: conferenceId });
  });

  test('[LEASE-2] the devices are released once, when the conference ends', async () => {
    const { leaseId, screenLeaseId } = calls.stay;
    await calls.ends({ reason: 'escalated', by: 'system' });
    page.orders.length = 0;
    await page.send('leave-conference', { conferenceId });
    expect(calls.orders('release-lease')).toEqual([{ leaseId }]);
    expect(leaseId).not.toBe(screenLeaseId);
  });

  test('[INV-10] during an escalation the call cannot be put on hold, and other calls behave as during a conference', async () => {
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
