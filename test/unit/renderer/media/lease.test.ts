import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ErrorCode } from '../../../../protocol/errors.ts';
import { LeaseId } from '../../../../protocol/ids.ts';
import type { Source } from '../../../../protocol/media.ts';
import { Devices } from '../../../../renderer/media/devices.ts';
import { Lease } from '../../../../renderer/media/lease.ts';
import { FakeDevices } from '../../../support/renderer/fake-devices.ts';
import { FakeLedger } from '../../../support/renderer/fake-ledger.ts';
import type { FakeTrack } from '../../../support/renderer/fake-track.ts';

const BOTH = { microphone: true, camera: true };

describe('a lease', () => {
  let devices: FakeDevices;
  let port: Devices;
  let lease: Lease;
  let ledger: FakeLedger;
  let lost: [Source, ErrorCode | undefined][];

  beforeEach(() => {
    devices = new FakeDevices();
    ledger = new FakeLedger();
    lost = [];
    port = new Devices(devices);
    lease = new Lease({
      id: LeaseId.parse('lease-0001'),
      devices: port,
      send: ledger.send,
      onEnded: (source, code) => lost.push([source, code]),
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

  test('mute keeps the device, camera off gives it back', async () => {
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

  test('a camera that is switched off while it opens is given back, and on again it is one', async () => {
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

  test('[SES-1] an unplugged microphone gives way to the choice of the system, and stays muted', async () => {
    port.choose({ microphone: 'headset', camera: '' });
    await lease.open(BOTH);
    await lease.setSource('microphone', false);
    unplug('microphone');
    await vi.waitFor(() => expect(deviceOf('microphone')).toBe('default'));
    expect(lease.source('microphone').value.track?.enabled).toBe(false);
    expect(lost).toEqual([]);
    expect(devices.live).toBe(2);
  });

  test('[SES-1] what takes the place of an unplugged device and goes away too has ended', async () => {
    await lease.open(BOTH);
    unplug('camera');
    await vi.waitFor(() => expect(lease.source('camera').value.track).not.toBeNull());
    unplug('camera');
    expect(lost).toEqual([['camera', 'MEDIA_DEVICE_MISSING']]);
    expect(lease.source('camera').value.track).toBeNull();
    expect(await lease.setSource('camera', true)).toEqual({ open: true });
    unplug('camera');
    await vi.waitFor(() => expect(lease.source('camera').value.track).not.toBeNull());
    expect(lost).toHaveLength(1);
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

  test('[LEASE-2] what takes the place of an unplugged device is ended when the lease is over first', async () => {
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

  test('one device that fails does not cost the other', async () => {
    devices.failures.camera = 'NotReadableError';
    expect(await lease.open(BOTH)).toEqual({
      microphone: { open: true },
      camera: { open: false, code: 'MEDIA_DEVICE_BUSY' },
    });
    lease.release();
    expect(devices.live).toBe(0);
  });
});
