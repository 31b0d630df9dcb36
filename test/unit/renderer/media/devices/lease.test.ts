import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ErrorCode } from '../../../../../protocol/errors.ts';
import { LeaseId } from '../../../../../protocol/ids.ts';
import type { Source } from '../../../../../protocol/media.ts';
import { Devices } from '../../../../../renderer/media/devices/devices.ts';
import { Lease } from '../../../../../renderer/media/devices/lease.ts';
import { Leases } from '../../../../../renderer/media/devices/leases.ts';
import { FakeDevices } from '../../../../support/renderer/fakes/fake-devices.ts';
import { FakeLedger } from '../../../../support/renderer/fakes/fake-ledger.ts';
import type { FakeTrack } from '../../../../support/renderer/fakes/fake-track.ts';

const BOTH = { microphone: true, camera: true };

describe('a lease', () => {
  let devices: FakeDevices;
  let port: Devices;
  let lease: Lease;
  let ledger: FakeLedger;
  let lost: [Source, ErrorCode | undefined][];
  let news: string[];

  beforeEach(() => {
    devices = new FakeDevices();
    ledger = new FakeLedger();
    lost = [];
    news = [];
    port = new Devices(devices);
    lease = new Lease({
      id: LeaseId.parse('lease-0001'),
      devices: port,
      send: ledger.send,
      onEnded: (source, code) => lost.push([source, code]),
      news: {
        opened: (source) => news.push(`${source} opened`),
        interrupted: (source, isInterrupted) => news.push(`${source} ${isInterrupted}`),
        replaced: (source) => news.push(`${source} replaced`),
      },
    });
  });

  test('[LEASE-2] release ends every track and clone at once', async () => {
    expect(await lease.open(BOTH)).toEqual({ microphone: { open: true }, camera: { open: true } });
    const clone = await lease.cloneOf('camera');
    expect(lease.release()).toEqual(['microphone', 'camera']);
    expect(devices.live).toBe(0);
    expect(clone.readyState).toBe('ended');
    expect(lease.source('camera').value.track).toBeNull();
    expect(lease.release()).toEqual([]);
  });

  test('[LEASE-2] a track that arrives after the release is ended at once', async () => {
    const gate = Promise.withResolvers<void>();
    devices.ready = gate.promise;
    const opening = lease.open(BOTH);
    lease.release();
    gate.resolve();
    expect(await opening).toEqual({ microphone: { open: false }, camera: { open: false } });
    expect(devices.tracks).toHaveLength(2);
    expect(devices.live).toBe(0);
  });

  test('[LEASE-2] a released lease opens no device again', async () => {
    lease.release();
    expect(await lease.open(BOTH)).toEqual({ microphone: { open: false }, camera: { open: false } });
    expect(devices.requests).toEqual([]);
  });

  test('mute keeps the device, camera off releases it', async () => {
    await lease.open(BOTH);
    await lease.setSource('microphone', false);
    expect(lease.source('microphone').value).toMatchObject({ muted: true });
    expect(devices.tracks.find(({ kind }) => kind === 'audio')).toMatchObject({
      enabled: false,
      readyState: 'live',
    });
    await lease.setSource('camera', false);
    expect(devices.tracks.find(({ kind }) => kind === 'video')?.readyState).toBe('ended');
    expect(await lease.setSource('microphone', true)).toEqual({ open: true });
    expect(await lease.setSource('camera', true)).toEqual({ open: true });
    expect(devices.live).toBe(2);
  });

  test('a microphone that is muted while it opens arrives muted', async () => {
    const gate = Promise.withResolvers<void>();
    devices.ready = gate.promise;
    const opening = lease.open({ microphone: true, camera: false });
    await lease.setSource('microphone', false);
    gate.resolve();
    await opening;
    expect(devices.tracks[0]).toMatchObject({ enabled: false, readyState: 'live' });
  });

  test('a camera that is turned off while it opens is released, and turned on again it is one device', async () => {
    const gate = Promise.withResolvers<void>();
    devices.ready = gate.promise;
    const opening = lease.open({ microphone: false, camera: true });
    await lease.setSource('camera', false);
    const again = lease.setSource('camera', true);
    gate.resolve();
    expect((await opening).camera).toEqual({ open: false });
    expect(await again).toEqual({ open: true });
    expect(devices.live).toBe(1);
  });

  test('opening twice uses one device', async () => {
    await Promise.all([lease.open(BOTH), lease.open(BOTH)]);
    await lease.open(BOTH);
    expect(devices.tracks).toHaveLength(2);
  });

  const deviceOf = (source: Source) => lease.source(source).value.track?.getSettings().deviceId;
  const unplug = (source: Source) => (lease.source(source).value.track as unknown as FakeTrack).unplug();
  const noneOpens = () => vi.waitFor(() => expect(lost).toHaveLength(1));

  test('[SES-1] an unplugged microphone is replaced by the system default, and stays muted', async () => {
    port.choose({ microphone: 'headset', camera: '' });
    await lease.open(BOTH);
    await lease.setSource('microphone', false);
    unplug('microphone');
    await vi.waitFor(() => expect(deviceOf('microphone')).toBe('default'));
    expect(lease.source('microphone').value.track?.enabled).toBe(false);
    expect(lost).toEqual([]);
    expect(devices.live).toBe(2);
  });

  test('[DEV-2] the chosen device is used again whenever it is plugged in again, any number of times', async () => {
    const leases = new Leases({
      devices: port,
      send: ledger.send,
      onEnded: () => lost.push(['camera', undefined]),
    });
    lease = leases.obtain(LeaseId.parse('lease-0002'));
    port.choose({ microphone: 'headset', camera: '' });
    await lease.open(BOTH);
    await lease.setSource('microphone', false);
    for (let time = 0; time < 3; time += 1) {
      devices.plug('headset', false);
      unplug('microphone');
      await vi.waitFor(() => expect(deviceOf('microphone')).toBe('default'));
      devices.plug('headset', true);
      await vi.waitFor(() => expect(deviceOf('microphone')).toBe('headset'));
      expect(lease.source('microphone').value).toMatchObject({ muted: true, track: { enabled: false } });
    }
    expect(lost).toEqual([]);
    expect(devices.live).toBe(2);
  });

  test('[DEV-2] a second loss, of the replacement, leads to the chosen device if that is there', async () => {
    port.choose({ microphone: 'headset', camera: '' });
    await lease.open(BOTH);
    unplug('microphone');
    await vi.waitFor(() => expect(deviceOf('microphone')).toBe('default'));
    unplug('microphone');
    await vi.waitFor(() => expect(deviceOf('microphone')).toBe('headset'));
    expect(lost).toEqual([]);
  });

  test('[DEV-2] each use of a device other than the chosen one is reported', async () => {
    port.choose({ microphone: 'headset', camera: '' });
    devices.plug('headset', false);
    await lease.open(BOTH);
    unplug('microphone');
    const replaced = () => news.filter((each) => each.endsWith('replaced'));
    await vi.waitFor(() => expect(replaced()).toEqual(['microphone replaced', 'microphone replaced']));
  });

  test('[DEV-2] devices that come and go too fast end the source; our user can turn it on again', async () => {
    await lease.open(BOTH);
    for (let time = 0; time < 3; time += 1) {
      unplug('camera');
      await vi.waitFor(() => expect(lease.source('camera').value.track).not.toBeNull());
    }
    unplug('camera');
    expect(lost).toEqual([['camera', 'MEDIA_DEVICE_MISSING']]);
    expect(lease.source('camera').value.track).toBeNull();
    expect(await lease.setSource('camera', true)).toEqual({ open: true });
  });

  test.each(['microphone', 'camera'] as const)(
    '[DEV-4] a mute of the %s by the system is reported, and so is its end; another device begins unmuted',
    async (source) => {
      const interrupt = (isMuted: boolean) =>
        (lease.source(source).value.track as unknown as FakeTrack).interrupt(isMuted);
      await lease.open(BOTH);
      news = [];
      interrupt(true);
      expect(lease.source(source).value.interrupted).toBe(true);
      interrupt(false);
      expect(lease.source(source).value.interrupted).toBe(false);
      interrupt(true);
      unplug(source);
      await vi.waitFor(() => expect(lease.source(source).value.track).not.toBeNull());
      expect(lease.source(source).value.interrupted ?? false).toBe(false);
      expect(news).toEqual([true, false, true, false].map((isMuted) => `${source} ${isMuted}`));
    },
  );

  test('[DEV-3] the microphone is reported open while the camera still hangs', async () => {
    const gate = Promise.withResolvers<void>();
    devices.hanging.camera = gate.promise;
    const opening = lease.open(BOTH);
    await vi.waitFor(() => expect(news).toEqual(['microphone opened']));
    expect(lease.source('microphone').value.track).not.toBeNull();
    gate.resolve();
    expect(await opening).toEqual({ microphone: { open: true }, camera: { open: true } });
  });

  test.each([
    ['NotFoundError', 'MEDIA_DEVICE_MISSING'],
    ['NotReadableError', 'MEDIA_DEVICE_MISSING'],
    ['NotAllowedError', 'MEDIA_PERMISSION_DENIED'],
  ] as const)('an unplugged device is told when no other opens (%s), once', async (name, code) => {
    await lease.open(BOTH);
    devices.failures.camera = name;
    unplug('camera');
    await noneOpens();
    expect(lost).toEqual([['camera', code]]);
    expect(lease.source('camera').value.track).toBeNull();
    delete devices.failures.camera;
    await lease.setSource('camera', true);
    unplug('camera');
    await vi.waitFor(() => expect(lease.source('camera').value.track).not.toBeNull());
    expect(lost).toHaveLength(1);
  });

  test('[LEASE-2] the replacement of an unplugged device is ended if the lease is over first', async () => {
    await lease.open(BOTH);
    const gate = Promise.withResolvers<void>();
    devices.ready = gate.promise;
    devices.failures.microphone = 'NotFoundError';
    unplug('microphone');
    unplug('camera');
    lease.release();
    gate.resolve();
    await vi.waitFor(() => expect(devices.tracks).toHaveLength(3));
    await vi.waitFor(() => expect(devices.live).toBe(0));
    expect(lost).toEqual([]);
  });

  test('a device that fails does not affect the other', async () => {
    devices.failures.camera = 'NotReadableError';
    expect(await lease.open(BOTH)).toEqual({
      microphone: { open: true },
      camera: { open: false, code: 'MEDIA_DEVICE_BUSY' },
    });
    lease.release();
    expect(devices.live).toBe(0);
  });
});
