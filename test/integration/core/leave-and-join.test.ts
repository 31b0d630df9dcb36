import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceId } from '../../../protocol/ids.ts';
import { freePort, RealWorld, seen, type User } from '../../support/core/real-world.ts';
import { FakeMedia } from '../../support/server/fake-media.ts';

const TRIES = 20;
const nothing = { microphone: false, camera: false };

let world: RealWorld;
let media: FakeMedia;
let alice: User;
let carol: User;
let conferenceId: ConferenceId;

beforeEach(async () => {
  media = new FakeMedia();
  world = new RealWorld(await freePort(), media);
  alice = await world.person('Alice');
  carol = await world.person('Carol');
  conferenceId = (await create()).conferenceId;
  await join(alice);
});
afterEach(() => world.close());

const create = () => alice.page.send('create-conference', { title: 'Standup' });
const join = ({ page }: User, link: string = conferenceId) =>
  page.send('join-conference', { link, media: nothing });
const leave = ({ page }: User, id = conferenceId) => page.send('leave-conference', { conferenceId: id });
const others = () =>
  alice.client.state.stay?.participants.filter(({ displayName }) => displayName === 'Carol');
const isIn = (id = conferenceId) =>
  seen(carol, 'Carol is in', ({ stay }) => stay?.state === 'connected' && stay.conference.id === id);

/** The media of joins takes until this is called. */
function slowDown(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const conference of media.conferences) conference.gate = promise;
  return resolve;
}

/** Lets some messages pass between client and server: none, or a few. */
async function passing(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a user who leaves and joins again at once, over a real server', () => {
  test('[CONF-1] [CONF-4] twenty times: leaves while joining, joins at once, and is in', async () => {
    for (let round = 0; round < TRIES; round += 1) {
      const given = join(carol).catch(() => 'given up');
      await passing(round % 10);
      await leave(carol);
      await join(carol);
      await isIn();
      await given;
      await leave(carol);
    }
    await seen(alice, 'nobody stays behind', () => others()?.length === 0);
  });

  test('[CONF-1] [CONF-4] join, leave, join, leave, join: the last word counts, also with a slow server', async () => {
    for (let round = 0; round < TRIES / 4; round += 1) {
      const go = slowDown();
      const asked = Promise.allSettled([join(carol), leave(carol), join(carol), leave(carol), join(carol)]);
      await passing(round * 3);
      go();
      const results = await asked;
      expect(results.at(-1)?.status).toBe('fulfilled');
      await isIn();
      await seen(alice, 'one Carol', () => others()?.length === 1);
      await Promise.allSettled([leave(carol), join(carol), leave(carol)]);
      await seen(alice, 'no Carol', () => others()?.length === 0);
      expect(carol.client.state.stay?.state).toBe('exited');
    }
  });

  test('[CONF-4] who is in leaves, and joins before the server has answered: another conference, or the same', async () => {
    const other = (await create()).conferenceId;
    await join(carol);
    for (const next of [other, conferenceId, other]) {
      const current = carol.client.state.stay?.conference.id as ConferenceId;
      const leaving = leave(carol, current);
      await join(carol, next);
      await leaving;
      await isIn(next);
    }
    await seen(alice, 'no Carol', () => others()?.length === 0);
  });

  test('[CONF-4] a join that waits for a leave is taken back by another leave', async () => {
    await join(carol);
    const leaving = leave(carol);
    const joining = join(carol).catch((error) => error.code);
    await leave(carol);
    await leaving;
    expect(await joining).toBe('CONFERENCE_NOT_JOINED');
    expect(carol.client.state.stay?.state).toBe('exited');
    await seen(alice, 'no Carol', () => others()?.length === 0);
  });
});
