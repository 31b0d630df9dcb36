import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../../../electron/core/client.ts';
import type { SessionId } from '../../../protocol/ids.ts';
import type { AppState } from '../../../protocol/rpc/app-state.ts';
import type { FakePage } from '../../support/core/fakes/fake-page.ts';
import { freePort, RealWorld } from '../../support/core/real-world.ts';
import { type SessionFacts, sessionsIn } from '../../support/session-facts.ts';
import { until } from '../../support/until.ts';

const both = { microphone: true, camera: true };

interface User {
  client: Client;
  page: FakePage;
}
let world: RealWorld;
let alice: User;
let bob: User;

beforeEach(async () => {
  world = new RealWorld(await freePort());
  alice = await world.person('Alice');
  bob = await world.person('Bob');
});
afterEach(() => world.close());

function seen({ client }: User, what: string, accept: (state: AppState) => unknown): Promise<AppState> {
  return until(
    () => client.state,
    (state) => Boolean(accept(state)),
    { what },
  );
}
const addressOf = ({ client }: User) => client.state.registration.address as never;
const last = (state: AppState) => sessionsIn(state).at(-1);
const find = (state: AppState, id: SessionId) => sessionsIn(state).find((session) => session.id === id);
const ringing = (state: AppState) => sessionsIn(state).find((session) => session.state === 'incoming');

async function rings(who: User): Promise<SessionFacts> {
  return ringing(await seen(who, 'it rings', ringing)) as SessionFacts;
}

async function connect(sessionId: SessionId, ...people: User[]): Promise<void> {
  for (const { page } of people) {
    await until(
      () => page.heard,
      (heard) => heard.includes('peer-apply-answer') || heard.includes('peer-answer'),
      { what: 'descriptions on both sides' },
    );
    await page.send('carriage-state', { carriageId: sessionId, state: 'connected' });
  }
}

/** One calls the other, and they talk. */
async function talk(from: User, to: User): Promise<SessionId> {
  const { sessionId } = await from.page.send('call', { to: addressOf(to), media: both });
  const { invitationId } = await rings(to);
  await to.page.send('accept', { invitationId, media: both });
  await connect(sessionId, from, to);
  return sessionId;
}

