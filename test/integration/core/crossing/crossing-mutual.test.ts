import { describe, expect, test } from 'vitest';
import { asSeenByOther, type Ending } from '../../../../protocol/endings.ts';
import { CrossingWorld, type Device, sessionsOf } from '../../../support/crossing/crossing-world.ts';
import { Random } from '../../../support/crossing/random.ts';
import type { SessionFacts } from '../../../support/session-facts.ts';

/** `PARLEY_MUTUAL_SEED=7 PARLEY_MUTUAL_RUNS=1` repeats the run that failed. */
const FIRST_SEED = Number(process.env.PARLEY_MUTUAL_SEED ?? 1);
const RUNS = Number(process.env.PARLEY_MUTUAL_RUNS ?? 100);

const ALICE = 'alice@example.org';
const BOB = 'bob@example.org';
const VIDEO = { microphone: true, camera: true };
const SOUND = { microphone: true, camera: false };

/** One thing that a person or the network may do next; it does nothing where it cannot be done. */
type Deed = (world: CrossingWorld) => unknown;

const find = (world: CrossingWorld, name: string) => world.devices.find((device) => device.name === name);

function onSession(
  name: string,
  which: (view: SessionFacts) => boolean,
  act: (device: Device, view: SessionFacts) => Promise<unknown>,
): Deed {
  return (world) => {
    const device = find(world, name);
    const view = device && sessionsOf(device).find(which);
    if (device && view) act(device, view).catch(() => {});
  };
}

const rings = ({ state }: SessionFacts) => state === 'incoming';
const ours = ({ direction, state }: SessionFacts) => direction === 'outgoing' && state !== 'terminated';
const endAndAccept = (name: string) =>
  onSession(name, rings, ({ page }, { invitationId }) =>
    page.send('accept', { invitationId, media: VIDEO, others: 'end' }),
  );
const decline = (name: string) =>
  onSession(name, rings, ({ page }, { invitationId }) =>
    page.send('decline', { invitationId, reason: 'busy' }),
  );
const cancel = (name: string) =>
  onSession(name, ours, ({ page }, { id }) => page.send('hang-up', { sessionId: id }));
const hangUp = (name: string) =>
  onSession(
    name,
    ({ state }) => state !== 'terminated',
    ({ page }, { id }) => page.send('hang-up', { sessionId: id }),
  );
const breakLink =
  (name: string): Deed =>
  (world) =>
    find(world, name)?.link.break();

const PRESSED: readonly Deed[] = ['alice', 'bob', 'bob-2'].flatMap((name) => [
  endAndAccept(name),
  endAndAccept(name),
  decline(name),
  cancel(name),
  hangUp(name),
]);
const BROKEN: readonly Deed[] = [breakLink('alice'), breakLink('bob'), (world) => world.pass(50_000)];

function call({ page }: Device, to: string, media: typeof VIDEO): void {
  page.send('call', { to: to as never, media }).catch(() => {});
}

/** Alice, and Bob on one or two devices; Bob's second one may call as well. */
async function meet(random: Random, reordering: number): Promise<CrossingWorld> {
  const world = new CrossingWorld(random, reordering);
  await world.arrive('Alice', 'alice');
  await world.arrive('Bob', 'bob');
  if (random.chance(0.4)) await world.arrive('Bob', 'bob-2');
  if (random.chance(0.3)) await world.arrive('Alice', 'alice-2');
  await world.drain();
  return world;
}

async function bothCall(world: CrossingWorld, random: Random): Promise<void> {
  const media = () => random.pick([VIDEO, SOUND]);
  const calls = [
    () => call(find(world, 'alice') as Device, BOB, media()),
    () => call(find(world, 'bob') as Device, ALICE, media()),
  ];
  if (random.chance(0.5)) calls.reverse();
  for (const dial of calls) {
    dial();
    await world.steps(random.below(6));
  }
}

const live = (device: Device) => sessionsOf(device).filter(({ state }) => state === 'established');

/** What holds whatever was pressed: at rest, what is open is what is used, and both ends have the same calls. */
function checkRest(world: CrossingWorld): void {
  for (const device of world.devices) {
    const states = new Set(sessionsOf(device).map(({ state }) => state));
    states.delete('terminated');
    states.delete('established');
    expect([...states], `what ${device.name} is left with`).toEqual([]);
    const leases = new Set(live(device).map(({ leaseId }) => leaseId));
    expect(new Set(device.page.held), `devices held by ${device.name}`).toEqual(leases);
  }
  const ends = world.devices.flatMap((device) => live(device).map(({ id }) => id));
  expect(ends.length, 'each call has two ends').toBe(2 * new Set(ends).size);
  expect(world.focus.sessions.size).toBe(new Set(ends).size);
}

