import { describe, expect, test } from 'vitest';
import type { ConferenceId, ParticipantId } from '../../../protocol/ids.ts';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import { CrossingWorld, type Device } from '../../support/crossing/crossing-world.ts';
import { Random } from '../../support/crossing/random.ts';

/** `PARLEY_ROSTER_SEED=7 PARLEY_ROSTER_RUNS=1` repeats the run that failed. */
const FIRST_SEED = Number(process.env.PARLEY_ROSTER_SEED ?? 1);
const RUNS = Number(process.env.PARLEY_ROSTER_RUNS ?? 200);

const NAMES = ['Alice', 'Bob', 'Carol', 'Dave'];

/** One conference, and the devices of some people who are in it or want to be. */
interface Meeting {
  readonly world: CrossingWorld;
  readonly random: Random;
  readonly conferenceId: ConferenceId;
}

/** The next act of a person; it is refused, or does nothing, where it is impossible. */
type Deed = (device: Device, meeting: Meeting) => unknown;

const stayOf = ({ client }: Device): StayView | null => client.state.stay;

const isIn = (device: Device) => stayOf(device)?.state === 'connected';

/** A random person on the roster of this device. */
function seen(device: Device, random: Random): ParticipantId {
  const { participants } = stayOf(device) ?? { participants: [] };
  return participants.length === 0 ? ('nobody-there' as ParticipantId) : random.pick(participants).id;
}

const join: Deed = ({ page }, { conferenceId, random }) =>
  page.send('join-conference', {
    link: conferenceId,
    media: { microphone: random.chance(0.5), camera: random.chance(0.5) },
  });

const leave: Deed = ({ page }, { conferenceId }) => page.send('leave-conference', { conferenceId });

const turnMicrophone: Deed = (device, { random }) => {
  const stay = stayOf(device);
  if (stay === null) return undefined;
  return device.page.send('set-source', {
    leaseId: stay.leaseId,
    source: 'microphone',
    on: random.chance(0.5),
  });
};

const DEEDS: readonly Deed[] = [
  join,
  join,
  join,
  leave,
  turnMicrophone,
  ({ page }, { conferenceId, random }) =>
    page.send('conference.hand', { conferenceId, raised: random.chance(0.6) }),
  (device, { conferenceId, random }) =>
    device.page.send('conference.mute', {
      conferenceId,
      participantId: random.chance(0.3) ? null : seen(device, random),
    }),
  (device, { conferenceId, random }) =>
    device.page.send('conference.lower-hand', { conferenceId, participantId: seen(device, random) }),
  (device, { conferenceId, random }) =>
    device.page.send('conference.set-role', {
      conferenceId,
      participantId: seen(device, random),
      role: random.pick(['organizer', 'presenter', 'attendee'] as const),
    }),
  (device, { conferenceId, random }) =>
    device.page.send('conference.remove', { conferenceId, participantId: seen(device, random) }),
  (device, { conferenceId, random }) => {
    const removed = stayOf(device)?.conference.removed ?? [];
    if (removed.length === 0) return undefined;
    return device.page.send('conference.readmit', { conferenceId, address: random.pick(removed).address });
  },
  ({ page }, { conferenceId, random }) =>
    page.send('conference.change', {
      conferenceId,
      ...(random.chance(0.5) ? { locked: random.chance(0.3) } : { waitingRoom: random.chance(0.5) }),
    }),
  ({ page }, { conferenceId }) => page.send('conference.admit', { conferenceId, participantId: null }),
  ({ link }) => link.break(),
  (_, { world }) => world.pass(20_000),
  (_, { world }) => world.pass(70_000),
];

/** Everyone who is in shows what the server has: the same people, in the same order, with the same of each. */
function checkRosters({ world, conferenceId }: Meeting): void {
  for (const device of world.devices) {
    const stay = stayOf(device);
    expect(['connected', 'waiting', 'exited', undefined], device.name).toContain(stay?.state);
    if (stay === null || !isIn(device)) continue;
    const { roster, info } = world.focus.conferences.find(conferenceId);
    expect(stay.participants, `the roster of ${device.name}`).toEqual(
      roster.listed.map(({ participant }) => participant),
    );
    expect(stay.conference, `what ${device.name} knows of the conference`).toEqual(info);
    const own = stay.participants.find(({ id }) => id === stay.participantId);
    expect(own?.media, `what ${device.name} sends`).toEqual(stay.local);
  }
}

