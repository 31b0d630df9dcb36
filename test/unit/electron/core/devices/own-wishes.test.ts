import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { BOTH, Calls } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { ConferenceCalls, conferenceId } from '../../../../support/core/conference-calls.ts';
import { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
});

/** The orders that the page received about one source, or about opening both. */
const told = (name: 'set-source' | 'open-sources') =>
  page.orders.filter((order) => order.name === name).map(({ data }) => data);
const never = () => new Promise<never>(() => {});

describe('[LEASE-2] a source that our user turned off in the page', () => {
  let calls: Calls;

  beforeEach(async () => {
    calls = new Calls(world, page);
    await calls.outgoing();
  });

  const session = () => calls.view(world.client.state.sessions[0]?.id as never);
  const turn = (source: 'microphone' | 'camera', on: boolean, wish: number) =>
    page.send('set-source', { leaseId: session().leaseId, source, on, wish });

  test('is off in the state and for the other side before the page has answered', async () => {
    page.when('set-source', never);
    void turn('microphone', false, 1);
    void turn('camera', false, 2);
    await settled();
    expect(session().local).toMatchObject({ microphone: 'muted', camera: 'off' });
    expect(world.signaling.latest('session.media').media).toMatchObject({
      microphone: 'muted',
      camera: 'off',
    });
  });

  test('orders say which wish main knew of, also those that no wish caused', async () => {
    await turn('camera', false, 3);
    world.notice({ name: 'session-hold', data: { sessionId: session().id, held: true } });
    await settled();
    expect(told('set-source')).toMatchObject([{ wish: 3 }, { source: 'microphone', wish: 3 }]);
  });

  test('an unmute that crosses a mute in the tray is void: both sides are muted', async () => {
    await turn('microphone', false, 1);
    await turn('microphone', true, 2);
    const taken = Promise.withResolvers<{ open: boolean }>();
    page.when('set-source', () => taken.promise);
    const muting = world.client.controls.mute();
    await turn('microphone', true, 3);
    taken.resolve({ open: false });
    await muting;
    expect(session().local.microphone).toBe('muted');
    expect(told('set-source').at(-1)).toMatchObject({ source: 'microphone', on: false });
    page.when('set-source', async ({ on }) => ({ open: on }));
    await turn('microphone', true, 4);
    expect(session().local.microphone).toBe('on');
  });

  test('another page counts its wishes from the start', async () => {
    await turn('camera', false, 3);
    page.close();
    page = new FakePage(world.client);
    await page.attach();
    await settled();
    expect(told('open-sources')).toEqual([
      { leaseId: session().leaseId, media: { microphone: true, camera: false } },
    ]);
  });

  test('an order to turn it on that the page refused is no failure, and changes nothing', async () => {
    await turn('microphone', false, 1);
    await turn('camera', false, 2);
    page.when('set-source', async ({ on, source }) => {
      if (on) void turn(source as 'camera', false, 4);
      return source === 'microphone' ? { open: true } : { open: false };
    });
    await Promise.all([turn('camera', true, 3), turn('microphone', true, 3)]);
    await settled();
    expect(session().local).toMatchObject({ microphone: 'muted', camera: 'off' });
    expect(world.client.state.alerts).toEqual([]);
  });

  describe('[REF-5] a source that the page had ended with a hang-up when main ordered it', () => {
    const opened = () => page.send('source-opened', { leaseId: session().leaseId, source: 'camera' });

    beforeEach(async () => {
      await turn('camera', false, 1);
      page.when('set-source', async () => ({ open: false }));
      await turn('camera', true, 2);
      expect(session().local.camera).toBe('off');
    });

    test('is on in the state once the page has opened it again', async () => {
      await opened();
      expect(session().local.camera).toBe('on');
      expect(world.signaling.latest('session.media').media.camera).toBe('on');
    });

    test('stays off if our user turned it off since', async () => {
      await turn('camera', false, 3);
      await opened();
      expect(session().local.camera).toBe('off');
    });
  });
});

test('[LEASE-2] [CONF-1] a camera that is turned off in a preview while it opens is off, which is no failure', async () => {
  let answer: (isOpen: boolean) => void = () => {};
  page.when('open-sources', async () => {
    const open = await new Promise<boolean>((resolve) => (answer = resolve));
    return { microphone: { open: true }, camera: { open } as { open: false } };
  });
  const sets = [
    page.send('set-preview', { ...BOTH, wish: 1 }),
    page.send('set-preview', { microphone: true, camera: false, wish: 2 }),
  ];
  await settled();
  expect(told('set-source')).toMatchObject([{ source: 'camera', on: false, wish: 2 }]);
  answer(false);
  await Promise.all(sets);
  expect(told('open-sources')).toHaveLength(1);
  expect(world.client.state.preview).toMatchObject({
    local: { microphone: 'on', camera: 'off' },
    errors: [],
  });
});

test('[LEASE-2] [CONF-6] a leave that fails right after a mute leaves our user muted', async () => {
  const calls = new ConferenceCalls(world, page);
  await calls.join('conference-1', { media: BOTH });
  world.signaling.when('conference.leave', async () => {
    throw new ParleyError('SERVER_INTERNAL', 'refused');
  });
  page.when('set-source', never);
  void page.send('set-source', { leaseId: calls.stay.leaseId, source: 'microphone', on: false, wish: 1 });
  await expect(page.send('leave-conference', { conferenceId })).rejects.toMatchObject({
    code: 'SERVER_INTERNAL',
  });
  expect(calls.stay.local).toMatchObject({ microphone: 'muted', camera: 'on' });
});
