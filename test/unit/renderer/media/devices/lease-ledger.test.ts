import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LeaseId } from '../../../../../protocol/ids.ts';
import { CAPTURE_SOURCES } from '../../../../../protocol/media.ts';
import { Devices } from '../../../../../renderer/media/devices/devices.ts';
import type { Lease } from '../../../../../renderer/media/devices/lease.ts';
import { Leases } from '../../../../../renderer/media/devices/leases.ts';
import { FakeDevices } from '../../../../support/renderer/fakes/fake-devices.ts';
import { FakeLedger } from '../../../../support/renderer/fakes/fake-ledger.ts';
import type { FakeTrack } from '../../../../support/renderer/fakes/fake-track.ts';

const BOTH = { microphone: true, camera: true };
const CAMERA = { microphone: false, camera: true };
const leaseId = LeaseId.parse('lease-0001');

describe('the ledger and a lease', () => {
  let port: FakeDevices;
  let devices: Devices;
  let ledger: FakeLedger;
  let leases: Leases;
  let lease: Lease;
  const onEnded = vi.fn();

  beforeEach(() => {
    onEnded.mockReset();
    port = new FakeDevices();
    devices = new Devices(port);
    ledger = new FakeLedger();
    leases = new Leases({ devices, send: ledger.send, onEnded });
    lease = leases.obtain(leaseId);
  });

  const track = (source: 'microphone' | 'camera' | 'screen') => lease.source(source).value.track;
  const liveIds = () => port.everMade.filter(({ readyState }) => readyState === 'live').map(({ id }) => id);
  /** Main does not answer before the test allows it. */
  function gate(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    ledger.ready = promise;
    return resolve;
  }

  test('[LEASE-1] a track is entered before it is used: nothing is published until main confirms it', async () => {
    const answer = gate();
    const opening = lease.open(BOTH);
    // Both at once: one round trip, not two.
    await vi.waitFor(() => expect(ledger.entered.map(({ source }) => source)).toEqual(CAPTURE_SOURCES));
    expect([track('microphone'), track('camera')]).toEqual([null, null]);
    answer();
    expect(await opening).toEqual({ microphone: { open: true }, camera: { open: true } });
    expect([track('microphone')?.id, track('camera')?.id]).toEqual(ledger.held);
    expect(ledger.entered[0]).toEqual({
      leaseId,
      source: 'microphone',
      trackId: track('microphone')?.id,
      isClone: false,
    });
  });

  test.each(['camera', 'screen'] as const)('[LEASE-1] so is a %s that is turned on later', async (source) => {
    const answer = gate();
    const opening = lease.setSource(source, true);
    await vi.waitFor(() => expect(ledger.entered).toMatchObject([{ source }]));
    expect(track(source)).toBeNull();
    answer();
    await opening;
    expect(track(source)?.id).toBe(ledger.held[0]);
  });

  test('[LEASE-1] the new device of a move is entered first; the old device stays in use until then', async () => {
    await lease.open(CAMERA);
    const old = track('camera');
    const answer = gate();
    const moving = leases.moveToChosen(devices.choose({ microphone: '', camera: 'desk' }));
    await vi.waitFor(() => expect(ledger.entered).toHaveLength(2));
    expect([track('camera'), old?.readyState]).toEqual([old, 'live']);
    answer();
    await moving;
    expect(ledger.ended).toEqual([{ leaseId, trackIds: [old?.id] }]);
    expect(ledger.held).toEqual([track('camera')?.id]);
  });

  test('[LEASE-1] the replacement of an unplugged device is entered, and the old device is removed', async () => {
    await lease.open(CAMERA);
    const old = track('camera') as unknown as FakeTrack;
    old.unplug();
    await vi.waitFor(() => expect(track('camera')).not.toBeNull());
    expect(ledger.ended).toEqual([{ leaseId, trackIds: [old.id] }]);
    expect(ledger.held).toEqual([track('camera')?.id]);
  });

  test.each([
    ['MEDIA_OBJECT_UNKNOWN', { open: false }],
    ['LIMIT_REACHED', { open: false, code: 'LIMIT_REACHED' }],
    ['CONNECTION_LOST', { open: false, code: 'CONNECTION_LOST' }],
  ] as const)('[LEASE-1] a track that is refused (%s) is ended at once', async (code, result) => {
    ledger.refusal = code;
    expect(await lease.open(BOTH)).toEqual({ microphone: result, camera: result });
    expect((await lease.openScreen()).result).toEqual(result);
    expect([port.tracks.length, port.live]).toEqual([3, 0]);
    expect([track('microphone'), track('camera'), track('screen')]).toEqual([null, null, null]);
    expect(ledger.held).toEqual([]);
  });

  test('[LEASE-1] a refused move leaves the old device in use', async () => {
    await lease.open(CAMERA);
    ledger.refusal = 'LIMIT_REACHED';
    const moving = leases.moveToChosen(devices.choose({ microphone: '', camera: 'desk' }));
    await expect(moving).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    expect(liveIds()).toEqual([track('camera')?.id]);
  });

  test('[LEASE-2] a release before main confirms ends the tracks at once, and reports them', async () => {
    const answer = gate();
    const opening = lease.open(BOTH);
    await vi.waitFor(() => expect(ledger.entered).toHaveLength(2));
    expect(leases.release(leaseId)).toEqual(['microphone', 'camera']);
    expect(port.live).toBe(0);
    expect(ledger.ended).toEqual([{ leaseId, trackIds: ledger.entered.map(({ trackId }) => trackId) }]);
    answer();
    expect(await opening).toEqual({ microphone: { open: false }, camera: { open: false } });
    expect([track('microphone'), track('camera')]).toEqual([null, null]);
  });

  test('[LEASE-2] a release during a move ends both devices', async () => {
    await lease.open(CAMERA);
    const answer = gate();
    const moving = leases.moveToChosen(devices.choose({ microphone: '', camera: 'desk' }));
    await vi.waitFor(() => expect(ledger.entered).toHaveLength(2));
    leases.releaseAll();
    expect(port.live).toBe(0);
    answer();
    await moving;
    expect([port.live, ledger.held]).toEqual([0, []]);
  });

  test('a move that another move overtakes releases its device', async () => {
    await lease.open(CAMERA);
    const answer = gate();
    const first = leases.moveToChosen(devices.choose({ microphone: '', camera: 'desk' }));
    await vi.waitFor(() => expect(ledger.entered).toHaveLength(2));
    const second = leases.moveToChosen(devices.choose({ microphone: '', camera: 'door' }));
    answer();
    await Promise.all([first, second]);
    expect(track('camera')?.getSettings().deviceId).toBe('door');
    expect(liveIds()).toEqual([track('camera')?.id]);
    expect(ledger.held).toEqual(liveIds());
  });

  test('a device that goes away before main confirms it is reported missing', async () => {
    const answer = gate();
    const opening = lease.open(CAMERA);
    await vi.waitFor(() => expect(ledger.entered).toHaveLength(1));
    port.tracks[0]?.unplug();
    answer();
    expect((await opening).camera).toEqual({ open: false, code: 'MEDIA_DEVICE_MISSING' });
    expect([track('camera'), ledger.held]).toEqual([null, []]);
  });

  test('[LEASE-1] a clone is entered before it is used, and ends by itself, or with its source', async () => {
    await lease.open(BOTH);
    const answer = gate();
    const cloning = lease.cloneOf('microphone');
    const given = vi.fn();
    void cloning.then(given);
    await vi.waitFor(() =>
      expect(ledger.entered.at(-1)).toMatchObject({ source: 'microphone', isClone: true }),
    );
    expect(given).not.toHaveBeenCalled();
    answer();
    const [one, other] = [await cloning, await lease.cloneOf('camera')];
    lease.endClone(one);
    lease.endClone(one);
    expect(one.readyState).toBe('ended');
    expect(ledger.ended).toEqual([{ leaseId, trackIds: [one.id] }]);
    await lease.setSource('camera', false);
    expect(other.readyState).toBe('ended');
    expect(ledger.held).toEqual([track('microphone')?.id]);
  });

  test('[LEASE-1] a source that is not open or is refused has no clone', async () => {
    await expect(lease.cloneOf('camera')).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
    await lease.open(CAMERA);
    ledger.refusal = 'LIMIT_REACHED';
    await expect(lease.cloneOf('camera')).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    expect(liveIds()).toEqual([track('camera')?.id]);
  });

  test('[LEASE-2] a release while a clone is being entered ends the clone too', async () => {
    await lease.open(CAMERA);
    const answer = gate();
    const cloning = lease.cloneOf('camera');
    leases.release(leaseId);
    answer();
    await expect(cloning).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
    expect([port.everMade.length, port.live, ledger.held]).toEqual([2, 0, []]);
  });

  test('mute silences the clones of a microphone as well', async () => {
    await lease.open(BOTH);
    const clone = await lease.cloneOf('microphone');
    await lease.setSource('microphone', false);
    expect(clone.enabled).toBe(false);
  });

  test('[LEASE-2] one release is reported in one message, and no track is reported twice', async () => {
    await lease.open(BOTH);
    await lease.openScreen();
    await lease.cloneOf('camera');
    expect(leases.release(leaseId)).toEqual(['microphone', 'camera', 'screen']);
    expect(ledger.ended).toHaveLength(1);
    expect([port.live, ledger.held]).toEqual([0, []]);
    leases.releaseAll();
    expect(ledger.ended).toHaveLength(1);
  });

  test('[LEASE-3] a track whose end was not read stays in the ledger', async () => {
    await lease.open(CAMERA);
    const [stubborn] = port.tracks;
    if (stubborn) stubborn.stop = () => {};
    leases.release(leaseId);
    expect([ledger.ended, ledger.held]).toEqual([[], [stubborn?.id]]);
    stubborn?.unplug();
    expect(ledger.held).toEqual([]);
  });
});
