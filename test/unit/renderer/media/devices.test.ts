import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Devices, OPEN_LIMIT_MS } from '../../../../renderer/media/devices.ts';
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

  const BOTH = { microphone: true, camera: true };
  /** One that opens when the test says so. */
  function hang(source: 'microphone' | 'camera'): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    port.hanging[source] = promise;
    return resolve;
  }

  test('[DEV-3] each device is asked for by itself, the microphone first', async () => {
    const opened = devices.open(BOTH);
    await Promise.all([opened.microphone, opened.camera]);
    expect(port.requests.map((request) => Object.keys(request))).toEqual([['audio'], ['video']]);
  });

  test('both are asked for with one request where the user would be asked for both', async () => {
    port.asks = true;
    const opened = devices.open(BOTH);
    await Promise.all([opened.microphone, opened.camera]);
    expect(port.requests).toHaveLength(1);
  });

  test('a user who said no is not asked again for each device', async () => {
    port.asks = true;
    port.failures.camera = 'NotAllowedError';
    const opened = devices.open(BOTH);
    const results = await Promise.allSettled([opened.microphone, opened.camera]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(port.requests).toHaveLength(1);
  });

  describe('a device that hangs', () => {
    beforeEach(() => vi.useFakeTimers());
    afterEach(() => {
      expect(vi.getTimerCount()).toBe(0);
      vi.useRealTimers();
    });

    test.each([
      ['camera', 'microphone'],
      ['microphone', 'camera'],
    ] as const)(
      '[DEV-3] the %s costs only itself, after 8 s; arriving late it is stopped',
      async (one, other) => {
        const arrive = hang(one);
        const opened = devices.open(BOTH);
        expect(await opened[other]).toMatchObject({ readyState: 'live' });
        const failed = expect(opened[one]).rejects.toMatchObject({
          ...{ code: 'MEDIA_DEVICE_TIMED_OUT', context: { source: one } },
        });
        await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS);
        await failed;
        arrive();
        await vi.advanceTimersByTimeAsync(0);
        expect(port.tracks).toHaveLength(2);
        expect(port.live).toBe(1);
      },
    );

    test('[DEV-3] the time that the user takes to allow it is not counted; then it has 8 s', async () => {
      port.asks = true;
      const arrive = hang('camera');
      const opened = devices.open({ microphone: false, camera: true });
      const ended = vi.fn();
      opened.camera?.then(ended, ended);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(ended).not.toHaveBeenCalled();
      port.asks = false;
      await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS / 2);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS * 2);
      expect(ended).toHaveBeenCalledWith(expect.objectContaining({ code: 'MEDIA_DEVICE_TIMED_OUT' }));
      arrive();
      await vi.advanceTimersByTimeAsync(0);
      expect(port.live).toBe(0);
    });

    test('[DEV-3] asked for together, each is tried on its own after the limit', async () => {
      port.asks = true;
      const arrive = hang('camera');
      const opened = devices.open(BOTH);
      const failed = expect(opened.camera).rejects.toMatchObject({ code: 'MEDIA_DEVICE_TIMED_OUT' });
      port.asks = false;
      await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS * 2);
      expect(await opened.microphone).toMatchObject({ readyState: 'live' });
      await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS);
      await failed;
      arrive();
      await vi.advanceTimersByTimeAsync(0);
      expect(port.live).toBe(1);
    });
  });

  test('nothing wanted asks for nothing', () => {
    expect(devices.open({ microphone: false, camera: false })).toEqual({});
    expect(port.requests).toEqual([]);
  });

  test('[SES-1] the devices that the user chose are opened, each by itself', async () => {
    expect(devices.choose({ microphone: 'headset', camera: '' })).toEqual(['microphone']);
    const opened = devices.open({ microphone: true, camera: true });
    expect((await opened.microphone)?.getSettings().deviceId).toBe('headset');
    expect((await opened.camera)?.getSettings().deviceId).toBe('default');
    expect(port.requests).toHaveLength(2);
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
