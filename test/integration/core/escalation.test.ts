import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceId, SessionId } from '../../../protocol/ids.ts';
import type { AppState } from '../../../protocol/rpc/app-state.ts';
import { freePort, RealWorld, seen, type User } from '../../support/core/real-world.ts';
import { type SessionFacts, sessionsIn } from '../../support/session-facts.ts';
import { until } from '../../support/until.ts';

const both = { microphone: true, camera: true };

let world: RealWorld;
let alice: User;
let bob: User;
let carol: User;
let callId: SessionId;

beforeEach(async () => {
  world = new RealWorld(await freePort());
  alice = await world.person('Alice');
  bob = await world.person('Bob');
  carol = await world.person('Carol');
  callId = await talk();
  for (const who of [alice, bob]) {
    await seen(who, 'what the other sends', (state) => callIn(state)?.remote.camera === 'on');
    who.page.orders.length = 0;
  }
});
afterEach(() => world.close());

const addressOf = ({ client }: User) => client.state.registration.address as never;
const callIn = (state: AppState) => sessionsIn(state).find(({ id }) => id === callId);
const call = ({ client }: User) => callIn(client.state) as SessionFacts;
const stay = ({ client }: User) => client.state.stay;
const ringing = (state: AppState) => sessionsIn(state).find((session) => session.state === 'incoming');
const opened = ({ page }: User) => page.heard.filter((name) => name === 'open-sources');
const release = ({ page }: User) =>
  page.orders.filter(({ name }) => name === 'release-lease').map(({ data }) => data);
const inCall = (who: User) => seen(who, 'talking', (state) => callIn(state)?.state === 'established');

async function rings(who: User): Promise<SessionFacts> {
  return ringing(await seen(who, 'it rings', ringing)) as SessionFacts;
}

async function connect(sessionId: SessionId, ...people: User[]): Promise<void> {
  for (const { page } of people) {
    const described = (heard: readonly string[]) =>
      heard.includes('peer-apply-answer') || heard.includes('peer-answer');
    await until(() => page.heard, described, { what: 'descriptions on both sides' });
    await page.send('carriage-state', { carriageId: sessionId, state: 'connected' });
  }
}

/** Alice calls Bob, and they talk. */
async function talk(): Promise<SessionId> {
  const { sessionId } = await alice.page.send('call', { to: addressOf(bob), media: both });
  const { invitationId } = await rings(bob);
  await bob.page.send('accept', { invitationId, media: both });
  await connect(sessionId, alice, bob);
  return sessionId;
}

/** The page of a user plays each source that is handed over from the conference. */
function plays({ page }: User): void {
  page.when('hand-over', async ({ conferenceId, owner, from }) => {
    for (const { source } of from) void page.send('source-carried', { conferenceId, owner, source });
    return {};
  });
}

const escalate = (who: User, ...to: User[]) =>
  who.page.send('escalate', { sessionId: callId, to: to.map(addressOf) });

/** The call has ended for both, and each is in the conference, with the same devices as before. */
async function carriedIn(conferenceId: ConferenceId): Promise<void> {
  for (const who of [alice, bob]) {
    const { ending, leaseId } = call(who);
    await seen(who, 'the call is over', () => call(who).state === 'terminated');
    expect(ending ?? call(who).ending).toEqual({ reason: 'escalated', by: 'system' });
    expect(call(who).escalation).toMatchObject({ state: 'done', conferenceId });
    expect(stay(who)).toMatchObject({ state: 'connected', leaseId, local: { screen: 'off' } });
    expect(stay(who)?.conference).toMatchObject({ id: conferenceId });
    expect([opened(who), release(who)]).toEqual([[], []]);
  }
}

