// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LeaseId, SessionId } from '../../../../protocol/ids.ts';
import { serveOrders } from '../../../../protocol/rpc/envelope.ts';
import { Playback } from '../../../../renderer/media/elements/playback.ts';
import { MediaEngine } from '../../../../renderer/media/media-engine.ts';
import { ShownPictures } from '../../../../renderer/media/shown-pictures.ts';
import { FakeConnection } from '../../../support/renderer/fakes/fake-connection.ts';
import { FakeDevices } from '../../../support/renderer/fakes/fake-devices.ts';
import type { FakeTrack } from '../../../support/renderer/fakes/fake-track.ts';

const sessionId = SessionId.parse('session-0001');
const leaseId = LeaseId.parse('lease-0001');
const session = { sessionId, leaseId, iceServers: [] };

describe('the orders of main', () => {
  let devices: FakeDevices;
  let connections: FakeConnection[];
  let engine: MediaEngine;
  const send = vi.fn(async () => ({}) as never);

  beforeEach(() => {
    vi.stubGlobal('MediaStream', class {});
    send.mockClear();
    devices = new FakeDevices();
    connections = [];
    engine = new MediaEngine({
      send,
      devices,
      shownPictures: new ShownPictures(signal(true)),
      playback: new Playback(),
      createConnection() {
        const connection = new FakeConnection();
        connections.push(connection);
        return connection as unknown as RTCPeerConnection;
      },
      createSfuClient: () => Promise.reject(new Error('no conference here')),
    });
  });

  const served = () =>
    serveOrders({
      ...engine.orders,
      'state-changed': async () => ({}),
      'messages-changed': async () => ({}),
      'show-reaction': async () => ({}),
      'stay-exited': async () => ({}),
      'leave-failed': async () => ({}),
    });

  test.each(['instant-messaging', 'conference'])(
    '[INV-7] a session of type %s has no media, and makes no connection',
    async (sessionType) => {
      const offered = await served().handle('peer-offer', { ...session, sessionType });
      expect(offered).toMatchObject({ ok: false, error: { code: 'MEDIA_NOT_NEGOTIABLE' } });
      const answered = await served().handle('peer-answer', { ...session, sessionType, offer: 'm=audio 9' });
      expect(answered).toMatchObject({ ok: false, error: { code: 'MEDIA_NOT_NEGOTIABLE' } });
      expect(connections).toEqual([]);
    },
  );

  test.each([
    ['peer-hold', { held: true }],
    ['peer-restart', {}],
    ['peer-reanswer', { offer: 'm=audio 9' }],
  ])('%s of a session that is not there is refused', async (name, data) => {
    const result = await served().handle(name, { sessionId, ...data });
    expect(result).toMatchObject({ ok: false, error: { code: 'MEDIA_OBJECT_UNKNOWN' } });
  });

  test('[SES-3] a share that ends at the bar of the system is a fact without a code', async () => {
    const opened = await served().handle('open-screen', { leaseId });
    expect(opened).toEqual({ ok: true, value: { result: { open: true }, name: 'Screen' } });
    (devices.tracks[0] as FakeTrack).unplug();
    expect(send.mock.calls.at(-1)).toEqual(['source-ended', { leaseId, source: 'screen' }]);
  });

  test('[SES-1] another camera during a call is sent at once, without an offer', async () => {
    await served().handle('peer-offer', { ...session, sessionType: 'audio-video' });
    await served().handle('open-sources', { leaseId, media: { microphone: true, camera: true } });
    const result = await served().handle('use-devices', { microphone: '', camera: 'desk' });
    expect(result).toEqual({ ok: true, value: {} });
    const sender = connections[0]?.transceivers[1]?.sender;
    await vi.waitFor(() => expect(sender?.track?.getSettings().deviceId).toBe('desk'));
    expect(connections).toHaveLength(1);
  });

  test('[SES-1] a device that does not open is the failure of the order', async () => {
    await served().handle('open-sources', { leaseId, media: { microphone: true, camera: false } });
    devices.failures.microphone = 'NotReadableError';
    const result = await served().handle('use-devices', { microphone: 'headset', camera: '' });
    const error = { code: 'MEDIA_DEVICE_BUSY', context: { source: 'microphone' } };
    expect(result).toMatchObject({ ok: false, error });
    expect(devices.live).toBe(1);
  });

  test('[LEASE-2] releasing all ends a share and a call, and the devices of both', async () => {
    await served().handle('open-screen', { leaseId });
    await served().handle('open-sources', { leaseId, media: { microphone: true, camera: true } });
    await served().handle('peer-offer', { ...session, sessionType: 'application-sharing' });
    engine.releaseAll();
    expect(devices.tracks).toHaveLength(3);
    expect(devices.live).toBe(0);
    expect(connections[0]?.closed).toBe(true);
  });
});
