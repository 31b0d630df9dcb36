import { beforeEach, describe, expect, test } from 'vitest';
import { Devices } from '../../../../renderer/media/devices.ts';
import { FakeDevices } from '../../../support/renderer/fake-devices.ts';

describe('devices', () => {
  let port: FakeDevices;
  let devices: Devices;

  beforeEach(() => {
    port = new FakeDevices();
    devices = new Devices(port);
  });

  test.each([
    ['NotAllowedError', 'MEDIA_PERMISSION_DENIED'],
    ['SecurityError', 'MEDIA_PERMISSION_DENIED'],
    ['NotFoundError', 'MEDIA_DEVICE_MISSING'],
    ['OverconstrainedError', 'MEDIA_DEVICE_MISSING'],
    ['NotReadableError', 'MEDIA_DEVICE_BUSY'],
    ['AbortError', 'MEDIA_DEVICE_BUSY'],
    ['TypeError', 'MEDIA_FAILED'],
  ])('[INV-7] %s of the browser is %s', async (name, code) => {
    port.failures.camera = name;
    const opened = devices.open({ microphone: false, camera: true });
    await expect(opened.camera).rejects.toMatchObject({ code, context: { source: 'camera' } });
  });

  test('both devices are asked for with one request', async () => {
    const opened = devices.open({ microphone: true, camera: true });
    await Promise.all([opened.microphone, opened.camera]);
    expect(port.requests).toHaveLength(1);
  });

  test('a user who said no is not asked again for each device', async () => {
    port.asks = true;
    port.failures.camera = 'NotAllowedError';
    const opened = devices.open({ microphone: true, camera: true });
    const results = await Promise.allSettled([opened.microphone, opened.camera]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(port.requests).toHaveLength(1);
  });

  test('nothing wanted asks for nothing', () => {
    expect(devices.open({ microphone: false, camera: false })).toEqual({});
    expect(port.requests).toEqual([]);
  });

  test('[SES-1] the devices that the user chose are opened, both with one request', async () => {
    expect(devices.choose({ microphone: 'headset', camera: '' })).toEqual(['microphone']);
    const opened = devices.open({ microphone: true, camera: true });
    expect((await opened.microphone)?.getSettings().deviceId).toBe('headset');
    expect((await opened.camera)?.getSettings().deviceId).toBe('default');
    expect(port.requests).toHaveLength(1);
    expect(devices.choose({ microphone: 'headset', camera: '' })).toEqual([]);
  });

  test('[SES-1] a chosen device that is not there gives way to the choice of the system, also when both open', async () => {
    devices.choose({ microphone: 'headset', camera: 'desk' });
    port.unplugged.add('headset');
    const opened = devices.open({ microphone: true, camera: true });
    expect((await opened.microphone)?.getSettings().deviceId).toBe('default');
    expect((await opened.camera)?.getSettings().deviceId).toBe('desk');
  });

  test('[SES-1] without any device a chosen one is missing, after one more try', async () => {
    devices.choose({ microphone: '', camera: 'desk' });
    port.failures.camera = 'NotFoundError';
    await expect(devices.openOne('camera')).rejects.toMatchObject({ code: 'MEDIA_DEVICE_MISSING' });
    expect(port.requests).toHaveLength(2);
  });
});
