import { describe, expect, test } from 'vitest';
import type { ConferenceId } from '../../../../protocol/ids.ts';
import { CrossingWorld, type Device, sessionsOf } from '../../../support/crossing/crossing-world.ts';
import { Random } from '../../../support/crossing/random.ts';

/** `PARLEY_ROOMS_SEED=7 PARLEY_ROOMS_RUNS=1` repeats the run that failed. */
const FIRST_SEED = Number(process.env.PARLEY_ROOMS_SEED ?? 1);
const RUNS = Number(process.env.PARLEY_ROOMS_RUNS ?? 100);

const NOTHING = { microphone: false, camera: false };

const find = (world: CrossingWorld, name: string) =>
  world.devices.find((device) => device.name === name) as Device;
/** The conference that this person is in. */
const roomOf = ({ client: { state } }: Device) =>
  state.stay?.state === 'connected' ? state.stay.conference.id : undefined;

/** Creates a conference and joins it. */
async function openRoom(world: CrossingWorld, device: Device): Promise<ConferenceId> {
  const created = device.page.send('create-conference', { title: device.name });
  await world.calm();
  const { conferenceId } = await created;
  const joined = device.page.send('join-conference', { link: conferenceId, media: NOTHING });
  await world.calm();
  await joined;
  return conferenceId;
}

function invite({ page }: Device, conferenceId: ConferenceId, to: string): void {
  page.send('invite-to-conference', { conferenceId, to: to as never }).catch(() => {});
}

/** Accepts the invitation that rings, and leaves the own conference. */
function accept(device: Device): void {
  const ringing = sessionsOf(device).find(({ state }) => state === 'incoming');
  if (ringing === undefined) return;
  const { invitationId } = ringing;
  device.page.send('accept', { invitationId, media: NOTHING, others: 'end' }).catch(() => {});
}

function decline(device: Device): void {
  const ringing = sessionsOf(device).find(({ state }) => state === 'incoming');
  if (ringing === undefined) return;
  const { invitationId } = ringing;
  device.page.send('decline', { invitationId, reason: 'busy' }).catch(() => {});
}

async function run(random: Random, reordering: number): Promise<void> {
  const world = new CrossingWorld(random, reordering);
  const alice = await world.arrive('Alice', 'alice');
  const bob = await world.arrive('Bob', 'bob');
  await world.drain();
  const rooms = { alice: await openRoom(world, alice), bob: await openRoom(world, bob) };
  expect([roomOf(alice), roomOf(bob)]).toEqual([rooms.alice, rooms.bob]);
  const deeds = [
    () => invite(alice, rooms.alice, 'bob@example.org'),
    () => invite(bob, rooms.bob, 'alice@example.org'),
    () => accept(alice),
    () => accept(bob),
    () => accept(alice),
    () => accept(bob),
    () => decline(random.pick([alice, bob])),
    () => invite(alice, rooms.alice, 'bob@example.org'),
    () => invite(bob, rooms.bob, 'alice@example.org'),
  ];
  for (let left = 3 + random.below(8); left > 0; left -= 1) {
    random.pick(deeds)();
    await world.steps(random.below(8));
  }
  await world.drain();
  const [atAlice, atBob] = [roomOf(find(world, 'alice')), roomOf(find(world, 'bob'))];
  const swapped = atAlice === rooms.bob && atBob === rooms.alice;
  expect(swapped, 'they have swapped rooms').toBe(false);
  for (const device of world.devices) {
    const over = sessionsOf(device).every(({ state }) => state === 'terminated');
    expect(over, `what ${device.name} is left with`).toBe(true);
    expect([...device.page.held]).toEqual([]);
  }
  await world.close();
}

describe('two people invite each other to their conferences, and accept', () => {
  test.each([
    ['in order on each link', 0],
    ['out of order too', 0.3],
  ])(
    '[INV-13] [CONV-3] messages %s: they never swap rooms',
    async (_how, reordering) => {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
        try {
          await run(new Random(seed), reordering);
        } catch (cause) {
          const repeat = `PARLEY_ROOMS_SEED=${seed} PARLEY_ROOMS_RUNS=1 repeats it`;
          throw new Error(`seed ${seed}: ${repeat}`, { cause });
        }
      }
    },
    300_000,
  );
});
