import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConversationId, ReferId } from '../../../../protocol/ids.ts';
import type { Address } from '../../../../protocol/text/addresses.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { call } from '../../../support/server/calls/escalating.ts';
import { aJoin } from '../../../support/server/conference/entering.ts';
import { createConference, joinConference, wait } from '../../../support/server/conference/stays.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { aMessage, anId, anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const SECOND_MS = 1_000;
const BOB = 'bob@example.org';

let clock: FakeClock;
let server: TestServer;

beforeEach(async () => {
  clock = new FakeClock();
  server = await TestServer.start({ timings: { resumeMs: 0, emptyConferenceMs: 3_600_000 } }, { clock });
});
afterEach(() => server.close());

/** Runs each act on a new connection, after the previous one is closed. */
async function onNewConnections<Result>(
  name: string,
  times: number,
  act: (client: TestClient) => Promise<Result>,
): Promise<string[]> {
  const outcomes: string[] = [];
  for (let count = 0; count < times; count += 1) {
    const client = await server.signIn(name);
    outcomes.push(...(await refusalsOf([act(client)])));
    client.close();
  }
  return outcomes;
}

const count = (outcomes: readonly string[], outcome: string) =>
  outcomes.filter((each) => each === outcome).length;

describe('[RES-6] limits apply to the person: a new connection does not reset them', () => {
  test('invitations: ten, then ten a minute', async () => {
    await server.signIn('Bob');
    const call = (client: TestClient) => client.request('invitation.send', anInvitation(BOB));
    const outcomes = await onNewConnections('Mallory', 14, call);
    expect([count(outcomes, 'accepted'), count(outcomes, 'RATE_LIMITED')]).toEqual([10, 4]);
    clock.advance(6 * SECOND_MS);
    expect(await onNewConnections('Mallory', 2, call)).toEqual(['accepted', 'RATE_LIMITED']);
    expect(await onNewConnections('Alice', 1, call)).toEqual(['accepted']);
  });

  test('refused invitations and transfers are not counted', async () => {
    const alice = await server.signIn('Alice');
    const offline = 'nobody@example.org' as Address;
    const bob = await server.signIn('Bob');
    const { sessionId } = await call(alice, { client: bob, address: BOB });
    for (let turn = 0; turn < 15; turn += 1) {
      await expect(alice.request('invitation.send', anInvitation(offline))).rejects.toMatchObject({
        code: 'TARGET_UNKNOWN',
      });
      const target = { kind: 'person', address: offline } as const;
      const refer = { referId: anId() as ReferId, sessionId, target };
      await expect(alice.request('refer.send', refer)).rejects.not.toMatchObject({ code: 'RATE_LIMITED' });
    }
    await alice.request('invitation.send', anInvitation(BOB));
  });

  test('invitations: two devices have ten together', async () => {
    await server.signIn('Bob');
    const devices = [await server.signIn('Mallory'), await server.signIn('Mallory')];
    const outcomes = await refusalsOf(
      Array.from({ length: 24 }, (_, index) =>
        (devices[index % 2] as TestClient).request('invitation.send', anInvitation(BOB)),
      ),
    );
    expect(count(outcomes, 'accepted')).toBe(10);
  });

  test('conferences: twenty, then twenty an hour', async () => {
    const create = (client: TestClient) => createConference(client);
    const outcomes = await onNewConnections('Mallory', 23, create);
    expect([count(outcomes, 'accepted'), count(outcomes, 'RATE_LIMITED')]).toEqual([20, 3]);
    clock.advance(180 * SECOND_MS);
    expect(await onNewConnections('Mallory', 2, create)).toEqual(['accepted', 'RATE_LIMITED']);
    expect(await onNewConnections('Alice', 1, create)).toEqual(['accepted']);
  });

  test('messages, chat, raised hands, joins, presence: a burst, and then a rate per second', async () => {
    const bob = await server.signIn('Bob');
    const conversationId = anId() as ConversationId;
    const toBob = () => ({ ...aMessage(BOB), conversationId });
    const { id: conferenceId } = await createConference(bob);
    const flood = async (times: number, act: (client: TestClient, turn: number) => Promise<unknown>) => {
      const devices = [await server.signIn('Mallory'), await server.signIn('Mallory')] as const;
      const outcomes: string[] = [];
      for (let turn = 0; turn < times; turn += 1) {
        // Slower than the request limit.
        if (turn % 40 === 39) clock.advance(SECOND_MS);
        outcomes.push(...(await refusalsOf([act(devices[turn % 2 === 0 ? 0 : 1], turn)])));
      }
      for (const device of devices) device.close();
      return count(outcomes, 'RATE_LIMITED');
    };
    expect(
      await flood(120, (client, turn) => client.request('presence.set', { doNotDisturb: turn % 4 < 2 })),
    ).toBeGreaterThan(40);
    expect(
      await flood(80, (client) => client.request('conference.join', aJoin(conferenceId))),
    ).toBeGreaterThan(5);
    clock.advance(60 * SECOND_MS);
    const mallory = await server.signIn('Mallory');
    await joinConference(mallory, conferenceId);
    const said = await refusalsOf([
      ...Array.from({ length: 40 }, () =>
        mallory.request('conference.react', { conferenceId, reaction: 'applause' }),
      ),
      ...Array.from({ length: 40 }, (_, turn) =>
        mallory.request('conference.hand', { conferenceId, raised: turn % 2 === 0 }),
      ),
    ]);
    expect(count(said, 'accepted')).toBe(50);
    // Requests that only affect the person's own devices have no limit.
    await mallory.request('conference.media', {
      conferenceId,
      media: { microphone: 'off', camera: 'off', screen: 'off' },
    });
    const sent = await flood(400, (client) => client.request('message.send', toBob()));
    expect(sent).toBeGreaterThan(0);
  }, 60_000);
});

