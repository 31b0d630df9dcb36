import { describe, expect, test } from 'vitest';
import { MAX_PEOPLE } from '../../../../protocol/rpc/app-state.ts';
import { Address, DisplayName } from '../../../../protocol/text/addresses.ts';
import { ClientWorld } from '../../../support/core/client-world.ts';
import { ConferenceCalls } from '../../../support/core/conference-calls.ts';
import { FakePage } from '../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../support/fake-clock.ts';
import { sessionsIn } from '../../../support/session-facts.ts';

const both = { microphone: true, camera: true };

describe('pages', () => {
  test('[SEC-4] a page that has not attached may do nothing', async () => {
    const page = new FakePage(new ClientWorld().client);
    await expect(page.send('sign-out', {})).rejects.toMatchObject({ code: 'RPC_FORBIDDEN' });
  });

  test('[SEC-4] a page of another version is refused', async () => {
    const page = new FakePage(new ClientWorld().client);
    await expect(page.attach(99)).rejects.toMatchObject({ code: 'PROTOCOL_VERSION_MISMATCH' });
  });

  test('[SEC-4] malformed commands get a typed error and change nothing', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    await expect(page.send('call', { to: 'nobody' } as never)).rejects.toMatchObject({
      code: 'RPC_MALFORMED',
    });
    await expect(page.send('explode' as never, {} as never)).rejects.toMatchObject({ code: 'RPC_MALFORMED' });
  });

  test('[RES-5] a newer page takes over: the older gives its media back and is not listened to', async () => {
    const world = new ClientWorld();
    const older = await world.signedInPage();
    await older.send('call', { to: BOB.address, media: both });
    await settled();
    const newer = new FakePage(world.client);
    await newer.attach();
    expect(older.heard.slice(-2).sort()).toEqual(['close-carriage', 'release-lease']);
    expect(older.heardBeforeReplaced).toEqual(older.heard);
    expect(newer.heardBeforeReplaced).toBeUndefined();
    expect(sessionsIn(newer.state).at(-1)?.ending?.reason).toBe('media-failed');
    await expect(older.send('sign-out', {})).rejects.toMatchObject({ code: 'RPC_FORBIDDEN' });
    older.close();
    await newer.send('change-settings', { theme: 'dark' });
    await settled();
    expect(newer.state.settings.theme).toBe('dark');
  });

  test('[RES-5] a server that names more people than a page takes keeps no page from attaching', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    for (let each = 0; each <= MAX_PEOPLE; each += 1) {
      const address = Address.parse(`person-${each}@example.org`);
      const person = { address, displayName: DisplayName.parse('Person'), presence: 'available' as const };
      world.notice({ name: 'person-changed', data: { person } });
    }
    await settled();
    page.close();
    const next = new FakePage(world.client);
    await next.attach();
    expect(next.state.people).toHaveLength(MAX_PEOPLE);
    expect(next.state.people.at(-1)?.address).toBe(`person-${MAX_PEOPLE}@example.org`);
  });

  test('[RES-5] without a page a call cannot be made, and says so', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    page.when('peer-offer', async () => {
      page.close();
      return new Promise(() => {});
    });
    await page.send('call', { to: BOB.address, media: both });
    await settled();
    expect(sessionsIn(world.client.state)[0]).toMatchObject({
      state: 'terminated',
      error: { code: 'PAGE_ABSENT' },
    });
  });

  test('[CONV-2] an invitation and its conversation reach the page in one change, before the user answers', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    const seen: string[][] = [];
    page.whenShown = ({ sessions, conversations }) => {
      if (sessions.length > 0) seen.push(conversations.map(({ id }) => id));
    };
    const { conversationId } = await world.bobCalls();
    expect(page.state.sessions).toMatchObject([{ state: 'incoming', conversationId }]);
    expect(seen[0]).toEqual([conversationId]);
  });

  test('[SEC-4] a link from the system is offered, never joined by itself', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    world.client.offerLink('parley://join/conference-1');
    await settled();
    expect(page.state).toMatchObject({ offeredLink: 'parley://join/conference-1', stay: null });
    await page.send('dismiss-link', {});
    world.client.offerLink('parley://something/else');
    expect(world.client.state).toMatchObject({
      offeredLink: null,
      alerts: [{ error: { code: 'CONFERENCE_LINK_INVALID' } }],
    });
  });

  test('[LEASE-4] a device may be opened while an order to open it is out, and no other one', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    const may = () => [world.client.mayOpen('microphone'), world.client.mayOpen('camera')];
    expect(may()).toEqual([false, false]);
    const during: boolean[][] = [];
    page.when('open-sources', async () => {
      during.push(may());
      return { microphone: { open: true }, camera: { open: false, code: 'MEDIA_DEVICE_BUSY' } };
    });
    page.when('set-source', async () => {
      during.push(may());
      return { open: false, code: 'MEDIA_DEVICE_BUSY' };
    });
    await page.send('call', { to: BOB.address, media: { microphone: false, camera: true } });
    await settled();
    const { leaseId = '' as never } = sessionsIn(world.client.state).at(-1) ?? {};
    const turn = page.send('set-source', { leaseId, source: 'microphone', on: true });
    await expect(turn).rejects.toMatchObject({ code: 'MEDIA_DEVICE_BUSY' });
    expect(during).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(may()).toEqual([false, false]);
  });

  test('[LEASE-4] [SES-1] only a device that a lease holds may be opened again when it is unplugged', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    const may = () => [world.client.mayOpen('microphone'), world.client.mayOpen('camera')];
    expect(may()).toEqual([false, false]);
    await page.send('call', { to: BOB.address, media: { microphone: true, camera: false } });
    await settled();
    expect(may()).toEqual([true, false]);
    const { leaseId = '' as never, id } = sessionsIn(world.client.state).at(-1) ?? {};
    await page.send('set-source', { leaseId, source: 'microphone', on: false });
    expect(may()).toEqual([true, false]);
    await page.send('source-ended', { leaseId, source: 'microphone', code: 'MEDIA_DEVICE_MISSING' });
    expect(may()).toEqual([false, false]);
    await page.send('set-source', { leaseId, source: 'camera', on: true });
    expect(may()).toEqual([false, true]);
    await page.send('hang-up', { sessionId: id as never });
    expect(may()).toEqual([false, false]);
  });

  test('[LEASE-2] devices that open after the call has ended are released', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    let open = () => {};
    page.when('open-sources', async () => {
      await new Promise<void>((resolve) => {
        open = resolve;
      });
      return { microphone: { open: true }, camera: { open: true } };
    });
    const { sessionId } = await page.send('call', { to: BOB.address, media: both });
    await settled();
    await page.send('hang-up', { sessionId });
    open();
    await settled();
    expect(page.heard.filter((name) => name === 'release-lease')).toHaveLength(2);
  });
});

