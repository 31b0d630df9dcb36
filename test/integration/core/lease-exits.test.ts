import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DeclineReason } from '../../../protocol/endings.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { LeaseId, SessionId } from '../../../protocol/ids.ts';
import type { Purpose } from '../../../protocol/local/ledger.ts';
import { BOTH, NOTHING } from '../../support/core/calls.ts';
import type { ClientWorld } from '../../support/core/client-world.ts';
import { conferenceId } from '../../support/core/conference-calls.ts';
import { DEVICE_SETS, Desk, type DeviceSet, wanted } from '../../support/core/desk.ts';
import { MediaPage } from '../../support/core/media-page.ts';
import { settled } from '../../support/fake-clock.ts';

/** A cause that ends an activity. `main` says whether main is still there to be asked. */
interface Exit {
  go(desk: Desk, set: DeviceSet): unknown;
  main?: 'gone';
}

/** What there is to hold where no screen is shown. */
const { 'a screen': _, 'all three, with clones in use': __, ...FEW } = DEVICE_SETS;
const WITHOUT_SCREEN: typeof DEVICE_SETS = {
  ...FEW,
  'both, with clones in use': { media: BOTH, clones: true },
};

/** Other pages, on which a running call is resumed. */
const PAGES = {
  'the page is reloaded': async ({ page, world }) => {
    page.close();
    return nextPage(world);
  },
  'another window takes over': ({ world }) => nextPage(world),
} as const satisfies Record<string, (desk: Desk) => Promise<MediaPage>>;

async function nextPage(world: ClientWorld): Promise<MediaPage> {
  const next = new MediaPage(world.client);
  await next.attach();
  await settled();
  return next;
}

/** Ends of what holds devices, and of these devices whatever they are for. */
const ENDS: Record<string, Exit> = {
  'sign-out': { go: ({ page }) => page.send('sign-out', {}) },
  'the window is closed': { go: ({ page }) => page.close() },
  'the renderer is killed': { go: ({ page }) => page.crash() },
  'main is killed': { go: ({ page }) => page.loseMain(), main: 'gone' },
  'the server is killed': { go: ({ world }) => world.signaling.lose() },
  quit: { go: ({ world }) => world.client.close() },
};
const COMMON: Record<string, Exit> = {
  ...ENDS,
  ...Object.fromEntries(Object.entries(PAGES).map(([name, go]) => [name, { go }])),
};

const sessionEnded = ({ live, world }: Desk, reason: 'hung-up' | 'connection-lost') => {
  for (const { id: sessionId } of live) {
    world.notice({ name: 'session-ended', data: { sessionId, ending: { reason, by: 'them' } } });
  }
};
const invitationEnded = ({ live, world }: Desk, reason: DeclineReason | 'expired') => {
  for (const { invitationId } of live) {
    world.notice({ name: 'invitation-ended', data: { invitationId, ending: { reason, by: 'them' } } });
  }
};
const hangUp = ({ live, page }: Desk) =>
  Promise.all(live.map(({ id }) => page.send('hang-up', { sessionId: id })));
const leave = ({ page }: Desk) => page.send('leave-conference', { conferenceId }).catch(() => {});
const exited = ({ world }: Desk, reason: 'removed' | 'ended') =>
  world.notice({
    name: 'conference-exited',
    data: { conferenceId, ending: { reason, by: 'them' } },
  });

/** An activity, how it begins, and every way to end it. */
interface Occasion {
  begin(desk: Desk, set: DeviceSet): Promise<void>;
  exits: Record<string, Exit>;
  sets?: Record<string, DeviceSet>;
}

