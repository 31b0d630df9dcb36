import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { SessionId } from '../../../../../protocol/ids.ts';
import { Calls } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: Calls;
let sessionId: SessionId;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new Calls(world, page);
  sessionId = await calls.outgoing();
});

const local = () => calls.view(sessionId).local;
const leaseId = () => calls.view(sessionId).leaseId;
const turn = (source: 'microphone' | 'camera', on: boolean) =>
  page.send('set-source', { leaseId: leaseId(), source, on });
const DEVICE_ORDERS = ['set-source', 'open-sources', 'release-lease'];

async function nextPage(prepare: (next: FakePage) => void = () => {}): Promise<FakePage> {
  const next = new FakePage(world.client);
  prepare(next);
  await next.attach();
  await settled();
  return next;
}
/** The orders about devices that a page has received. */
const devices = (on: FakePage) => on.orders.filter(({ name }) => DEVICE_ORDERS.includes(name));
const opened = (microphone: boolean, camera: boolean) => ({
  name: 'open-sources',
  data: { leaseId: leaseId(), media: { microphone, camera } },
});
const muted = () => ({
  name: 'set-source',
  data: { leaseId: leaseId(), source: 'microphone', on: false },
});

describe('[LEASE-2] [RES-5] the devices of a call whose page is gone', () => {
  test('are gone with it, may not be opened, and the other side sees that nothing is sent', async () => {
    page.close();
    await settled();
    expect(local()).toEqual({ microphone: 'off', camera: 'off', screen: 'off' });
    expect([world.client.mayOpen('microphone'), world.client.mayOpen('camera')]).toEqual([false, false]);
    expect(world.signaling.latest('session.media').media).toEqual(local());
  });

  test('open again on the next page, and may be opened there meanwhile', async () => {
    page.close();
    let mayOpen: boolean[] = [];
    const next = await nextPage((one) =>
      one.when('open-sources', async () => {
        mayOpen = [world.client.mayOpen('microphone'), world.client.mayOpen('camera')];
        return { microphone: { open: true }, camera: { open: true } };
      }),
    );
    expect(mayOpen).toEqual([true, true]);
    expect(devices(next)).toEqual([opened(true, true)]);
    expect(local()).toMatchObject({ microphone: 'on', camera: 'on' });
    expect(world.signaling.latest('session.media').media).toEqual(local());
  });

  test('are as they were: a muted microphone is muted before it opens, a camera that is off stays off', async () => {
    await turn('microphone', false);
    await turn('camera', false);
    page.close();
    const next = await nextPage();
    expect(devices(next)).toEqual([muted(), opened(true, false)]);
    expect(local()).toMatchObject({ microphone: 'muted', camera: 'off' });
  });

  test('a mute that only the lost page knew counts', async () => {
    page.when('set-source', () => new Promise(() => {}));
    const lost = turn('microphone', false).catch((thrown) => thrown);
    await settled();
    page.close();
    await lost;
    const next = await nextPage();
    expect(devices(next)).toEqual([muted(), opened(true, true)]);
    expect(local().microphone).toBe('muted');
  });

  test('devices that were still opening are as they were, too', async () => {
    await turn('camera', false);
    page.when('set-source', () => new Promise(() => {}));
    void turn('camera', true).catch(() => {});
    await settled();
    page.close();
    expect(devices(await nextPage())).toEqual([opened(true, true)]);
  });

  test('a device that could not be opened before is not tried again', async () => {
    await turn('camera', false);
    page.when('set-source', async () => ({ open: false, code: 'MEDIA_DEVICE_BUSY' }));
    await expect(turn('camera', true)).rejects.toMatchObject({ code: 'MEDIA_DEVICE_BUSY' });
    await page.send('source-ended', { leaseId: leaseId(), source: 'microphone' });
    page.close();
    expect(devices(await nextPage())).toEqual([]);
  });

  test('are refused on the next page: the call continues without them, and the user reads why', async () => {
    page.close();
    const refused = { open: false, code: 'MEDIA_PERMISSION_DENIED' } as const;
    const next = await nextPage((one) =>
      one.when('open-sources', async () => ({ microphone: { open: true }, camera: refused })),
    );
    expect(local()).toMatchObject({ microphone: 'on', camera: 'off' });
    expect(next.state.alerts).toMatchObject([{ error: { code: 'MEDIA_PERMISSION_DENIED' } }]);
    const nothing = await nextPage((one) =>
      one.when('open-sources', async () => ({ microphone: refused, camera: { open: false } })),
    );
    expect(devices(nothing)).toEqual([opened(true, false)]);
    expect(calls.view(sessionId)).toMatchObject({ state: 'established', local: { microphone: 'off' } });
  });

  test('a page that cannot open them leaves none of them wanted', async () => {
    page.close();
    await nextPage((one) =>
      one.when('open-sources', async () => {
        throw new ParleyError('MEDIA_FAILED', 'broken');
      }),
    );
    expect(devices(await nextPage())).toEqual([]);
    expect(calls.view(sessionId).state).toBe('established');
  });

  test('two pages that are lost one after the other lose no device', async () => {
    await turn('microphone', false);
    page.close();
    const second = await nextPage((one) => one.when('open-sources', () => new Promise(() => {})));
    second.close();
    const third = await nextPage();
    expect(devices(third)).toEqual([muted(), opened(true, true)]);
    expect(local()).toMatchObject({ microphone: 'muted', camera: 'on' });
  });
});

describe('[INV-10] [RES-5] the devices of a held call', () => {
  const hold = (held: boolean) => world.notice({ name: 'session-hold', data: { sessionId, held } });

  test('rest on the next page, too, and are on again after the hold', async () => {
    hold(true);
    await settled();
    page.close();
    const next = await nextPage();
    expect(devices(next)).toEqual([muted(), opened(true, false)]);
    expect(local()).toMatchObject({ microphone: 'muted', camera: 'off' });
    hold(false);
    await settled();
    expect(local()).toMatchObject({ microphone: 'on', camera: 'on' });
  });

  test('rest when it was held while there was no page', async () => {
    page.close();
    hold(true);
    await settled();
    const next = await nextPage();
    expect(devices(next)).toEqual([muted(), opened(true, false)]);
    hold(false);
    await settled();
    expect(local()).toMatchObject({ microphone: 'on', camera: 'on' });
  });

  test('are on when the hold ended while there was no page', async () => {
    await turn('camera', false);
    hold(true);
    await settled();
    page.close();
    hold(false);
    await settled();
    const next = await nextPage();
    expect(devices(next)).toEqual([opened(true, false)]);
    expect(world.client.state.alerts).toEqual([]);
  });
});