/** The call continues for both, nobody is in a conference, and no device was released. */
async function onlyTheCall(): Promise<void> {
  for (const who of [alice, bob]) {
    await seen(who, 'rolled back', () => call(who).escalation?.state !== 'switching' && stay(who) === null);
    expect(call(who)).toMatchObject({ state: 'established', local: { microphone: 'on', camera: 'on' } });
    expect(opened(who)).toEqual([]);
    expect(release(who)).not.toContainEqual({ leaseId: call(who).leaseId });
  }
}

const causes = ({ client }: User) =>
  client.state.alerts.map(({ error }) => `${error.code} ${error.context.cause}`);

describe('a call becomes a conference, between cores over a real server', () => {
  test('[ESC-1] [ESC-2] [LEASE-2] when both have all from there, with the same devices all the time', async () => {
    const { conversationId } = call(alice);
    for (const who of [alice, bob]) plays(who);
    const { conferenceId } = await escalate(alice);
    await carriedIn(conferenceId);
    expect(stay(alice)?.conference.conversationId).toBe(conversationId);
    const [entry] = bob.client.state.history;
    expect(entry).toMatchObject({ id: callId, missed: false, ending: { reason: 'escalated' } });
    expect(entry?.durationMs).toBeGreaterThanOrEqual(0);
    expect(alice.client.state.sessions).toHaveLength(1);
    expect(alice.client.state.conversations).toMatchObject([
      { id: conversationId, state: 'replaced', replacedBy: conferenceId },
    ]);
  });

  test('[ESC-2] it stays a call until both have all', async () => {
    plays(alice);
    await escalate(alice);
    await seen(alice, 'all is carried', () => call(alice).escalation?.state === 'carried');
    await seen(bob, 'on the way', () => call(bob).escalation?.state === 'switching');
    await inCall(alice);
    const { conferenceId, owner } = bob.page.latest('hand-over');
    await bob.page.send('source-carried', { conferenceId, owner, source: 'microphone' });
    expect(call(bob)).toMatchObject({ state: 'established', escalation: { state: 'switching', by: 'them' } });
    await bob.page.send('source-carried', { conferenceId, owner, source: 'camera' });
    await carriedIn(conferenceId);
  });

  test('[ESC-1] neither of the two rings, also where nobody is to disturb; the third person does', async () => {
    await bob.page.send('change-settings', { doNotDisturb: true });
    for (const who of [alice, bob]) plays(who);
    const { conferenceId } = await escalate(alice, carol, bob);
    const { invitationId, escalates } = await rings(carol);
    expect(escalates).toBeUndefined();
    await carol.page.send('accept', { invitationId, media: both });
    await carriedIn(conferenceId);
    await seen(alice, 'three of them', (state) => state.stay?.participants.length === 3);
    expect(bob.client.state.sessions).toHaveLength(1);
    expect(bob.client.state.history).toHaveLength(1);
  });

  test('[ESC-6] both ask at once: one conference', async () => {
    for (const who of [alice, bob]) plays(who);
    const [one, other] = await Promise.all([escalate(alice), escalate(bob)]);
    expect(one).toEqual(other);
    await carriedIn(one.conferenceId);
    for (const who of [alice, bob]) expect(stay(who)?.participants).toHaveLength(2);
  });

  test('[ESC-4] a muted microphone and a camera that is off stay so', async () => {
    const { leaseId } = call(bob);
    await bob.page.send('set-source', { leaseId, source: 'microphone', on: false });
    await bob.page.send('set-source', { leaseId, source: 'camera', on: false });
    await seen(alice, 'he is muted', () => call(alice).remote.microphone === 'muted');
    plays(bob);
    const { conferenceId } = await escalate(alice);
    await carriedIn(conferenceId);
    const media = { microphone: 'muted', camera: 'off', screen: 'off' };
    expect(stay(bob)?.local).toEqual(media);
    await seen(alice, 'his media', (state) =>
      state.stay?.participants.some((one) => one.displayName === 'Bob' && one.media.microphone === 'muted'),
    );
  });

  test('[ESC-4] a shared screen comes along, and is not chosen again', async () => {
    const { conversationId } = call(alice);
    const { sessionId } = await alice.page.send('share-screen', { to: addressOf(bob), conversationId });
    const shareOf = ({ client }: User) => sessionsIn(client.state).find(({ id }) => id === sessionId);
    await seen(bob, 'it is shared', () => shareOf(bob)?.remote.screen === 'on');
    for (const who of [alice, bob]) {
      await who.page.send('carriage-state', { carriageId: sessionId as never, state: 'connected' });
      plays(who);
      who.page.orders.length = 0;
    }
    const { leaseId: screenLeaseId } = shareOf(alice) as SessionFacts;
    const { conferenceId } = await escalate(alice);
    for (const who of [alice, bob]) {
      await seen(who, 'both are over', () => call(who).state === 'terminated');
      expect(shareOf(who)?.ending).toEqual({ reason: 'escalated', by: 'system' });
    }
    expect(stay(alice)).toMatchObject({ screenLeaseId, local: { screen: 'on', screenName: 'Screen' } });
    const handedOver = bob.page.orders.flatMap(({ name, data }) => (name === 'hand-over' ? [data] : []));
    const screen = { carriageId: sessionId, source: 'screen' };
    expect(handedOver).toMatchObject([{ conferenceId, from: [{}, {}, screen] }]);
    expect([alice.page.heard.includes('open-screen'), release(alice)]).toEqual([false, []]);
    await alice.page.send('set-source', { leaseId: screenLeaseId, source: 'screen', on: false });
    expect(stay(alice)?.local.screen).toBe('off');
  });

  test('[ESC-2] the page gets the hand-over before it receives their media', async () => {
    for (const who of [alice, bob]) plays(who);
    await carriedIn((await escalate(alice)).conferenceId);
    const received = (heard: readonly string[]) =>
      heard.filter((name) => ['sfu-open', 'hand-over'].includes(name));
    expect(received(bob.page.heard)).toEqual(['hand-over', 'sfu-open']);
    expect(received(alice.page.heard)).toEqual(['sfu-open', 'hand-over']);
  });
});

