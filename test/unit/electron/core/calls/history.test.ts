import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { MAX_HISTORY } from '../../../../../protocol/local/history.ts';
import { BOTH, Calls, NOTHING } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { ALICE, BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../support/fake-clock.ts';

let world: ClientWorld;
let calls: Calls;

async function start(kept: { history?: unknown } = {}) {
  world = new ClientWorld({ kept });
  calls = new Calls(world, await world.signedInPage());
}
beforeEach(() => start());

const history = () => world.client.state.history;
const hangUp = (sessionId: string) => calls.page.send('hang-up', { sessionId: sessionId as never });
const theyEnd = (invitationId: string, reason: 'cancelled' | 'expired', by: 'them' | 'system' = 'them') =>
  world.notice({
    name: 'invitation-ended',
    data: { invitationId: invitationId as never, ending: { reason, by } },
  });

describe('the history has', () => {
  test('[INV-12] a call with its ending and for how long people talked', async () => {
    const sessionId = await calls.outgoing();
    const { conversationId } = calls.view(sessionId);
    await world.clock.pass(63_000);
    await hangUp(sessionId);
    expect(history()).toEqual([
      {
        id: sessionId,
        conversationId,
        sessionType: 'audio-video',
        direction: 'outgoing',
        peer: BOB,
        media: BOTH,
        atMs: world.clock.now() - 63_000,
        durationMs: 63_000,
        ending: { reason: 'hung-up', by: 'you' },
        missed: false,
        seen: false,
      },
    ]);
  });

  test('[INV-12] the duration is right when the clock of the system is set back during the call', async () => {
    const sessionId = await calls.outgoing();
    await world.clock.pass(63_000);
    world.clock.setWallClock(-3_600_000);
    await hangUp(sessionId);
    expect(history()[0]?.durationMs).toBe(63_000);
  });

  test('[INV-12] the page gets the ended call from a clock that counts fractions of a millisecond', async () => {
    vi.spyOn(world.clock, 'monotonicMs').mockImplementation(() => performance.now());
    const sessionId = await calls.outgoing();
    await hangUp(sessionId);
    await settled();
    expect(calls.page.state.history).toEqual(history());
    expect(calls.page.state.history).toMatchObject([{ id: sessionId }]);
  });

  test('[INV-12] latest first; a failed one with its code', async () => {
    await hangUp(await calls.dialed());
    world.signaling.when('invitation.send', async () => {
      throw new ParleyError('TARGET_OFFLINE', 'not there');
    });
    await calls.dialed();
    expect(history()).toMatchObject([
      { error: 'TARGET_OFFLINE', ending: { reason: 'unavailable' }, missed: false },
      { ending: { reason: 'cancelled', by: 'you' } },
    ]);
    expect(history()[0]?.durationMs).toBeUndefined();
  });

  test.each([
    ['they cancelled', true, async (id: string) => theyEnd(id, 'cancelled')],
    ['nobody answered', true, async (id: string) => theyEnd(id, 'expired', 'system')],
    ['no notice of its end arrived', true, () => world.clock.pass(60_000)],
    ['the connection was lost', true, async () => world.signaling.lose()],
    ['Parley was quit', true, () => world.client.close()],
    [
      'declined here',
      false,
      (id: string) => calls.page.send('decline', { invitationId: id as never, reason: 'busy' }),
    ],
    [
      'declined on another device',
      false,
      async (id: string) =>
        world.notice({
          name: 'invitation-ended',
          data: { invitationId: id as never, ending: { reason: 'declined', by: 'you' } },
        }),
    ],
    [
      'answered on another device',
      false,
      async (id: string) =>
        world.notice({
          name: 'invitation-ended',
          data: { invitationId: id as never, ending: { reason: 'answered-elsewhere', by: 'you' } },
        }),
    ],
    [
      'answered here, too late',
      false,
      async (id: string) => {
        world.signaling.when('invitation.accept', async () => {
          throw new ParleyError('INVITATION_CANCELLED', 'gone');
        });
        await calls.page.send('accept', { invitationId: id as never, media: BOTH }).catch(() => {});
      },
    ],
  ])('[INV-12] missed or not: %s (%s)', async (_, missed, happen) => {
    const { id } = await calls.invited();
    await happen(id);
    await settled();
    // A profile that is signed out shows none; it is kept all the same.
    await world.clock.pass(1_000);
    const { owners } = world.files.history.kept as { owners: { entries: unknown[] }[] };
    expect(owners[0]?.entries).toMatchObject([{ direction: 'incoming', missed }]);
  });

  test('[INV-12] a shared screen that rang is listed; a screen that was part of a call is not', async () => {
    const call = await calls.outgoing();
    const { conversationId } = calls.view(call);
    const sharing = { sessionType: 'application-sharing', media: NOTHING };
    const within = await calls.invited({ ...sharing, conversationId });
    await hangUp(within.sessionId);
    expect(history()).toEqual([]);
    const alone = await calls.invited({ ...sharing, conversationId: 'conversation-9' });
    theyEnd(alone.id, 'cancelled');
    expect(history()).toMatchObject([{ sessionType: 'application-sharing', missed: true }]);
  });

  test('[INV-12] seeing and clearing it', async () => {
    theyEnd((await calls.invited()).id, 'cancelled');
    expect(history()).toMatchObject([{ missed: true, seen: false }]);
    await calls.page.send('see-history', {});
    expect(history()).toMatchObject([{ missed: true, seen: true }]);
    await calls.page.send('clear-history', {});
    expect(history()).toEqual([]);
  });

  test('[INV-12] it is bounded: the oldest leave it', async () => {
    const entry = (at: number) => ({
      id: `session-${at}`,
      conversationId: 'conversation-1',
      sessionType: 'audio-video',
      direction: 'incoming',
      peer: BOB,
      media: BOTH,
      atMs: at,
      missed: false,
      seen: true,
      ending: { reason: 'hung-up', by: 'them' },
    });
    const entries = Array.from({ length: MAX_HISTORY }, (_, at) => entry(MAX_HISTORY - at));
    await start({ history: { owners: [{ address: ALICE.address, entries }] } });
    await hangUp(await calls.dialed());
    expect(history()).toHaveLength(MAX_HISTORY);
    expect(history()[0]?.direction).toBe('outgoing');
    expect(history().at(-1)?.id).toBe('session-2');
  });
});

describe('the history on disk', () => {
  test('[INV-12] survives a restart, with the call that ended because Parley was quit', async () => {
    theyEnd((await calls.invited()).id, 'cancelled');
    await calls.outgoing();
    await world.client.close();
    expect(world.clock.pending).toBe(0);
    await start({ history: world.files.history.kept });
    expect(history()).toMatchObject([
      { direction: 'outgoing', ending: { reason: 'signed-out', by: 'you' } },
      { direction: 'incoming', missed: true, ending: { reason: 'cancelled', by: 'them' } },
    ]);
  });

  test('[INV-12] [LEASE-5] also when the server does not take the goodbye in time', async () => {
    await calls.outgoing();
    world.signaling.when('session.hang-up', () => new Promise(() => {}));
    const closed = world.client.close();
    await world.clock.pass(2_000);
    await closed;
    await start({ history: world.files.history.kept });
    expect(history()).toMatchObject([{ ending: { reason: 'signed-out', by: 'you' } }]);
  });

  test('[INV-12] is of one address: another user of this profile does not see it, and it is there again', async () => {
    await hangUp(await calls.dialed());
    await calls.page.send('sign-out', {});
    expect(history()).toEqual([]);
    const { kept } = world.files.history;
    await world.client.close();

    world = new ClientWorld({ kept: { history: world.files.history.kept ?? kept } });
    world.signaling.when('register', async () => ({
      endpointId: 'endpoint-2' as never,
      address: 'carol@parley.localhost' as never,
      displayName: 'Carol' as never,
      people: [],
      mailboxId: 'mailbox-1',
      blocked: [],
      iceServers: [],
      conferences: { state: 'ready' },
      routerRtpCapabilities: { codecs: [], headerExtensions: [] } as never,
    }));
    calls = new Calls(world, await world.signedInPage());
    expect(history()).toEqual([]);
    await hangUp(await calls.dialed());
    expect(history()).toHaveLength(1);
    await world.client.close();

    await start({ history: world.files.history.kept });
    expect(history()).toHaveLength(1);
    expect(world.client.state.registration.address).toBe(ALICE.address);
  });

  test.each([
    ['no JSON', new SyntaxError('bad JSON')],
    ['another shape', { owners: 'nobody' }],
    ['a damaged entry', { owners: [{ address: ALICE.address, entries: [{ id: 1 }] }] }],
  ])(
    '[INV-12] a damaged file (%s) is set aside with a copy, told once, and Parley starts',
    async (_, damaged) => {
      await start({ history: damaged });
      expect(world.files.history.asides).toBe(1);
      expect(world.client.state.alerts).toMatchObject([
        { error: { code: 'STORE_DAMAGED', context: { what: 'history', copy: 'history.damaged-1.json' } } },
      ]);
      await hangUp(await calls.dialed());
      expect(history()).toHaveLength(1);
    },
  );

  test('[INV-12] many calls that never rang here are one write', async () => {
    await calls.page.send('change-settings', { doNotDisturb: true });
    for (let call = 0; call < 3; call += 1) await calls.invited({ conversationId: `conversation-${call}` });
    expect(history()).toHaveLength(3);
    await world.clock.pass(1_000);
    expect(world.files.history.writes).toBe(1);
  });
});

describe('chosen devices', () => {
  test('[SES-1] the page gets them when it attaches, and when they change', async () => {
    const { page } = calls;
    expect(page.orders).toEqual([]);
    const devices = { microphone: 'mic-2', camera: '', speaker: '', ringer: '' };
    await page.send('change-settings', { devices });
    await settled();
    expect(calls.orders('use-devices')).toEqual([{ microphone: 'mic-2', camera: '' }]);
    await page.send('change-settings', { devices: { ...devices, ringer: 'loud' } });
    await page.send('change-settings', { theme: 'dark' });
    expect(calls.orders('use-devices')).toHaveLength(1);
    page.orders.length = 0;
    await page.attach();
    await settled();
    expect(page.orders[0]).toEqual({ name: 'use-devices', data: { microphone: 'mic-2', camera: '' } });
  });
});