const OCCASIONS: Record<string, Occasion> = {
  'an invitation that is out': {
    begin: (desk, set) => desk.dialed(set),
    exits: {
      ...COMMON,
      'it is cancelled': { go: hangUp },
      'it is declined': { go: (desk) => invitationEnded(desk, 'declined') },
      'they are busy': { go: (desk) => invitationEnded(desk, 'busy') },
      'it expires': { go: (desk) => invitationEnded(desk, 'expired') },
    },
  },
  'a call': {
    begin: (desk, set) => desk.talking(set),
    exits: {
      ...ENDS,
      'we hang up': { go: hangUp },
      'they hang up': { go: (desk) => sessionEnded(desk, 'hung-up') },
      'they are gone': { go: (desk) => sessionEnded(desk, 'connection-lost') },
    },
  },
  'a conference': {
    begin: (desk, set) => desk.conferring(set),
    exits: {
      ...COMMON,
      leave: { go: leave },
      removed: { go: (desk) => exited(desk, 'removed') },
      ended: { go: (desk) => exited(desk, 'ended') },
    },
  },
  'a preview': {
    sets: WITHOUT_SCREEN,
    begin: (desk, set) => desk.previewing(set),
    exits: {
      ...COMMON,
      'it is ended': { go: ({ page }) => page.send('end-preview', {}) },
      'everything is turned off': { go: ({ page }) => page.send('set-preview', NOTHING) },
      'a join with everything off': { go: ({ calls }) => calls.join() },
      'a join that is refused': {
        go: ({ world, calls }, { media }) => {
          world.signaling.when('conference.join', () => refused('CONFERENCE_REMOVED'));
          return calls.join('conference-1', { media }).catch(() => {});
        },
      },
      'a join that has to wait': { go: ({ calls }, { media }) => calls.waits({ media }) },
    },
  },
};

const refused = (code: 'SERVER_INTERNAL' | 'INVITATION_CANCELLED' | 'CONFERENCE_REMOVED') =>
  Promise.reject(new ParleyError(code, 'no'));

beforeEach(() => vi.stubGlobal('MediaStream', class {}));
afterEach(() => vi.unstubAllGlobals());

/** No live track, no open lease, and nobody may open a device any more. */
async function expectNothingLeft({ page, world, state }: Desk): Promise<void> {
  await vi.waitFor(() => expect(page.devices.live).toBe(0));
  await settled();
  expect(page.devices.everMade.filter(({ readyState }) => readyState !== 'ended')).toEqual([]);
  expect([world.client.mayOpen('microphone'), world.client.mayOpen('camera')]).toEqual([false, false]);
  expect([state.ledger.held, world.client.screens.opening]).toEqual([[], false]);
}

describe.each(Object.entries(OCCASIONS))('[LEASE-2] %s', (_, { begin, exits, sets }) => {
  const rows = Object.entries(exits).flatMap(([exit, how]) =>
    Object.entries(sets ?? DEVICE_SETS).map(([name, set]) => [exit, name, how, set] as const),
  );

  test.each(rows)('%s, with %s', async (_exit, _name, how, set) => {
    const desk = new Desk();
    await desk.signIn();
    await begin(desk, set);
    if (set.clones) await desk.clone();
    expect(desk.heldSources).toEqual(wanted(set));
    expect(desk.state.ledger.held).toHaveLength(desk.page.devices.live);
    await how.go(desk, set);
    if (how.main === 'gone') return expect(desk.page.devices.live).toBe(0);
    await settled();
    await expectNothingLeft(desk);
    expect(desk.state.ledger.receipts.map(({ source }) => source).sort()).toEqual(wanted(set));
  });
});

