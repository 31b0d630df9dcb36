import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { BOTH, NOTHING } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { ConferenceCalls } from '../../../../support/core/conference-calls.ts';
import { OFF } from '../../../../support/core/fakes/conference-replies.ts';
import { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { settled } from '../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: ConferenceCalls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new ConferenceCalls(world, page);
});

const MICROPHONE = { microphone: true, camera: false };
const CAMERA = { microphone: false, camera: true };
const preview = () => world.client.state.preview;
const set = (media: typeof BOTH) => page.send('set-preview', media);
const released = () => calls.orders('release-lease');

describe('the preview before joining', () => {
  test('[CONF-1] is opened, shown, and released', async () => {
    await set(BOTH);
    const leaseId = preview()?.leaseId;
    expect(preview()?.local).toMatchObject({ microphone: 'on', camera: 'on' });
    expect(calls.orders('open-sources')).toEqual([{ leaseId, media: BOTH }]);
    await page.send('end-preview', {});
    expect(preview()).toBeNull();
    expect(released()).toEqual([{ leaseId }]);
  });

  test('[CONF-1] a device that is open already is not opened again', async () => {
    await set(MICROPHONE);
    await set(BOTH);
    expect(calls.orders('open-sources')).toMatchObject([{ media: MICROPHONE }, { media: CAMERA }]);
    await set(MICROPHONE);
    expect(calls.orders('set-source')).toMatchObject([{ source: 'camera', on: false }]);
    expect(preview()?.local).toMatchObject({ microphone: 'on', camera: 'off' });
  });

  test('[CONF-1] a microphone is muted and unmuted while the camera continues', async () => {
    await set(BOTH);
    await set(CAMERA);
    expect(preview()?.local).toMatchObject({ microphone: 'muted', camera: 'on' });
    await set(BOTH);
    expect(preview()?.local).toMatchObject({ microphone: 'on', camera: 'on' });
    expect(calls.orders('open-sources')).toHaveLength(1);
  });

  test('[CONF-1] a preview without devices releases everything, and continues', async () => {
    await set(BOTH);
    const leaseId = preview()?.leaseId;
    await set(NOTHING);
    expect(released()).toEqual([{ leaseId }]);
    expect(preview()?.local).toEqual(OFF);
    await set(CAMERA);
    expect(preview()?.local.camera).toBe('on');
    expect(preview()?.leaseId).not.toBe(leaseId);
  });

  test('[CONF-1] the latest wish counts, however slow the devices are', async () => {
    let open = () => {};
    page.when('open-sources', async () => {
      await new Promise<void>((resolve) => (open = resolve));
      return { microphone: { open: true }, camera: { open: true } };
    });
    const first = set(BOTH);
    await settled();
    const second = set(MICROPHONE);
    await settled();
    open();
    await Promise.all([first, second]);
    expect(preview()?.local).toMatchObject({ microphone: 'on', camera: 'off' });
    expect(world.client.state.alerts).toEqual([]);
  });

  test('[CONF-1] a missing device is reported, and the other device is shown', async () => {
    page.when('open-sources', async () => ({
      microphone: { open: true },
      camera: { open: false, code: 'MEDIA_DEVICE_MISSING' },
    }));
    await set(BOTH);
    expect(preview()?.local).toMatchObject({ microphone: 'on', camera: 'off' });
    expect(world.client.state.preview?.errors).toMatchObject([{ code: 'MEDIA_DEVICE_MISSING' }]);
    expect(world.client.state.alerts).toEqual([]);
  });

  test('[LEASE-1] a device that goes away is shown as off', async () => {
    await set(BOTH);
    const leaseId = preview()?.leaseId as never;
    await page.send('source-ended', { leaseId, source: 'camera', code: 'MEDIA_DEVICE_MISSING' });
    expect(preview()?.local.camera).toBe('off');
  });

  test('[INV-10] [CONF-1] there is no preview during a call or a stay, nor before signing in', async () => {
    await calls.outgoing();
    await expect(set(BOTH)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    await world.client.controls.leave();
    await calls.join();
    await expect(set(BOTH)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    await page.send('sign-out', {});
    await expect(set(BOTH)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
    expect(preview()).toBeNull();
  });
});

describe('joining takes over the preview', () => {
  test('[CONF-1] no device is opened twice, and the roster shows at once what is on', async () => {
    await set(BOTH);
    const leaseId = preview()?.leaseId;
    page.orders.length = 0;
    await calls.join('conference-1', { media: BOTH });
    expect(page.heard).toEqual(['sfu-capabilities', 'sfu-open']);
    expect(preview()).toBeNull();
    expect(calls.stay).toMatchObject({ leaseId, local: { microphone: 'on', camera: 'on' } });
    expect(world.signaling.latest('conference.join').media).toMatchObject({ camera: 'on' });
    expect(page.latest('sfu-open').leaseId).toBe(leaseId);
  });

  test('[CONF-1] the stay is notified of changes of its devices from then on', async () => {
    await set(BOTH);
    await calls.join('conference-1', { media: BOTH });
    await page.send('set-source', { leaseId: calls.stay.leaseId, source: 'camera', on: false });
    expect(calls.stay.local.camera).toBe('off');
    expect(preview()).toBeNull();
    await page.send('end-preview', {});
    expect(released()).toEqual([]);
  });

  test('[LEASE-1] the ledger says what the devices are held for, before and after', async () => {
    await set(CAMERA);
    const leaseId = preview()?.leaseId as never;
    await page.send('hold-track', { leaseId, source: 'camera', trackId: 'track-1', isClone: false });
    const holder = () => world.client.state.ledger.held.map((track) => track.holder);
    expect(holder()).toEqual([{ purpose: 'preview', name: '' }]);
    await calls.join('conference-1', { media: CAMERA });
    expect(holder()).toEqual([{ purpose: 'conference', name: 'Standup' }]);
  });

  test('[CONF-1] opens devices that were not in the preview, and releases unwanted ones', async () => {
    await set(CAMERA);
    await calls.join('conference-1', { media: MICROPHONE });
    expect(calls.orders('open-sources')).toMatchObject([{ media: CAMERA }, { media: MICROPHONE }]);
    expect(calls.orders('set-source')).toMatchObject([{ source: 'camera', on: false }]);
    expect(calls.stay.local).toMatchObject({ microphone: 'on', camera: 'off' });
  });

  test('[CONF-1] joining with everything off releases everything', async () => {
    await set(BOTH);
    const leaseId = preview()?.leaseId;
    await calls.join('conference-1', { media: NOTHING });
    expect(released()).toEqual([{ leaseId }]);
    expect(calls.stay.local).toEqual(OFF);
    expect(calls.stay.leaseId).not.toBe(leaseId);
  });

  test('[CONF-1] the stay waits for devices that are opening; the join does not', async () => {
    let open = () => {};
    page.when('open-sources', async () => {
      await new Promise<void>((resolve) => (open = resolve));
      return { microphone: { open: true }, camera: { open: true } };
    });
    const opening = set(BOTH);
    await settled();
    await calls.join('conference-1', { media: MICROPHONE });
    expect(calls.stay).toMatchObject({ state: 'connected', local: OFF });
    open();
    await opening;
    await settled();
    expect(calls.stay.local).toMatchObject({ microphone: 'on', camera: 'off' });
    expect(calls.orders('open-sources')).toHaveLength(1);
  });

  test('[CONF-2] [LEASE-2] a refused join releases the devices', async () => {
    world.signaling.when('conference.join', async () => {
      throw new ParleyError('CONFERENCE_LOCKED', 'locked');
    });
    await set(BOTH);
    const leaseId = preview()?.leaseId;
    await expect(calls.join('conference-1', { media: BOTH })).rejects.toMatchObject({
      code: 'CONFERENCE_LOCKED',
    });
    expect(released()).toEqual([{ leaseId }]);
  });

  test('[CONF-2] an invalid link leaves the preview unchanged', async () => {
    await set(BOTH);
    await expect(calls.join('not a link!', { media: BOTH })).rejects.toMatchObject({
      code: 'CONFERENCE_LINK_INVALID',
    });
    expect(preview()?.local.camera).toBe('on');
  });
});

describe('the end of a preview', () => {
  test.each([
    ['signing out', () => page.send('sign-out', {})],
    ['quitting', () => world.client.close()],
    ['the page going away', () => page.close()],
    ['another page', () => new FakePage(world.client).attach()],
    ['a call of ours', () => calls.dialed()],
    ['a lost connection', () => world.signaling.lose()],
  ])('[LEASE-2] %s', async (_, end) => {
    await set(BOTH);
    const leaseId = preview()?.leaseId;
    await end();
    await settled();
    expect(preview()).toBeNull();
    expect(released()).toContainEqual({ leaseId });
  });

  test('[LEASE-2] an accepted call takes the devices from the preview; a ringing call does not', async () => {
    await set(BOTH);
    const { id } = await calls.invited();
    expect(preview()?.local.camera).toBe('on');
    await page.send('accept', { invitationId: id, media: BOTH });
    expect(preview()).toBeNull();
    expect(page.heard.indexOf('release-lease')).toBeLessThan(page.heard.lastIndexOf('open-sources'));
  });
});
