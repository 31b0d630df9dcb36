import { describe, expect, test } from 'vitest';
import type { CommandData } from '../../../../protocol/rpc/commands.ts';
import { type CrossingWorld, type Device, sessionsOf } from '../../../support/crossing/crossing-world.ts';
import { Random } from '../../../support/crossing/random.ts';
import { addressOf, Trio } from '../../../support/crossing/trio.ts';
import type { SessionFacts } from '../../../support/session-facts.ts';

/** `PARLEY_REFER_SEED=7 PARLEY_REFER_RUNS=1` repeats the run that failed. */
const FIRST_SEED = Number(process.env.PARLEY_REFER_SEED ?? 1);
const RUNS = Number(process.env.PARLEY_REFER_RUNS ?? 200);

const MEDIA = { microphone: true, camera: true };

/** The next act of a person or the network; it does nothing where it is impossible. */
type Deed = (trio: Trio, random: Random) => unknown;
type Name = 'alice' | 'bob' | 'carol';

const quietly = (work: Promise<unknown>) => void work.catch(() => {});
const live = (device: Device) => sessionsOf(device).filter(({ state }) => state === 'established');
const with_ = (device: Device, person: 'Bob' | 'Carol'): SessionFacts | undefined =>
  live(device).find(({ peer }) => peer.address === addressOf(person));

const refer: Deed = ({ alice }, random) => {
  const call = with_(alice, 'Bob');
  if (call === undefined) return;
  const replaced = random.chance(0.7) ? with_(alice, 'Carol') : undefined;
  const data: CommandData<'transfer'> = {
    sessionId: call.id,
    target: { kind: 'person', address: addressOf('Carol') },
    replaces: replaced?.id,
  };
  quietly(alice.page.send('transfer', data));
};

const ofTransfer =
  (name: 'cancel-transfer' | 'terminate-subscription'): Deed =>
  ({ alice }) => {
    const transfer = sessionsOf(alice).findLast((session) => session.transfer)?.transfer;
    if (transfer) quietly(alice.page.send(name, { referId: transfer.id }));
  };

const ofReferral =
  (accepted: boolean): Deed =>
  ({ bob }) => {
    const referral = sessionsOf(bob).find((session) => session.referral)?.referral;
    if (referral) quietly(bob.page.send('answer-referral', { referId: referral.id, accepted }));
  };

const answer =
  (how: 'accept' | 'decline'): Deed =>
  ({ carol: { page, ...carol } }) => {
    const ringing = sessionsOf({ page, ...carol }).find(({ state }) => state === 'incoming');
    if (ringing === undefined) return;
    const { invitationId } = ringing;
    if (how === 'decline') quietly(page.send('decline', { invitationId, reason: 'busy' }));
    else quietly(page.send('accept', { invitationId, media: MEDIA, others: 'hold' }));
  };

const hangUp =
  (name: Name): Deed =>
  (trio, random) => {
    const going = sessionsOf(trio[name]).filter(({ state }) => state !== 'terminated');
    if (going.length > 0) quietly(trio[name].page.send('hang-up', { sessionId: random.pick(going).id }));
  };

const callCarol: Deed = ({ alice }) =>
  quietly(alice.page.send('call', { to: addressOf('Carol'), media: MEDIA, others: 'hold' }));

const breakLink =
  (name: Name): Deed =>
  (trio) =>
    trio[name].link.break();

const DEEDS: readonly Deed[] = [
  ...[refer, refer, ofTransfer('cancel-transfer'), ofTransfer('terminate-subscription')],
  ...[ofReferral(true), ofReferral(true), ofReferral(true), ofReferral(false)],
  ...[answer('accept'), answer('accept'), answer('decline'), callCarol],
  ...[hangUp('alice'), hangUp('bob'), hangUp('carol')],
  ...[breakLink('alice'), breakLink('bob'), breakLink('carol')],
  ({ world }) => world.pass(5_000),
  ({ world }) => world.pass(50_000),
  ({ world }) => world.pass(61_000),
];