describe('[LEASE-2] [CONF-6] a leave that fails releases every device, which then opens again as it was', () => {
  const CODES = ['SERVER_INTERNAL', 'REQUEST_TIMED_OUT'] as const;
  const rows = CODES.flatMap((code) =>
    Object.entries(DEVICE_SETS).map(([name, set]) => [code, name, set] as const),
  );

  test.each(rows)('%s, with %s', async (code, _name, set) => {
    const desk = new Desk();
    await desk.signIn();
    await desk.conferring(set);
    if (set.clones) await desk.clone();
    const before = [...desk.page.devices.everMade];
    let liveWhenAsked: number | undefined;
    desk.world.signaling.when('conference.leave', async () => {
      liveWhenAsked = desk.page.devices.live;
      throw new ParleyError(code, 'no');
    });
    const leaving = leave(desk);
    // In the same frame as the click.
    expect(desk.page.devices.live).toBe(0);
    await leaving;
    await settled();
    expect(liveWhenAsked).toBe(0);
    expect(before.filter(({ readyState }) => readyState !== 'ended')).toEqual([]);
    expect(desk.state.ledger.receipts.map(({ source }) => source).sort()).toEqual(wanted(set));
    // Microphone and camera come back under leases of their own; a screen has to be picked again.
    const again = wanted({ media: set.media });
    await vi.waitFor(() => expect(desk.heldSources).toEqual(again));
    expect([desk.state.stay?.state, desk.page.devices.live]).toEqual(['connected', again.length]);
    desk.world.signaling.when('conference.leave', async () => ({ stillIn: [] }));
    await leave(desk);
    await settled();
    await expectNothingLeft(desk);
    expect(desk.state.stay).toMatchObject({ state: 'exited', ending: { reason: 'left' } });
  });

  test('muted and without a camera, it is so again', async () => {
    const desk = new Desk();
    await desk.signIn();
    await desk.conferring({ media: BOTH });
    const leaseId = desk.calls.stay.leaseId;
    await desk.page.send('set-source', { leaseId, source: 'microphone', on: false });
    await desk.page.send('set-source', { leaseId, source: 'camera', on: false });
    desk.world.signaling.when('conference.leave', () => refused('SERVER_INTERNAL'));
    await leave(desk);
    await vi.waitFor(() => expect(desk.heldSources).toEqual(['microphone']));
    await settled();
    expect(desk.calls.stay.local).toMatchObject({ microphone: 'muted', camera: 'off' });
    expect(desk.page.devices.tracks.filter(({ readyState }) => readyState === 'live')).toMatchObject([
      { kind: 'audio', enabled: false },
    ]);
  });
});

describe.each(Object.entries(PAGES))('[RES-5] [LEASE-2] a call: %s', (_, go) => {
  const { 'a screen': _screen, ...sets } = DEVICE_SETS;

  test.each(Object.entries(sets))('with %s', async (_name, set) => {
    const desk = new Desk();
    await desk.signIn();
    await desk.talking(set);
    if (set.clones) await desk.clone();
    const before = desk.live.map(({ id }) => id);
    const next = await go(desk);
    // What the old page had has ended with it, for what is shared that is all.
    expect(desk.page.devices.live).toBe(0);
    expect(desk.page.devices.everMade.filter(({ readyState }) => readyState !== 'ended')).toEqual([]);
    expect(desk.state.ledger.receipts.map(({ source }) => source).sort()).toEqual(wanted(set));
    expect(desk.live.map(({ id }) => id)).toEqual(before.slice(0, 1));
    // What the call wants is open again, and entered.
    const again = wanted({ media: set.media });
    expect([desk.heldSources, next.devices.live]).toEqual([again, again.length]);
    await next.send('hang-up', { sessionId: before[0] as SessionId });
    await vi.waitFor(() => expect([next.devices.live, desk.state.ledger.held]).toEqual([0, []]));
    expect([desk.world.client.mayOpen('microphone'), desk.world.client.mayOpen('camera')]).toEqual([
      false,
      false,
    ]);
  });

  test('muted and without a camera, it is so again', async () => {
    const desk = new Desk();
    await desk.signIn();
    await desk.talking({ media: BOTH });
    const [{ leaseId } = { leaseId: '' as LeaseId }] = desk.live;
    await desk.page.send('set-source', { leaseId, source: 'microphone', on: false });
    await desk.page.send('set-source', { leaseId, source: 'camera', on: false });
    const next = await go(desk);
    expect(desk.live).toMatchObject([{ local: { microphone: 'muted', camera: 'off' } }]);
    expect(next.devices.tracks.map(({ kind, enabled }) => [kind, enabled])).toEqual([['audio', false]]);
  });
});