/** The same ending, read from both sides: no contradiction is allowed for. */
function isSame(one: Ending, other: Ending): boolean {
  return one.reason === other.reason && one.by === asSeenByOther(other).by;
}

/** Each call that two sides show ended for both in one way. */
function checkEndings(world: CrossingWorld): void {
  const shown = world.devices.flatMap((device) => sessionsOf(device));
  for (const inviter of shown.filter(({ direction }) => direction === 'outgoing')) {
    const callees = shown.filter(({ id, direction }) => id === inviter.id && direction === 'incoming');
    for (const callee of callees) {
      if (callee.ending?.reason === 'answered-elsewhere') continue;
      const ends = { inviter: inviter.ending ?? inviter.state, callee: callee.ending ?? callee.state };
      const agree =
        inviter.ending && callee.ending
          ? isSame(inviter.ending, callee.ending)
          : inviter.state === callee.state;
      expect(agree || ends, 'both ends agree').toBe(true);
    }
  }
}

/** No caller has missed the call of the other side, and each call is in the history once. */
function checkHistories(world: CrossingWorld): void {
  for (const { name, client } of world.devices) {
    const { history } = client.state;
    expect(new Set(history.map(({ id }) => id)).size).toBe(history.length);
    if (name === 'alice' || name === 'bob') {
      expect(
        history.filter(({ missed }) => missed),
        `missed at ${name}`,
      ).toEqual([]);
    }
  }
}

async function seeds(run: (random: Random) => Promise<void>): Promise<void> {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
    try {
      await run(new Random(seed));
    } catch (cause) {
      const repeat = `PARLEY_MUTUAL_SEED=${seed} PARLEY_MUTUAL_RUNS=1 repeats it`;
      throw new Error(`seed ${seed}: ${repeat}`, { cause });
    }
  }
}

describe.each([
  ['in order on each link', 0],
  ['out of order too', 0.3],
])('two people call each other, messages %s', (_how, reordering) => {
  test(
    '[INV-13] [LEASE-2] nobody presses anything: one call, on one device each, with what each asked for',
    () =>
      seeds(async (random) => {
        const world = await meet(random, reordering);
        await bothCall(world, random);
        await world.drain();
        checkRest(world);
        const [one, other, ...more] = world.devices.flatMap((device) => live(device));
        expect(more).toEqual([]);
        expect(one?.id).toBe(other?.id);
        for (const device of world.devices) {
          const over = sessionsOf(device).filter(({ state }) => state === 'terminated');
          expect(over.filter(({ ending }) => ending?.reason !== 'answered-elsewhere')).toEqual([]);
          const opened = device.page.orders.filter(({ name }) => name === 'open-sources');
          expect(opened.length, `devices opened by ${device.name}`).toBe(live(device).length);
        }
        checkHistories(world);
        await world.close();
        for (const { name, client, page } of world.devices) {
          expect([...page.held], `held by ${name} after quitting`).toEqual([]);
          expect(client.state.history.length).toBeLessThanOrEqual(1);
        }
      }),
    300_000,
  );

  test(
    '[INV-13] [INV-2] [INV-3] whatever is pressed meanwhile: one call, or one ending for both',
    () =>
      seeds(async (random) => {
        const world = await meet(random, reordering);
        await bothCall(world, random);
        for (let left = 1 + random.below(4); left > 0; left -= 1) {
          await world.steps(random.below(8));
          random.pick(PRESSED)(world);
        }
        await world.drain();
        checkRest(world);
        checkEndings(world);
        await world.close();
        for (const { name, page } of world.devices) expect([...page.held], `held by ${name}`).toEqual([]);
      }),
    300_000,
  );

  test(
    '[INV-13] [INV-7] connections break meanwhile, and time passes: nothing is left open',
    () =>
      seeds(async (random) => {
        const world = await meet(random, reordering);
        await bothCall(world, random);
        for (let left = 1 + random.below(5); left > 0; left -= 1) {
          await world.steps(random.below(8));
          random.pick([...PRESSED, ...BROKEN])(world);
        }
        await world.drain();
        checkRest(world);
        await world.close();
        for (const { name, page } of world.devices) expect([...page.held], `held by ${name}`).toEqual([]);
      }),
    300_000,
  );
});