/** How often each referral's final word was read by the referrer. */
function finalsOf({ link }: Device): number[] {
  const counts = new Map<string, number>();
  for (const notice of link.heard) {
    if (notice.name !== 'refer-notified') continue;
    const { referId, progress } = notice.data;
    const final = ['established', 'failed', 'timed-out'].includes(progress.state);
    counts.set(referId, (counts.get(referId) ?? 0) + Number(final));
  }
  return [...counts.values()];
}

const isOpen = (state: string) => ['requested', 'accepted', 'trying', 'ringing'].includes(state);

function checkEnd({ alice, bob, carol, world }: Trio, { inOrder }: { inOrder: boolean }): void {
  expect(
    finalsOf(alice).filter((count) => count > 1),
    'final words',
  ).toEqual([]);
  for (const device of [alice, bob, carol]) {
    const { name, page } = device;
    const sessions = sessionsOf(device);
    expect(
      sessions.filter(({ referral }) => referral),
      `referrals at ${name}`,
    ).toEqual([]);
    const open = sessions.filter(({ transfer }) => transfer && isOpen(transfer.state));
    expect(
      open.map(({ transfer }) => transfer),
      `transfers at ${name}`,
    ).toEqual([]);
    const states = new Set(sessions.map(({ state }) => state));
    expect([...states].filter((state) => state !== 'terminated' && state !== 'established')).toEqual([]);
    expect(new Set(page.held), `devices held by ${name}`).toEqual(
      new Set(live(device).map(({ leaseId }) => leaseId)),
    );
    // One microphone: at most one call is not held.
    expect(live(device).filter(({ hold }) => !hold.byUs).length, `calls at ${name}`).toBeLessThanOrEqual(1);
    for (const { id, hold } of live(device)) {
      const [other] = [alice, bob, carol].flatMap((one) =>
        one === device ? [] : live(one).filter((session) => session.id === id),
      );
      expect(other, `the other side of a call of ${name}`).toBeDefined();
      if (inOrder) expect({ byUs: other?.hold.byThem, byThem: other?.hold.byUs }).toEqual(hold);
    }
  }
  expect(world.focus.sessions.size).toBe(new Set([alice, bob, carol].flatMap(live).map(({ id }) => id)).size);
}

/** Bob holds nobody but for the time of a referral: it has brought him to Carol, or back. */
function checkIsNotLeft(bob: Device): void {
  const calls = live(bob);
  const held = calls.filter(({ hold }) => hold.byUs);
  expect(calls.length > 0 && held.length === calls.length, 'Bob is left with nobody').toBe(false);
}

async function run(seed: number, reordering: number): Promise<void> {
  const random = new Random(seed);
  const trio = await Trio.meet(random, reordering);
  const { world } = trio;
  await trio.talk(trio.alice, trio.bob);
  if (random.chance(0.4)) await trio.talk(trio.alice, trio.carol);
  await refer(trio, random);
  await world.steps(random.below(8));
  if (random.chance(0.7)) await ofReferral(true)(trio, random);
  for (let left = 3 + random.below(8); left > 0; left -= 1) {
    await world.steps(random.below(10));
    await random.pick(DEEDS)(trio, random);
  }
  await world.drain();
  checkEnd(trio, { inOrder: reordering === 0 });
  checkIsNotLeft(trio.bob);
  await endAll(trio, world);
  await world.close();
}

/** With the last call goes all that is known of referrals. */
async function endAll(trio: Trio, world: CrossingWorld): Promise<void> {
  for (const device of trio.everybody) {
    for (const { id } of live(device)) quietly(device.page.send('hang-up', { sessionId: id }));
  }
  await world.drain();
  expect(world.focus.refers.size, 'referrals at the server').toBe(0);
}

describe('whatever crosses a transfer on its way, nobody waits for nothing', () => {
  test.each([
    ['in order on each link', 0],
    ['out of order too', 0.3],
  ])(
    '[REF-2] [REF-3] [REF-4] [REF-5] messages %s',
    async (_how, reordering) => {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
        try {
          await run(seed, reordering);
        } catch (cause) {
          const again = `PARLEY_REFER_SEED=${seed} PARLEY_REFER_RUNS=1`;
          throw new Error(`seed ${seed}: ${again} repeats it`, { cause });
        }
      }
    },
    300_000,
  );
});
