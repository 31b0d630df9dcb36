import { beforeEach, expect, test, vi } from 'vitest';
import { DeviceList, type DeviceListPort } from '../../../../../renderer/media/devices/device-list.ts';

function device(kind: MediaDeviceKind, deviceId: string, label = ''): MediaDeviceInfo {
  return { kind, deviceId, label } as MediaDeviceInfo;
}

/** Devices that a test plugs in and out. */
class FakeMediaDevices extends EventTarget {
  all: MediaDeviceInfo[] = [];
  readings = 0;
  listeners = 0;
  ready: Promise<void> = Promise.resolve();

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    this.readings += 1;
    const read = this.all;
    await this.ready;
    return read;
  }

  override addEventListener(...parameters: Parameters<EventTarget['addEventListener']>): void {
    this.listeners += 1;
    super.addEventListener(...parameters);
  }
}

let port: FakeMediaDevices;
let list: DeviceList;

beforeEach(() => {
  port = new FakeMediaDevices();
  list = new DeviceList(port as unknown as DeviceListPort);
});

test('[SES-1] devices are read by kind, without the aliases of the system default', async () => {
  port.all = [
    device('audioinput', 'default', 'Default - Headset'),
    device('audioinput', 'communications', 'Communications - Headset'),
    device('audioinput', 'a', 'Headset'),
    device('videoinput', 'b', 'Desk camera'),
    device('audiooutput', 'c', 'Loudspeaker'),
  ];
  await list.refresh();
  expect(list.available.value).toEqual({
    microphones: [{ id: 'a', label: 'Headset' }],
    cameras: [{ id: 'b', label: 'Desk camera' }],
    speakers: [{ id: 'c', label: 'Loudspeaker' }],
  });
});

test('without a permission there is nothing to choose', async () => {
  port.all = [device('audioinput', ''), device('videoinput', '')];
  await list.refresh();
  expect(list.available.value).toEqual({ microphones: [], cameras: [], speakers: [] });
});

test('nothing is read before the first refresh; then changes are followed until it is closed', async () => {
  port.dispatchEvent(new Event('devicechange'));
  expect(port.readings).toBe(0);
  await list.refresh();
  await list.refresh();
  expect(port.listeners).toBe(1);
  port.all = [device('videoinput', 'b', 'Desk camera')];
  port.dispatchEvent(new Event('devicechange'));
  await vi.waitFor(() => expect(list.available.value.cameras).toEqual([{ id: 'b', label: 'Desk camera' }]));
  list.close();
  list.close();
  port.dispatchEvent(new Event('devicechange'));
  expect(port.readings).toBe(3);
});

test('a slow reading does not overwrite a newer one', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  port.ready = promise;
  const slow = list.refresh();
  port.all = [device('videoinput', 'b')];
  port.ready = Promise.resolve();
  await list.refresh();
  resolve();
  await slow;
  expect(list.available.value.cameras).toHaveLength(1);
});

test('a page that has no devices, or may not read them, lists none', async () => {
  const none = new DeviceList(undefined);
  await none.refresh();
  none.close();
  expect(none.available.value.cameras).toEqual([]);
  port.enumerateDevices = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  await list.refresh();
  expect(list.available.value.cameras).toEqual([]);
});

test('[SES-1] a chosen speaker that is unplugged is replaced by the system default', async () => {
  expect(list.speakerOrDefault('c')).toBe('c');
  port.all = [device('audiooutput', 'c'), device('audiooutput', 'd')];
  await list.refresh();
  expect(list.speakerOrDefault('c')).toBe('c');
  port.all = [device('audiooutput', 'd')];
  await list.refresh();
  expect(list.speakerOrDefault('c')).toBe('');
});