describe('calls between two cores over a real server', () => {
  test('[INV-10] a hold rests the media of both sides, a resume brings it back', async () => {
    const sessionId = await talk(alice, bob);
    await alice.page.send('hold', { sessionId, held: true });
    await seen(bob, 'held by them', (state) => last(state)?.hold.byThem);
    await seen(bob, 'his camera is back', (state) => last(state)?.local.camera === 'off');
    await seen(alice, 'his media', (state) => last(state)?.remote.microphone === 'muted');
    await alice.page.send('hold', { sessionId, held: false });
    await seen(bob, 'taken up', (state) => last(state)?.local.camera === 'on');
    await seen(alice, 'his camera', (state) => last(state)?.remote.camera === 'on');
    for (const { page } of [alice, bob]) {
      const held = page.orders.filter(({ name }) => name === 'peer-hold').map(({ data }) => data);
      expect(held).toEqual([
        { sessionId, held: true },
        { sessionId, held: false },
      ]);
    }
  });

  test('[SES-3] [SES-4] a screen shared in a call is taken without ringing, and ends with the call', async () => {
    const call = await talk(alice, bob);
    const { conversationId } = find(alice.client.state, call) as SessionFacts;
    const share = await alice.page.send('share-screen', { to: addressOf(bob), conversationId });
    const shared = share.sessionId as SessionId;
    await seen(bob, 'the screen', (state) => find(state, shared)?.state === 'establishing');
    await connect(shared, alice, bob);
    await seen(bob, 'its name', (state) => find(state, shared)?.remote.screenName === 'Screen');
    expect(find(bob.client.state, shared)).toMatchObject({
      conversationId,
      sessionType: 'application-sharing',
    });
    await bob.page.send('hang-up', { sessionId: call });
    await seen(alice, 'all ended', (state) => state.sessions.every((one) => one.state === 'terminated'));
    expect(alice.client.state.history.map(({ id }) => id)).toEqual([call]);
  });

  test('[SES-3] a screen stopped from the system ends the share at the other side, and the call continues', async () => {
    const call = await talk(alice, bob);
    const { conversationId } = find(alice.client.state, call) as SessionFacts;
    const share = await bob.page.send('share-screen', { to: addressOf(alice), conversationId });
    const shared = share.sessionId as SessionId;
    await seen(alice, 'the screen', (state) => find(state, shared)?.state === 'establishing');
    await connect(shared, bob, alice);
    const { leaseId } = find(bob.client.state, shared) as SessionFacts;
    await bob.page.send('source-ended', { leaseId, source: 'screen' });
    const ended = await seen(alice, 'its end', (state) => find(state, shared)?.state === 'terminated');
    expect(find(ended, shared)?.ending).toMatchObject({ reason: 'hung-up', by: 'them' });
    expect(find(ended, call)?.state).toBe('established');
  });

  test('[SES-1] an ICE restart: the inviter offers, the accepter answers, both are whole again', async () => {
    const sessionId = await talk(alice, bob);
    for (const { page } of [alice, bob]) {
      await page.send('carriage-state', { carriageId: sessionId, state: 'failed' });
    }
    await until(
      () => alice.page.heard,
      (heard) => heard.filter((name) => name === 'peer-apply-answer').length === 2,
      { what: 'the second answer' },
    );
    expect(bob.page.heard).toContain('peer-reanswer');
    for (const { page } of [alice, bob]) {
      await page.send('carriage-state', { carriageId: sessionId, state: 'connected' });
    }
    for (const { client } of [alice, bob]) expect(last(client.state)?.restarting).toBeUndefined();
  });

  test('[INV-10] call waiting: the first call is held during the second, and is resumed', async () => {
    const carol = await world.person('Carol');
    const first = await talk(alice, bob);
    const { sessionId: second } = await carol.page.send('call', { to: addressOf(alice), media: both });
    const { invitationId } = await rings(alice);
    await alice.page.send('accept', { invitationId, media: both, others: 'hold' });
    await connect(second, carol, alice);
    await seen(bob, 'held', (state) => last(state)?.hold.byThem);
    await alice.page.send('hold', { sessionId: first, held: false });
    await seen(bob, 'taken up', (state) => last(state)?.hold.byThem === false);
    await seen(carol, 'held in turn', (state) => last(state)?.hold.byThem);
  });

  test('[INV-8] headers of a decline and of a hang-up reach the other side', async () => {
    const headers = { 'X-Reason': 'meeting' };
    await alice.page.send('call', { to: addressOf(bob), media: both });
    const { invitationId } = await rings(bob);
    await bob.page.send('decline', { invitationId, reason: 'busy', text: 'soon', headers });
    const declined = await seen(alice, 'it', (state) => last(state)?.state === 'terminated');
    expect(last(declined)?.ending).toEqual({ reason: 'busy', by: 'them', text: 'soon', headers });
    const sessionId = await talk(alice, bob);
    await bob.page.send('hang-up', { sessionId, headers });
    const ended = await seen(alice, 'it', (state) => last(state)?.state === 'terminated');
    expect(last(ended)?.ending).toEqual({ reason: 'hung-up', by: 'them', headers });
  });

  test('[INV-11] [NOTE-6] blocked, not to be disturbed, unknown, oneself: at once, and nobody rings', async () => {
    const refused = async (to: unknown) => {
      await alice.page.send('call', { to: to as never, media: both });
      const state = await seen(alice, 'the end', (one) => last(one)?.state === 'terminated');
      return last(state)?.ending;
    };
    await bob.page.send('block', { address: addressOf(alice), blocked: true });
    expect(await refused(addressOf(bob))).toEqual({ reason: 'forbidden', by: 'them' });
    await bob.page.send('block', { address: addressOf(alice), blocked: false });
    expect(bob.client.state.sessions).toEqual([]);
    expect(bob.client.state.history).toEqual([]);

    await bob.page.send('change-settings', { doNotDisturb: true });
    await seen(alice, 'it', ({ people }) =>
      people.some(({ address, presence }) => address === addressOf(bob) && presence === 'do-not-disturb'),
    );
    expect(await refused(addressOf(bob))).toEqual({ reason: 'do-not-disturb', by: 'them' });
    await seen(bob, 'it in the history', ({ history }) => history[0]?.missed);
    expect(bob.client.state.sessions).toEqual([]);

    expect(await refused('nobody@parley.localhost')).toEqual({ reason: 'not-found', by: 'server' });
    expect(await refused(addressOf(alice))).toEqual({ reason: 'loop-detected', by: 'server' });
    expect(alice.client.state.history).toHaveLength(4);
  });

  test('[CONV-4] a call in a conversation of others is refused and rings nowhere', async () => {
    const carol = await world.person('Carol');
    const sessionId = await talk(alice, bob);
    const { conversationId } = find(alice.client.state, sessionId) as SessionFacts;
    await carol.page.send('call', { to: addressOf(bob), media: both, conversationId });
    const state = await seen(carol, 'the end', (one) => last(one)?.state === 'terminated');
    expect(last(state)?.ending).toEqual({ reason: 'forbidden', by: 'server' });
    expect(bob.client.state.sessions).toHaveLength(1);
  });
});

test('[INV-9] one device signs out while it rings: the other one keeps ringing, and answers', async () => {
  const second = await world.person('Bob');
  const { sessionId } = await alice.page.send('call', { to: addressOf(bob), media: both });
  await rings(bob);
  const { invitationId } = await rings(second);
  await bob.page.send('sign-out', {});
  await second.page.send('accept', { invitationId, media: both });
  await connect(sessionId, alice, second);
  expect(find(alice.client.state, sessionId)?.state).toBe('established');
  await alice.page.send('hang-up', { sessionId });
});

test('[INV-11] the only device signs out while it rings: the inviter reads that nobody is there', async () => {
  const { sessionId } = await alice.page.send('call', { to: addressOf(bob), media: both });
  await rings(bob);
  await bob.page.send('sign-out', {});
  const state = await seen(alice, 'it ended', (now) => last(now)?.state === 'terminated');
  expect(find(state, sessionId)?.ending).toEqual({ reason: 'unavailable', by: 'system' });
});
