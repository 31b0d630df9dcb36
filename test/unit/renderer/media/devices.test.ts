import { expect, test } from 'vitest';
import { Devices } from '../../../../renderer/media/devices.ts';
import { FakeDevices } from '../../../support/renderer/fake-devices.ts';

test.each([
  ['NotAllowedError', 'MEDIA_PERMISSION_DENIED'],
  ['SecurityError', 'MEDIA_PERMISSION_DENIED'],
  ['NotFoundError', 'MEDIA_DEVICE_MISSING'],
  ['OverconstrainedError', 'MEDIA_DEVICE_MISSING'],
  ['NotReadableError', 'MEDIA_DEVICE_BUSY'],
  ['AbortError', 'MEDIA_DEVICE_BUSY'],
  ['TypeError', 'MEDIA_FAILED'],
])('[INV-7] %s of the browser is %s', async (name, code) => {
  const port = new FakeDevices();
  port.failures.camera = name;
  const opened = new Devices(port).open({ microphone: false, camera: true });
  await expect(opened.camera).rejects.toMatchObject({ code });
});

test('both devices are asked for with one request', async () => {
  const port = new FakeDevices();
  const opened = new Devices(port).open({ microphone: true, camera: true });
  await Promise.all([opened.microphone, opened.camera]);
  expect(port.requests).toHaveLength(1);
});

test('a user who said no is not asked again for each device', async () => {
  const port = new FakeDevices();
  port.asks = true;
  port.failures.camera = 'NotAllowedError';
  const opened = new Devices(port).open({ microphone: true, camera: true });
  const results = await Promise.allSettled([opened.microphone, opened.camera]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(port.requests).toHaveLength(1);
});

test('nothing wanted asks for nothing', () => {
  const port = new FakeDevices();
  expect(new Devices(port).open({ microphone: false, camera: false })).toEqual({});
  expect(port.requests).toEqual([]);
});