describe('a camera that is turned on while the call goes over', () => {
  const camera = (on: boolean) =>
    bob.page.send('set-source', { leaseId: call(bob).leaseId, source: 'camera', on });
  const isOn = (expected: 'on' | 'off') =>
    seen(alice, `his camera ${expected}`, (state) => callIn(state)?.remote.camera === expected);
  const has = (who: User, state: 'switching' | 'carried') =>
    seen(who, state, () => call(who).escalation?.state === state);

  /** This page plays these sources from the conference. */
  async function hears(who: User, ...sources: ('microphone' | 'camera')[]): Promise<void> {
    await until(
      () => who.page.heard,
      (heard) => heard.includes('hand-over'),
      { what: 'a hand-over' },
    );
    const { conferenceId, owner } = who.page.latest('hand-over');
    for (const source of sources) await who.page.send('source-carried', { conferenceId, owner, source });
  }

  /** The server has taken all that this client has said before. */
  const isTold = ({ page }: User) =>
    page.send('block', { address: 'nobody@parley.localhost' as never, blocked: false });

  test.each<[string, () => Promise<unknown>]>([
    [
      'before the other side has anything',
      async () => {
        await camera(true);
        await isOn('on');
        await hears(alice, 'microphone');
      },
    ],
    [
      'after the other side has reported that all is carried',
      async () => {
        await hears(alice, 'microphone');
        await has(alice, 'carried');
        await isTold(alice);
        await camera(true);
        await isOn('on');
      },
    ],
    [
      'off and on again after that',
      async () => {
        await camera(true);
        await isOn('on');
        await hears(alice, 'microphone', 'camera');
        await has(alice, 'carried');
        await isTold(alice);
        await camera(false);
        await isOn('off');
        await camera(true);
        await isOn('on');
      },
    ],
  ])('[ESC-2] %s: the call lasts until that comes from the conference, too', async (_, turnOn) => {
    await camera(false);
    await isOn('off');
    const { conferenceId } = await escalate(alice);
    await seen(bob, 'he is in', (state) => state.stay?.state === 'connected');
    await turnOn();
    await has(alice, 'switching');
    await hears(bob, 'microphone', 'camera');
    await has(bob, 'carried');
    for (const who of [bob, alice]) await isTold(who);
    for (const who of [alice, bob]) expect(call(who).state).toBe('established');
    await hears(alice, 'camera');
    await carriedIn(conferenceId);
  });
});