describe('settings', () => {
  test('[CONV-6] damaged settings are set aside with a copy, told once, and Parley starts with defaults', async () => {
    for (const damaged of [new SyntaxError('bad JSON'), { theme: 'purple' }, 'text']) {
      const world = new ClientWorld({ kept: { settings: damaged } });
      expect(world.files.settings.asides).toBe(1);
      expect(world.client.state.settings.theme).toBe('system');
      expect(world.client.state.alerts).toMatchObject([
        { error: { code: 'SETTINGS_DAMAGED', context: { copy: 'settings.damaged-1.json' } } },
      ]);
      const page = await world.signedInPage();
      await page.send('dismiss-alert', { id: world.client.state.alerts[0]?.id ?? '' });
      expect(world.client.state.alerts).toEqual([]);
    }
  });

  test('[CONV-6] changes are kept, and the name of the last sign-in', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    await page.send('change-settings', { theme: 'dark' });
    const next = new ClientWorld({ kept: { settings: world.files.settings.kept } });
    expect(next.client.state.settings).toMatchObject({ theme: 'dark', displayName: 'Alice' });
    expect(next.client.state.registration.state).toBe('signed-out');
  });
});

describe('quitting', () => {
  test('[LEASE-5] closes media, hangs up, signs out, stops its server', async () => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    await page.send('call', { to: BOB.address, media: both });
    await settled();
    await world.client.close();
    await world.client.close();
    expect(page.heard.slice(-2).sort()).toEqual(['close-carriage', 'release-lease']);
    expect(world.signaling.heard).toContain('invitation.cancel');
    expect(world.signaling.closed).toBe(1);
    expect(world.shell.stopped).toBe(1);
    expect(world.clock.pending).toBe(0);
  });

  const never = () => new Promise<never>(() => {});
  const hanging: Record<string, (page: FakePage, world: ClientWorld) => void> = {
    'a page': (page) => {
      page.when('release-lease', never);
      page.when('close-carriage', never);
    },
    'a server': (_, { signaling }) => {
      signaling.when('conference.leave', never);
      signaling.when('session.hang-up', never);
    },
  };
  const busy: Record<string, (calls: ConferenceCalls) => Promise<unknown>> = {
    'a conference': (calls) => calls.join('conference-1', { media: both }),
    'a call': (calls) => calls.outgoing(),
  };
  const quits = Object.keys(busy).flatMap((where) =>
    [['a page'], ['a server'], ['a page', 'a server']].map((who) => [where, who] as const),
  );

  test.each(quits)('[LEASE-5] in %s, %j that hangs costs two seconds at most', async (where, who) => {
    const world = new ClientWorld();
    const page = await world.signedInPage();
    await busy[where]?.(new ConferenceCalls(world, page));
    expect(world.client.mayOpen('camera')).toBe(true);
    for (const one of who) hanging[one]?.(page, world);
    let closed = false;
    void world.client.close().then(() => {
      closed = true;
    });
    // Devices come first, and wait for nobody.
    expect(page.heard).toContain('release-lease');
    expect(world.client.mayOpen('camera')).toBe(false);
    await world.clock.pass(2_000);
    expect([closed, world.signaling.closed]).toEqual([true, 1]);
  });
});
