import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LeaseId } from '../../../../../protocol/ids.ts';
import type { Source } from '../../../../../protocol/media.ts';
import { Devices } from '../../../../../renderer/media/devices/devices.ts';
import type { Lease } from '../../../../../renderer/media/devices/lease.ts';
import { Leases } from '../../../../../renderer/media/devices/leases.ts';
import { FakeDevices } from '../../../../support/renderer/fakes/fake-devices.ts';
import { FakeLedger } from '../../../../support/renderer/fakes/fake-ledger.ts';
import type { FakeTrack } from '../../../../support/renderer/fakes/fake-track.ts';

const BOTH = { microphone: true, camera: true };

describe('the devices of a lease', () => {
  let port: FakeDevices;
  let devices: Devices;
  let leases: Leases;
  let lease: Lease;
  let ledger: FakeLedger;
  const onEnded = vi.fn();

  beforeEach(() => {
    onEnded.mockReset();
    port = new FakeDevices();
    ledger = new FakeLedger();
    devices = new Devices(port);
    leases = new Leases({ devices, send: ledger.send, onEnded });
    lease = leases.obtain(LeaseId.parse('lease-0001'));
  });

  const track = (source: Source) => lease.source(source).value.track;
  const deviceOf = (source: Source) => track(source)?.getSettings().deviceId;
  const use = (microphone: string, camera: string) =>
    leases.moveToChosen(devices.choose({ microphone, camera }));
  /** Blocks every request until the test releases it. */
  function gate(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    port.ready = promise;
    return resolve;
  }

  test('[SES-1] open sources move to the chosen devices, and the old devices are released', async () => {
    await lease.open(BOTH);
    await use('headset', 'desk');
    expect([deviceOf('microphone'), deviceOf('camera')]).toEqual(['headset', 'desk']);
    expect(port.live).toBe(2);
    await use('headset', 'desk');
    expect(port.tracks).toHaveLength(4);
    await use('', 'desk');
    expect(deviceOf('microphone')).toBe('default');
    expect(port.live).toBe(2);
  });

  test('[SES-1] a choice does not open a closed source, which opens the chosen device later', async () => {
    await use('headset', 'desk');
    expect(port.requests).toEqual([]);
    await lease.open({ microphone: false, camera: true });
    expect(deviceOf('camera')).toBe('desk');
  });

  test('[SES-1] the old device stays in use until the new one is open; mute stays', async () => {
    await lease.open(BOTH);
    await lease.setSource('microphone', false);
    const old = track('microphone');
    const open = gate();
    const moving = use('headset', '');
    await vi.waitFor(() => expect(port.requests).toHaveLength(2));
    expect(track('microphone')).toBe(old);
    expect(old?.readyState).toBe('live');
    open();
    await moving;
    expect(track('microphone')).toMatchObject({ enabled: false, readyState: 'live' });
    expect(old?.readyState).toBe('ended');
  });

  test('[SES-1] after a failure the old device stays, the failure is reported, and other calls are not affected', async () => {
    const other = leases.obtain(LeaseId.parse('lease-0002'));
    await Promise.all([lease.open(BOTH), other.open({ microphone: true, camera: false })]);
    port.failures.camera = 'NotReadableError';
    await expect(use('headset', 'desk')).rejects.toMatchObject({
      code: 'MEDIA_DEVICE_BUSY',
      context: { source: 'camera' },
    });
    expect(track('camera')?.readyState).toBe('live');
    expect(deviceOf('microphone')).toBe('headset');
    expect(other.source('microphone').value.track?.getSettings().deviceId).toBe('headset');
  });

  test('[SES-1] of two choices in a row the last one counts, also when it is the first device again', async () => {
    devices.choose({ microphone: '', camera: 'desk' });
    await lease.open({ microphone: false, camera: true });
    const open = gate();
    const moves = [use('', 'door')];
    await vi.waitFor(() => expect(port.requests).toHaveLength(2));
    moves.push(use('', 'roof'));
    await vi.waitFor(() => expect(port.requests).toHaveLength(3));
    moves.push(use('', 'desk'));
    open();
    await Promise.all(moves);
    expect(port.tracks).toHaveLength(3);
    expect(deviceOf('camera')).toBe('desk');
    expect(port.live).toBe(1);
  });

  test('[SES-1] a source that was opening the old choice moves as well', async () => {
    const open = gate();
    const opening = lease.open({ microphone: true, camera: false });
    const moving = use('headset', '');
    open();
    await Promise.all([opening, moving]);
    expect(deviceOf('microphone')).toBe('headset');
    expect(port.live).toBe(1);
  });

  test.each([
    ['the lease is released', () => void lease.release(), 0],
    ['the camera is switched off', () => void lease.setSource('camera', false), 0],
  ])('[LEASE-2] a device that arrives after %s is ended at once', async (_, end, live) => {
    await lease.open({ microphone: false, camera: true });
    const open = gate();
    const moving = use('', 'desk');
    await vi.waitFor(() => expect(port.requests).toHaveLength(2));
    end();
    open();
    await moving;
    expect(port.tracks).toHaveLength(2);
    expect(port.live).toBe(live);
    expect(track('camera')).toBeNull();
  });

  test('[SES-1] an old device that is unplugged while the new one opens does not end the source', async () => {
    await lease.open({ microphone: true, camera: false });
    const open = gate();
    const moving = use('headset', '');
    await vi.waitFor(() => expect(port.requests).toHaveLength(2));
    (track('microphone') as unknown as FakeTrack).unplug();
    open();
    await moving;
    await vi.waitFor(() => expect(deviceOf('microphone')).toBe('headset'));
    await vi.waitFor(() => expect(port.live).toBe(1));
    expect(onEnded).not.toHaveBeenCalled();
  });

  test('[SES-3] [LEASE-1] a screen is in the ledger when it is open, under a name', async () => {
    port.screen = { label: 'Editor', displaySurface: 'window' };
    expect(await lease.openScreen()).toEqual({ result: { open: true }, name: 'Editor' });
    expect(await lease.openScreen()).toEqual({ result: { open: true }, name: 'Editor' });
    expect(port.tracks).toHaveLength(1);
    expect(lease.release()).toEqual(['screen']);
    expect(port.live).toBe(0);
  });

  test('[SES-3] choosing no screen is no failure, and a screen may be chosen later', async () => {
    port.failures.screen = 'NotAllowedError';
    expect(await lease.openScreen()).toEqual({ result: { open: false } });
    delete port.failures.screen;
    expect(await lease.setSource('screen', true)).toEqual({ open: true });
    expect(await lease.setSource('screen', false)).toEqual({ open: false });
    expect(port.live).toBe(0);
  });

  test('[SES-3] a screen that cannot be captured says why', async () => {
    port.failures.screen = 'NotReadableError';
    expect(await lease.openScreen()).toEqual({ result: { open: false, code: 'MEDIA_DEVICE_BUSY' } });
  });

  test('[SES-3] stopping it in the sharing bar of the system is reported once, without an error, and opens nothing', async () => {
    await lease.openScreen();
    (track('screen') as unknown as FakeTrack).unplug();
    expect(onEnded.mock.calls).toEqual([[lease.id, 'screen', undefined]]);
    expect(track('screen')).toBeNull();
    expect(port.requests).toHaveLength(1);
  });

  test.each([
    ['the lease is released', () => void lease.release()],
    ['sharing is given up', () => void lease.setSource('screen', false)],
  ])('[LEASE-2] a screen that is chosen after %s is ended at once', async (_, end) => {
    const choose = gate();
    const choosing = lease.openScreen();
    end();
    choose();
    expect(await choosing).toEqual({ result: { open: false } });
    expect(port.tracks).toHaveLength(1);
    expect(port.live).toBe(0);
  });

  test('[LEASE-2] a released lease offers no choice', async () => {
    lease.release();
    expect(await lease.openScreen()).toEqual({ result: { open: false } });
    expect(port.requests).toEqual([]);
  });
});
