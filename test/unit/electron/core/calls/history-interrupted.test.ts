import { beforeEach, describe, expect, test } from 'vitest';
import { sipCodeOf } from '../../../../../protocol/endings.ts';
import type { SessionId } from '../../../../../protocol/ids.ts';
import { BOTH, Calls, NOTHING } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';

let world: ClientWorld;
let calls: Calls;

async function start(history?: unknown) {
  world = new ClientWorld(history === undefined ? {} : { kept: { history } });
  calls = new Calls(world, await world.signedInPage());
}
beforeEach(() => start());

/** The program is killed at this moment: the next one finds what is on the disk now, however little time has passed. */
async function kill() {
  await start(structuredClone(world.files.history.kept));
  return world.client.state.history;
}

const INTERRUPTED = { reason: 'interrupted', by: 'system' };

describe('a program that is killed leaves an entry of each call', () => {
  test('[INV-12] while our call rings', async () => {
    const dialedAtMs = world.clock.now();
    const id = await calls.dialed();
    await world.clock.pass(3_000);
    const [entry, ...more] = await kill();
    expect(entry).toMatchObject({ id, direction: 'outgoing', peer: BOB, media: BOTH, atMs: dialedAtMs });
    expect(entry).toMatchObject({ ending: INTERRUPTED, missed: false, seen: false });
    expect(entry?.durationMs).toBeUndefined();
    expect(more).toEqual([]);
    expect(entry && sipCodeOf(entry.ending)).toBe(503);
  });

  test('[INV-12] before the server has answered our invitation', async () => {
    world.signaling.when('invitation.send', () => new Promise(() => {}));
    const id = await calls.dialed();
    expect(await kill()).toMatchObject([{ id, ending: INTERRUPTED }]);
  });

  test('[INV-12] while theirs rings: it is a missed call', async () => {
    const { sessionId: id } = await calls.invited();
    expect(await kill()).toMatchObject([{ id, direction: 'incoming', ending: INTERRUPTED, missed: true }]);
  });

  test('[INV-12] after we have accepted, before media flows: it is not missed', async () => {
    const { id: invitationId, sessionId: id } = await calls.invited();
    await calls.page.send('accept', { invitationId, media: BOTH });
    const [entry] = await kill();
    expect(entry).toMatchObject({ id, ending: INTERRUPTED, missed: false });
    expect(entry?.durationMs).toBeUndefined();
  });

  test('[INV-12] during a call, with its length as far as it is known', async () => {
    const id = await calls.outgoing();
    await world.clock.pass(100_000);
    const [entry, ...more] = await kill();
    expect(entry).toMatchObject({ id, ending: INTERRUPTED, missed: false });
    expect(entry?.durationMs).toBeGreaterThanOrEqual(60_000);
    expect(entry?.durationMs).toBeLessThanOrEqual(100_000);
    expect(more).toEqual([]);
  });

  test('[INV-12] [INV-10] during a call and one on hold: one entry each, the latest first', async () => {
    const first = await calls.outgoing();
    await world.clock.pass(1_000);
    const second = await calls.outgoing({ others: 'hold' });
    expect(await kill()).toMatchObject([
      { id: second, ending: INTERRUPTED },
      { id: first, ending: INTERRUPTED },
    ]);
  });

  test('[INV-12] an invitation to a conference, and a screen that rang alone', async () => {
    await calls.invited({
      sessionType: 'conference',
      conferenceId: 'conference-1',
      conversationId: 'conversation-2',
    });
    await calls.invited({
      sessionType: 'application-sharing',
      media: NOTHING,
      conversationId: 'conversation-3',
    });
    const kinds = (await kill()).map(({ sessionType, missed }) => ({ sessionType, missed }));
    expect(kinds).toContainEqual({ sessionType: 'conference', missed: true });
    expect(kinds).toContainEqual({ sessionType: 'application-sharing', missed: true });
  });
});

describe('a call that ended in order is not interrupted', () => {
  const hangUp = (sessionId: SessionId) => calls.page.send('hang-up', { sessionId });

  test('[INV-12] its end is on the disk at once', async () => {
    await hangUp(await calls.outgoing());
    expect(await kill()).toMatchObject([{ ending: { reason: 'hung-up', by: 'you' } }]);
  });

  test('[INV-12] each start and each end is one entry, also after several deaths', async () => {
    await hangUp(await calls.dialed());
    await calls.dialed();
    await kill();
    const [first, ...more] = await kill();
    expect(first?.ending).toEqual(INTERRUPTED);
    expect(more).toMatchObject([{ ending: { reason: 'cancelled', by: 'you' } }]);
  });

  test('[INV-12] what has no entry of its own leaves none: a screen that is shown within a call', async () => {
    const call = await calls.outgoing();
    await calls.shared(call);
    expect(await kill()).toMatchObject([{ id: call }]);
  });

  test('[INV-12] an invitation to a conference that was accepted leaves none', async () => {
    const { id } = await calls.invited({
      sessionType: 'conference',
      conferenceId: 'conference-1',
      conversationId: 'conversation-2',
    });
    await calls.page.send('accept', { invitationId: id, media: NOTHING }).catch(() => {});
    await world.clock.pass(1_000);
    expect(await kill()).toEqual([]);
  });

  test('[INV-12] the file of an earlier version, which kept nothing of running calls, is read', async () => {
    await hangUp(await calls.dialed());
    const { owners } = structuredClone(world.files.history.kept) as { owners: { unfinished?: unknown }[] };
    for (const owner of owners) delete owner.unfinished;
    await start({ owners });
    expect(world.client.state.history).toHaveLength(1);
    expect(world.client.state.alerts).toEqual([]);
  });

  test('[INV-12] a running call is noted at intervals, and no more once it is over', async () => {
    const id = await calls.outgoing();
    const before = world.files.history.writes;
    await world.clock.pass(90_000);
    expect(world.files.history.writes - before).toBe(3);
    await hangUp(id);
    const after = world.files.history.writes;
    await world.clock.pass(90_000);
    expect(world.files.history.writes).toBe(after);
  });
});