describe('[RES-6] what a page shows of others is limited', () => {
  test('one person can have ten calls ringing at another, all people twenty, and a first call still rings', async () => {
    await server.signIn('Bob');
    const ring = async (name: string, times: number) => {
      const client = await server.signIn(name);
      return count(
        await refusalsOf(
          Array.from({ length: times }, () => client.request('invitation.send', anInvitation(BOB))),
        ),
        'accepted',
      );
    };
    expect(await ring('Mallory', 10)).toBe(10);
    clock.advance(12 * SECOND_MS);
    const mallory = await server.signIn('Mallory');
    await expect(mallory.request('invitation.send', anInvitation(BOB))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
    expect(await ring('Malcolm', 10)).toBe(5);
    for (const name of ['Ann', 'Ben', 'Cy', 'Di', 'Ed']) expect(await ring(name, 2)).toBe(1);
    const flo = await server.signIn('Flo');
    await expect(flo.request('invitation.send', anInvitation(BOB))).rejects.toMatchObject({
      code: 'TARGET_BUSY',
    });
  });

  test('a person can be in five conferences, on all devices together, including waiting rooms', async () => {
    const organizer = await server.signIn('Alice');
    const conferences = await Promise.all(
      Array.from({ length: 7 }, (_, index) => createConference(organizer, { waitingRoom: index < 2 })),
    );
    const [first, second, ...rest] = conferences.map(({ id }) => id);
    const devices = [await server.signIn('Bob'), await server.signIn('Bob')] as const;
    await wait(devices[0], first as never);
    await wait(devices[1], second as never);
    for (const [index, id] of rest.slice(0, 3).entries())
      await joinConference(devices[index % 2 === 0 ? 0 : 1], id);
    for (const device of devices) {
      await expect(joinConference(device, rest[3] as never)).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    }
    // Another device in one of the five does not count as a sixth conference. Leaving one allows another.
    await joinConference(devices[1], rest[0] as never);
    await devices[0].request('conference.leave', { conferenceId: first as never });
    await joinConference(devices[0], rest[3] as never);
  });
});
