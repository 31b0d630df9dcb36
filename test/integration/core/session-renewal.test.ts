import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SessionId } from '../../../protocol/ids.ts';
import type { OrderName } from '../../../protocol/rpc/orders.ts';
import { FakePage } from '../../support/core/fakes/fake-page.ts';
import { freePort, RealWorld, seen, type User } from '../../support/core/real-world.ts';
import { type SessionFacts, sessionsIn } from '../../support/session-facts.ts';
import { until } from '../../support/until.ts';

const both = { microphone: true, camera: true };

let world: RealWorld;
/** Alice has called Bob, and they talk. */
let alice: User;
let bob: User;
let sessionId: SessionId;

beforeEach(async () => {
  world = new RealWorld(await freePort());
  alice = await world.person('Alice');
  bob = await world.person('Bob');
  const to = bob.client.state.registration.address as never;
  ({ sessionId } = await alice.page.send('call', { to, media: both }));
  const { sessions } = await seen(bob, 'it rings', (state) => state.sessions.length > 0);
  const invitationId = sessions[0]?.invitationId as never;
  await bob.page.send('accept', { invitationId, media: both });
  await told(alice, 'peer-apply-answer');
  await connect();
});
afterEach(() => world.close());

/** Waits until a page has had an order so often. */
const told = ({ page }: User, name: OrderName, times = 1) =>
  until(
    () => page.heard.filter((heard) => heard === name).length,
    (heard) => heard >= times,
    { what: `${name}, ${times} times` },
  );

/** The carriages connect, and connect again if another one takes their place meanwhile. */
async function connect(): Promise<void> {
  const read = async () => {
    for (const { page } of [alice, bob]) {
      await page.send('carriage-state', { carriageId: sessionId, state: 'connected' });
    }
    return [alice, bob].map(({ client }) => sessionsIn(client.state)[0]);
  };
  const isWhole = (call: SessionFacts | undefined) => call?.state === 'established' && !call.restarting;
  await until(read, (calls) => calls.every(isWhole), { what: 'the call' });
}

/** Attaches another page for a user, whose page may be gone already. */
async function anotherPage(who: User): Promise<void> {
  who.page = new FakePage(who.client);
  await who.page.attach();
}

describe('[RES-5] a call over a real server', () => {
  test('whose inviter has another page', async () => {
    alice.page.close();
    await seen(bob, 'that nothing is sent', (state) => sessionsIn(state)[0]?.remote.microphone === 'off');
    await anotherPage(alice);
    await told(alice, 'peer-apply-answer');
    expect(bob.page.heard.filter((name) => name === 'peer-answer')).toHaveLength(2);
    expect(bob.client.state.sessions).toMatchObject([{ restarting: true }]);
    await connect();
    await seen(bob, 'her media', (state) => sessionsIn(state)[0]?.remote.camera === 'on');
  });

  test('whose accepter has another page', async () => {
    await bob.page.send('set-source', {
      leaseId: sessionsIn(bob.client.state)[0]?.leaseId as never,
      source: 'microphone',
      on: false,
    });
    bob.page.close();
    await anotherPage(bob);
    await told(alice, 'peer-apply-answer', 2);
    expect(alice.page.heard.filter((name) => name === 'peer-offer')).toHaveLength(2);
    expect(bob.page.heard).toContain('peer-answer');
    await connect();
    await seen(alice, 'his media', (state) => {
      const [call] = sessionsIn(state);
      return call?.remote.camera === 'on' && call.remote.microphone === 'muted';
    });
  });

  test.each(['the inviter', 'the accepter'])(
    'both of whose pages are gone, %s being back first',
    async (who) => {
      for (const { page } of [alice, bob]) page.close();
      const [first, second] = who === 'the inviter' ? [alice, bob] : [bob, alice];
      await anotherPage(first);
      await told(first, 'open-sources');
      await anotherPage(second);
      await told(bob, 'peer-answer');
      await told(alice, 'peer-apply-answer');
      await connect();
    },
  );

  test('whose accepter has another page while ICE restarts', async () => {
    bob.page.when('peer-reanswer', () => new Promise(() => {}));
    await alice.page.send('carriage-state', { carriageId: sessionId, state: 'failed' });
    await told(bob, 'peer-reanswer');
    await anotherPage(bob);
    await told(alice, 'peer-apply-answer', 2);
    expect(bob.page.heard).toContain('peer-answer');
    await connect();
  });

  test('whose inviter has another page while ICE restarts', async () => {
    bob.page.when('peer-reanswer', () => new Promise(() => {}));
    await alice.page.send('carriage-state', { carriageId: sessionId, state: 'failed' });
    await told(bob, 'peer-reanswer');
    await anotherPage(alice);
    await told(alice, 'peer-apply-answer');
    await connect();
  });

  test('whose pages change again and again', async () => {
    for (let round = 0; round < 3; round += 1) {
      await anotherPage(bob);
      await anotherPage(alice);
    }
    await told(alice, 'peer-apply-answer');
    await connect();
    await alice.page.send('hang-up', { sessionId });
    await seen(bob, 'the end', (state) => sessionsIn(state)[0]?.ending?.reason === 'hung-up');
  });

  test('that they hang up while there is no page', async () => {
    bob.page.close();
    await alice.page.send('hang-up', { sessionId });
    await seen(bob, 'the end', (state) => sessionsIn(state)[0]?.ending?.reason === 'hung-up');
    await anotherPage(bob);
    await bob.page.settled();
    expect(bob.page.heard).not.toContain('open-sources');
  });
});