describe('a call that does not become a conference', () => {
  test('[ESC-3] [ESC-4] the other page cannot reach the media: the call continues, and both read why', async () => {
    bob.page.when('sfu-capabilities', () => Promise.reject(new Error('no SFU client')));
    await escalate(alice).catch(() => {});
    await onlyTheCall();
    for (const who of [alice, bob]) expect(causes(who)).toEqual(['ESCALATION_FAILED MEDIA_FAILED']);
  });

  test('[ESC-3] one leaves the conference: the call continues', async () => {
    const { conferenceId } = await escalate(alice);
    await seen(bob, 'he is in', (state) => state.stay?.state === 'connected');
    await bob.page.send('leave-conference', { conferenceId });
    await onlyTheCall();
    expect([causes(alice), causes(bob)]).toEqual([['ESCALATION_FAILED CONFERENCE_NOT_JOINED'], []]);
  });

  test('[ESC-3] [RES-5] the page of the other side goes away in the middle: the call is there for the next page', async () => {
    await escalate(alice);
    await seen(bob, 'he is in', (state) => state.stay?.state === 'connected');
    bob.page.close();
    await seen(alice, 'rolled back', () => stay(alice) === null);
    expect(causes(alice)).toEqual(['ESCALATION_FAILED PAGE_ABSENT']);
    expect([call(alice).state, call(bob).state, stay(bob)]).toEqual(['established', 'established', null]);
  });

  test('[ESC-3] after a roll-back it is tried again', async () => {
    const { conferenceId: first } = await escalate(alice);
    await seen(bob, 'he is in', (state) => state.stay?.state === 'connected');
    await bob.page.send('leave-conference', { conferenceId: first });
    await onlyTheCall();
    for (const who of [alice, bob]) plays(who);
    for (const { page } of [alice, bob]) page.orders.length = 0;
    const { conferenceId } = await escalate(bob);
    expect(conferenceId).not.toBe(first);
    await carriedIn(conferenceId);
  });

  test('[ESC-3] [INV-10] while it becomes one it cannot be held, by neither side', async () => {
    await escalate(alice);
    await seen(bob, 'on the way', () => call(bob).escalation?.state === 'switching');
    for (const { page } of [alice, bob]) {
      await expect(page.send('hold', { sessionId: callId, held: true })).rejects.toMatchObject({
        code: 'SESSION_WRONG_STATE',
      });
    }
    expect(call(bob).hold).toEqual({ byUs: false, byThem: false });
  });

  test('[LEASE-2] a user who hangs up in the middle has no open device and is in no conference', async () => {
    await escalate(alice);
    await seen(bob, 'he is in', (state) => state.stay?.state === 'connected');
    const { leaseId } = call(alice);
    await alice.page.send('hang-up', { sessionId: callId });
    expect([call(alice).ending, stay(alice)]).toEqual([{ reason: 'hung-up', by: 'you' }, null]);
    expect(release(alice)).toContainEqual({ leaseId });
    await seen(bob, 'it is over', () => call(bob).state === 'terminated');
    await seen(bob, 'he is alone', (state) => state.stay?.participants.length === 1);
    expect(stay(bob)).toMatchObject({ state: 'connected', local: { microphone: 'on' } });
  });
});