describe('[RES-5] [LEASE-2] a call whose page does not come back', () => {
  test.each(['the window is closed', 'the renderer is killed'])('%s', async (exit) => {
    const desk = new Desk();
    await desk.signIn();
    await desk.talking({ media: BOTH });
    await ENDS[exit]?.go(desk, { media: BOTH });
    await settled();
    await expectNothingLeft(desk);
    expect(desk.live).toHaveLength(1);
    await desk.world.clock.pass(8_000);
    expect(desk.state.sessions).toMatchObject([{ state: 'terminated', error: { code: 'PAGE_ABSENT' } }]);
    await expectNothingLeft(desk);
  });
});

describe('[INV-7] [LEASE-2] an accept that fails', () => {
  const failures: Record<string, (desk: Desk, set: DeviceSet) => Promise<unknown>> = {
    'since the inviter has cancelled': async (desk, set) => {
      desk.world.signaling.when('invitation.accept', () => refused('INVITATION_CANCELLED'));
      await desk.rings();
      await desk.accept(set);
    },
    'since the answer is not taken': async (desk, set) => {
      desk.world.signaling.when('session.answer', () => refused('SERVER_INTERNAL'));
      await desk.rings();
      await desk.accept(set);
    },
    'since the media cannot be agreed': async (desk, set) => {
      await desk.rings('m=application 9');
      await desk.accept(set);
    },
    'since no media comes in time': async (desk, set) => {
      await desk.rings();
      await desk.accept(set);
      await settled();
      await desk.world.clock.pass(10_000);
    },
    'since the user says no to every device': async (desk, set) => {
      desk.page.devices.failures.microphone = 'NotAllowedError';
      desk.page.devices.failures.camera = 'NotAllowedError';
      await desk.rings();
      await desk.accept(set);
      if (set.media.microphone || set.media.camera) return;
      await hangUp(desk);
    },
    'since it is cancelled while the devices open': async (desk, set) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      desk.page.devices.ready = promise;
      await desk.rings();
      await desk.accept(set);
      await settled();
      sessionEnded(desk, 'hung-up');
      resolve();
    },
  };
  const rows = Object.entries(failures).flatMap(([name, fail]) =>
    Object.entries(WITHOUT_SCREEN).map(([devices, set]) => [name, devices, fail, set] as const),
  );

  test.each(rows)('%s, with %s', async (_name, _devices, fail, set) => {
    const desk = new Desk();
    await desk.signIn();
    await fail(desk, set);
    await settled();
    expect(desk.live).toEqual([]);
    await expectNothingLeft(desk);
  });
});

describe('[CONF-2] [LEASE-2] a join that fails', () => {
  test.each(Object.entries(WITHOUT_SCREEN))('with %s', async (_, set) => {
    const desk = new Desk();
    await desk.signIn();
    desk.world.signaling.when('conference.join', async () => {
      // Late enough for the devices to be open.
      await settled();
      return refused('CONFERENCE_REMOVED');
    });
    await desk.conferring(set).catch(() => {});
    expect(desk.page.devices.tracks).toHaveLength(wanted(set).length);
    await expectNothingLeft(desk);
  });
});

describe('[LEASE-3] a receipt', () => {
  const purposes: [string, (desk: Desk) => Promise<void>, Purpose, string][] = [
    ['call', (desk) => desk.talking({ media: BOTH }), 'call', 'Bob'],
    ['share', (desk) => desk.talking({ media: NOTHING, screen: true }), 'sharing', 'Bob'],
  ];

  test.each(purposes)('of a %s says what the device was held for', async (_, begin, purpose, name) => {
    const desk = new Desk();
    await desk.signIn();
    await begin(desk);
    await hangUp(desk);
    await settled();
    for (const receipt of desk.state.ledger.receipts) {
      expect(receipt).toMatchObject({ holder: { purpose, name }, witness: 'page' });
    }
    expect(desk.state.ledger.receipts).not.toEqual([]);
  });

  test('of a page that is killed says that nobody was left to ask', async () => {
    const desk = new Desk();
    await desk.signIn();
    await desk.talking({ media: BOTH });
    desk.page.crash();
    await settled();
    expect(desk.state.ledger.receipts.map(({ witness }) => witness)).toEqual(['page-gone', 'page-gone']);
  });
});
