import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Devices, OPEN_LIMIT_MS } from '../../../../../renderer/media/devices/devices.ts';
import { FakeDevices } from '../../../../support/renderer/fakes/fake-devices.ts';

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
  /** A device that opens when the test says so. */
  function hang(source: 'microphone' | 'camera'): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    port.hanging[source] = promise;
    return resolve;
  }

  test('[DEV-3] each device has its own request, the microphone first', async () => {
    const opened = devices.open(BOTH);
    await Promise.all([opened.microphone, opened.camera]);
    expect(port.requests.map((request) => Object.keys(request))).toEqual([['audio'], ['video']]);
  });

  test.each([true, false])(
    '[DEV-3] no request is for two devices, whether the user would be asked or not (%s)',
    async (asks) => {
      port.asks = asks;
      const opened = devices.open(BOTH);
      await Promise.all([opened.microphone, opened.camera]);
      expect(port.requests.map((request) => Object.keys(request))).toEqual([['audio'], ['video']]);
    },
  );

  test('[DEV-3] a user who does not allow the microphone is still asked about the camera', async () => {
    port.asks = true;
    port.failures.microphone = 'NotAllowedError';
    const opened = devices.open(BOTH);
    await expect(opened.microphone).rejects.toMatchObject({ code: 'MEDIA_PERMISSION_DENIED' });
    expect(await opened.camera).toMatchObject({ readyState: 'live' });
  });

  describe('a device that hangs', () => {
    beforeEach(() => vi.useFakeTimers());
    afterEach(() => {
      expect(vi.getTimerCount()).toBe(0);
      vi.useRealTimers();
    });

    const ends = (opened: Promise<MediaStreamTrack> | undefined) => {
      const ended = vi.fn();
      opened?.then(ended, ended);
      return ended;
    };
    const TIMED_OUT = expect.objectContaining({ code: 'MEDIA_DEVICE_TIMED_OUT' });
    const LIVE = expect.objectContaining({ readyState: 'live' });

    test.each([
      ['both granted', false],
      ['both to be asked for', true],
      ['only the camera to be asked for', 'camera'],
      ['only the microphone to be asked for', 'microphone'],
    ] as const)(
      '[DEV-3] only the hanging camera fails, after 8 s; a late arrival is stopped: %s',
      async (_, asks) => {
        port.asks = asks;
        const arrive = hang('camera');
        const opened = devices.open(BOTH);
        const camera = ends(opened.camera);
        expect(await opened.microphone).toMatchObject({ readyState: 'live' });
        // The user has answered.
        port.asks = false;
        await vi.advanceTimersByTimeAsync(2 * OPEN_LIMIT_MS);
        expect(camera).toHaveBeenCalledExactlyOnceWith(TIMED_OUT);
        arrive();
        await vi.advanceTimersByTimeAsync(0);
        expect(port.tracks).toHaveLength(2);
        expect(port.live).toBe(1);
      },
    );

    test('[DEV-3] a camera does not block the second request for a microphone whose chosen device is missing', async () => {
      devices.choose({ microphone: 'headset', camera: '' });
      port.unplugged.add('headset');
      const arrive = hang('camera');
      const opened = devices.open(BOTH);
      const camera = ends(opened.camera);
      const microphone = ends(opened.microphone);
      await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS);
      expect(microphone).toHaveBeenCalledExactlyOnceWith(LIVE);
      expect(camera).toHaveBeenCalledExactlyOnceWith(TIMED_OUT);
      arrive();
      await vi.advanceTimersByTimeAsync(0);
    });

    test('[DEV-3] a microphone has 8 s of its own, and the camera 8 s after that', async () => {
      const arrive = hang('microphone');
      const opened = devices.open(BOTH);
      const microphone = ends(opened.microphone);
      const camera = ends(opened.camera);
      await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS);
      expect(microphone).toHaveBeenCalledExactlyOnceWith(TIMED_OUT);
      await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS / 2);
      expect(camera).not.toHaveBeenCalled();
      arrive();
      await vi.advanceTimersByTimeAsync(0);
      expect(camera).toHaveBeenCalledExactlyOnceWith(LIVE);
      expect(port.live).toBe(1);
    });

    test.each([false, 'microphone'] as const)(
      '[DEV-3] a microphone that waits behind a hanging camera times out (the user would be asked: %s)',
      async (asks) => {
        const arrive = hang('camera');
        const camera = ends(devices.openOne('camera'));
        await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS);
        expect(camera).toHaveBeenCalledExactlyOnceWith(TIMED_OUT);
        port.asks = asks;
        const microphone = ends(devices.openOne('microphone'));
        await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS);
        expect(microphone).toHaveBeenCalledExactlyOnceWith(TIMED_OUT);
        arrive();
        await vi.advanceTimersByTimeAsync(0);
        expect(port.live).toBe(0);
      },
    );

    test('[DEV-3] a microphone that waits behind the question about the camera keeps its time', async () => {
      port.asks = 'camera';
      const arrive = hang('camera');
      const camera = ends(devices.openOne('camera'));
      const microphone = ends(devices.openOne('microphone'));
      await vi.advanceTimersByTimeAsync(60_000);
      expect(microphone).not.toHaveBeenCalled();
      port.asks = false;
      arrive();
      await vi.advanceTimersByTimeAsync(0);
      expect(camera).toHaveBeenCalledExactlyOnceWith(LIVE);
      expect(microphone).toHaveBeenCalledExactlyOnceWith(LIVE);
    });

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
  });

  test('without wanted devices there is no request', () => {
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

  test('[SES-1] a missing chosen device is replaced by the system default, also when both open', async () => {
    devices.choose({ microphone: 'headset', camera: 'desk' });
    port.unplugged.add('headset');
    const opened = devices.open({ microphone: true, camera: true });
    expect((await opened.microphone)?.getSettings().deviceId).toBe('default');
    expect((await opened.camera)?.getSettings().deviceId).toBe('desk');
  });

  test('[SES-1] a chosen device is reported missing after one more try without it', async () => {
    devices.choose({ microphone: '', camera: 'desk' });
    port.failures.camera = 'NotFoundError';
    await expect(devices.openOne('camera')).rejects.toMatchObject({ code: 'MEDIA_DEVICE_MISSING' });
    expect(port.requests).toHaveLength(2);
  });
});
