import { beforeEach, expect, test } from 'vitest';
import { ConferenceId, LeaseId, SessionId } from '../../../../protocol/ids.ts';
import { Devices } from '../../../../renderer/media/devices/devices.ts';
import { Leases } from '../../../../renderer/media/devices/leases.ts';
import { Publications } from '../../../../renderer/media/publications.ts';
import { FakeDevices } from '../../../support/renderer/fakes/fake-devices.ts';

const sessionId = SessionId.parse('session-0001');
const conferenceId = ConferenceId.parse('conference-0001');
const leaseId = LeaseId.parse('lease-0001');
const screenLeaseId = LeaseId.parse('lease-0002');
let devices: FakeDevices;
let leases: Leases;
let publications: Publications;

beforeEach(async () => {
  devices = new FakeDevices();
  const send = async () => ({}) as never;
  leases = new Leases({ devices: new Devices(devices), send, onEnded: () => undefined });
  publications = new Publications(leases);
  await leases.obtain(leaseId).open({ microphone: true, camera: true });
  await leases.obtain(screenLeaseId).openScreen();
});

test('[ESC-4] a stay sends its screen from a separate lease, a session everything from one lease', () => {
  const ofStay = publications.open(conferenceId, { leaseId, screenLeaseId });
  const ofSession = publications.open(sessionId, { leaseId });
  for (const source of ['microphone', 'camera'] as const) {
    expect(ofStay.read(source).value.track).not.toBeNull();
    expect(ofStay.read(source)).toBe(ofSession.read(source));
  }
  expect(ofStay.read('screen').value.track).not.toBeNull();
  expect(ofSession.read('screen').value.track).toBeNull();
});

test('[LEASE-2] a carriage releases all its devices', () => {
  publications.open(conferenceId, { leaseId, screenLeaseId });
  publications.endDevicesOf(conferenceId);
  expect(devices.live).toBe(0);
});

test('[ESC-2] a source that another open carriage sends is not released until that carriage is closed', () => {
  publications.open(sessionId, { leaseId });
  publications.open(conferenceId, { leaseId, screenLeaseId });
  publications.endDevicesOf(sessionId);
  expect(devices.live).toBe(3);
  publications.endDevicesOf(conferenceId);
  expect(devices.live).toBe(2);
  publications.forget(conferenceId);
  expect(devices.live).toBe(2);
  publications.endDevicesOf(sessionId);
  expect(devices.live).toBe(0);
});

test('an unknown carriage releases nothing', () => {
  publications.open(sessionId, { leaseId });
  publications.forget(sessionId);
  publications.endDevicesOf(sessionId);
  expect(devices.live).toBe(3);
});