/** Nobody believes to be in whom the server does not have, and the other way round. */
function checkMembers({ world, conferenceId }: Meeting): void {
  const connected = world.devices.filter(isIn);
  let inside: string[] = [];
  try {
    inside = world.focus.conferences.find(conferenceId).roster.joined.map(({ id }) => id);
  } catch {
    // It has ended: nobody may be in it.
  }
  const believed = connected.map((device) => stayOf(device)?.participantId);
  expect(new Set(believed)).toEqual(new Set(inside));
}

/** An empty conference ends by time: what is on its way arrives, and no time passes. */
async function create({ page }: Device, world: CrossingWorld): Promise<ConferenceId> {
  const creating = page.send('create-conference', { title: 'Weekly' });
  await world.steps(20);
  return (await creating).conferenceId;
}

async function run(seed: number): Promise<void> {
  const random = new Random(seed);
  const world = new CrossingWorld(random, 0);
  const people: Device[] = [];
  for (const name of NAMES) people.push(await world.arrive(name, name.toLowerCase()));
  if (random.chance(0.5)) people.push(await world.arrive('Bob', 'bob-2'));
  await world.drain();
  const meeting = { world, random, conferenceId: await create(people[0] as Device, world) };
  for (const device of people.slice(0, 3)) quietly(join(device, meeting));
  for (let left = 10 + random.below(25); left > 0; left -= 1) {
    await world.steps(random.below(12));
    quietly(random.pick(DEEDS)(random.pick(people), meeting));
  }
  await world.drain();
  checkRosters(meeting);
  checkMembers(meeting);
  await world.close();
  for (const { name, page } of people) expect([...page.held], `held by ${name} after quitting`).toEqual([]);
}

/** A deed that is refused is no matter here. */
function quietly(deed: unknown): void {
  Promise.resolve(deed).catch(() => {});
}

describe('whatever people do in a conference, and whatever crosses on its way', () => {
  test('[CONF-3] [CONF-7] [CONF-8] [CONF-9] [CONF-10] all rosters are the server’s', async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
      try {
        await run(seed);
      } catch (cause) {
        throw new Error(`seed ${seed}: PARLEY_ROSTER_SEED=${seed} PARLEY_ROSTER_RUNS=1 repeats it`, {
          cause,
        });
      }
    }
  }, 300_000);
});

describe('[CONF-3] all see the others in the order in which they came in', () => {
  test('also when the one who waited longer was admitted later', async () => {
    const random = new Random(1);
    const world = new CrossingWorld(random, 0);
    const [alice, bob, carol] = [
      await world.arrive('Alice', 'alice'),
      await world.arrive('Bob', 'bob'),
      await world.arrive('Carol', 'carol'),
    ];
    await world.calm();
    const conferenceId = await create(alice, world);
    const meeting = { world, random, conferenceId };
    const order = (device: Device) => stayOf(device)?.participants.map(({ displayName }) => displayName);
    quietly(join(alice, meeting));
    await world.calm();
    quietly(alice.page.send('conference.change', { conferenceId, waitingRoom: true }));
    await world.calm();
    for (const device of [bob, carol]) {
      quietly(join(device, meeting));
      await world.calm();
    }
    expect(order(alice)).toEqual(['Alice', 'Bob', 'Carol']);
    for (const device of [carol, bob]) {
      const participantId = stayOf(device)?.participantId as ParticipantId;
      quietly(alice.page.send('conference.admit', { conferenceId, participantId }));
      await world.calm();
    }
    await world.drain();
    checkRosters(meeting);
    for (const device of world.devices) expect(order(device)).toEqual(['Alice', 'Carol', 'Bob']);
    await world.close();
  });
});
