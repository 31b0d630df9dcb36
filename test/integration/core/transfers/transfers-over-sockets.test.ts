import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SessionId } from '../../../../protocol/ids.ts';
import type { AppState } from '../../../../protocol/rpc/app-state.ts';
import type { CommandData } from '../../../../protocol/rpc/commands.ts';
import { freePort, RealWorld, seen, type User } from '../../../support/core/real-world.ts';
import { type SessionFacts, sessionsIn } from '../../../support/session-facts.ts';
import { until } from '../../../support/until.ts';

const both = { microphone: true, camera: true };

let world: RealWorld;
let alice: User;
let bob: User;
let carol: User;
/** Of Alice with Bob. */
let call: SessionId;

beforeEach(async () => {
  world = new RealWorld(await freePort());
  alice = await world.person('Alice');
  bob = await world.person('Bob');
  carol = await world.person('Carol');
  call = await talk(alice, bob);
});
afterEach(() => world.close());

const addressOf = ({ client }: User) => client.state.registration.address as never;
const ringing = (state: AppState) => sessionsIn(state).find((session) => session.state === 'incoming');
const find = ({ client }: User, id: SessionId) =>
  sessionsIn(client.state).find((session) => session.id === id) as SessionFacts;
const described = ({ page }: User, sessionId: SessionId) =>
  page.orders.some(
    ({ name, data }) =>
      (name === 'peer-apply-answer' || name === 'peer-answer') &&
      (data as { sessionId: SessionId }).sessionId === sessionId,
  );

/** The media of a call flows between these. */
async function connect(sessionId: SessionId, ...people: User[]): Promise<void> {
  for (const person of people) {
    await until(
      () => described(person, sessionId),
      (has) => has,
      { what: 'descriptions on both sides' },
    );
    await person.page.send('carriage-state', { carriageId: sessionId, state: 'connected' });
  }
}

async function accepts(who: User): Promise<void> {
  const { invitationId } = ringing(await seen(who, 'it rings', ringing)) as SessionFacts;
  await who.page.send('accept', { invitationId, media: both });
}

async function talk(from: User, to: User, others?: 'hold'): Promise<SessionId> {
  const how = { to: addressOf(to), media: both, ...(others && { others }) };
  const { sessionId } = await from.page.send('call', how);
  await accepts(to);
  await connect(sessionId, from, to);
  return sessionId;
}

/** Alice refers Bob, and he agrees. */
async function refers(how: Partial<CommandData<'transfer'>> = {}): Promise<void> {
  const target = { kind: 'person', address: addressOf(carol) } as const;
  const { referId } = await alice.page.send('transfer', { sessionId: call, target, ...how });
  await seen(bob, 'he is asked', () => find(bob, call).referral?.state === 'requested');
  await bob.page.send('answer-referral', { referId, accepted: true });
}

const isEnded = (who: User, id: SessionId, reason: string) =>
  seen(who, `it ended: ${reason}`, () => find(who, id).ending?.reason === reason);
const reads = (state: string) => seen(alice, state, () => find(alice, call).transfer?.state === state);
const toCarol = () =>
  sessionsIn(bob.client.state).find(({ peer }) => peer.address === addressOf(carol))?.id as SessionId;

describe('a transfer between three cores over a real server', () => {
  test('[REF-1] [REF-2] [REF-3] blind: Carol reads who sent Bob, and talks with him', async () => {
    await refers();
    await reads('ringing');
    await seen(carol, 'who sent him', (state) => ringing(state)?.referredBy?.address === addressOf(alice));
    await accepts(carol);
    await connect(toCarol(), bob, carol);
    await reads('established');
    for (const one of [alice, bob]) await isEnded(one, call, 'transferred');
    expect(find(carol, toCarol())).toMatchObject({ state: 'established', remote: { camera: 'on' } });
  });

  test('[REF-3] busy: Alice reads why, and the two talk again', async () => {
    await refers();
    const { invitationId } = ringing(await seen(carol, 'it rings', ringing)) as SessionFacts;
    await carol.page.send('decline', { invitationId, reason: 'busy' });
    await reads('failed');
    expect(find(alice, call).transfer?.failure).toEqual({ by: 'target', reason: 'busy' });
    await seen(alice, 'off hold', () => !find(alice, call).hold.byThem);
    await seen(bob, 'his camera', () => find(bob, call).local.camera === 'on');
  });

  test('[REF-5] attended: the call with Carol is replaced on the same devices', async () => {
    const consulted = await talk(alice, carol, 'hold');
    await refers({ replaces: consulted });
    await seen(carol, 'Bob', (state) => state.sessions.some(({ peer }) => peer.address === addressOf(bob)));
    await connect(toCarol(), bob, carol);
    for (const one of [alice, carol]) await isEnded(one, consulted, 'replaced');
    for (const one of [alice, bob]) await isEnded(one, call, 'transferred');
    await reads('established');
    expect(carol.page.heard.filter((name) => name === 'open-sources')).toHaveLength(1);
    expect(find(carol, toCarol()).local).toMatchObject({ microphone: 'on', camera: 'on' });
  });

  test('[REF-6] into a conference', async () => {
    const { link } = await carol.page.send('create-conference', { title: 'Standup' as never });
    await carol.page.send('join-conference', { link, media: both });
    await refers({ target: { kind: 'conference', link } });
    await reads('established');
    for (const one of [alice, bob]) await isEnded(one, call, 'transferred');
    await seen(carol, 'Bob is in', ({ stay }) =>
      stay?.participants.some(({ address, status }) => address === addressOf(bob) && status === 'connected'),
    );
  });
});
