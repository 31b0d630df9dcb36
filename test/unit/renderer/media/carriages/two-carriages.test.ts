// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ConferenceId,
  ConsumerId,
  LeaseId,
  ParticipantId,
  ProducerId,
  SessionId,
  TransportId,
} from '../../../../../protocol/ids.ts';
import { kindOf, type Source } from '../../../../../protocol/media.ts';
import { MediaEngine } from '../../../../../renderer/media/media-engine.ts';
import { ShownPictures } from '../../../../../renderer/media/shown-pictures.ts';
import { FakeConnection } from '../../../../support/renderer/fakes/fake-connection.ts';
import { FakeDevices } from '../../../../support/renderer/fakes/fake-devices.ts';
import { FakeSfuClient } from '../../../../support/renderer/fakes/fake-sfu-client.ts';
import { asTrack, FakeTrack } from '../../../../support/renderer/fakes/fake-track.ts';

const sessionId = SessionId.parse('session-0001');
const conferenceId = ConferenceId.parse('conference-0001');
const leaseId = LeaseId.parse('lease-0001');
const screenLeaseId = LeaseId.parse('lease-0002');
const owner = ParticipantId.parse('participant-bob');
const call = { sessionId, leaseId, sessionType: 'audio-video' as const, iceServers: [] };
const transport = { id: TransportId.parse('transport-0001'), iceCandidates: [] } as never;
const stay = {
  conferenceId,
  leaseId,
  screenLeaseId,
  iceServers: [],
  consumers: [],
  sendTransport: transport,
  receiveTransport: transport,
};
const consumer = (source: Source) => ({
  id: ConsumerId.parse(`consumer-${source}`),
  producerId: ProducerId.parse(`producer-${source}`),
  participantId: owner,
  source,
  kind: kindOf(source),
  rtpParameters: { codecs: [] as never },
});

describe('a call and a stay at once', () => {
  let devices: FakeDevices;
  let connections: FakeConnection[];
  let client: FakeSfuClient;
  let engine: MediaEngine;

  beforeEach(async () => {
    vi.stubGlobal('MediaStream', class {});
    devices = new FakeDevices();
    connections = [];
    client = new FakeSfuClient();
    engine = new MediaEngine({
      send: async () => ({}) as never,
      devices,
      shownPictures: new ShownPictures(signal(true)),
      playback: { hasBegun: () => true },
      createConnection() {
        const connection = new FakeConnection();
        connections.push(connection);
        return connection as unknown as RTCPeerConnection;
      },
      createSfuClient: async () => client,
    });
    await engine.orders['open-sources']({ leaseId, media: { microphone: true, camera: true } });
    await engine.orders['peer-offer'](call);
    await engine.orders['sfu-capabilities']({ routerRtpCapabilities: {} as never });
  });
  afterEach(() => engine.releaseAll());

  const inCall = (source: Source) =>
    connections.at(-1)?.transceivers[source === 'camera' ? 1 : 0]?.sender.track;
  const inStay = (source: Source) => client.sent(source)?.track;
  const given = (source: Source) => engine.leases.obtain(leaseId).source(source).value.track;
  /** Makes a track of the other side arrive on the newest connection. */
  function receive(line: 0 | 1): FakeTrack {
    const track = new FakeTrack(line === 0 ? 'audio' : 'video');
    const transceiver = connections.at(-1)?.transceivers[line];
    if (transceiver) connections.at(-1)?.ontrack?.({ track, transceiver });
    return track;
  }

  describe('[ESC-2] of what we send', () => {
    beforeEach(async () => {
      await engine.orders['sfu-open'](stay);
      await vi.waitFor(() => expect([inStay('camera'), inStay('microphone')]).not.toContain(undefined));
    });

    test.each(['microphone', 'camera'] as const)('both carry the same %s, which is opened once', (source) => {
      expect(inCall(source)).toBe(given(source));
      expect(inStay(source)).toBe(given(source));
      expect(devices.tracks).toHaveLength(2);
    });

    test('[ESC-4] mute and camera apply to both', async () => {
      await engine.orders['set-source']({ leaseId, source: 'microphone', on: false });
      expect(inCall('microphone')?.enabled).toBe(false);
      await vi.waitFor(() => expect(client.sent('microphone')?.paused).toBe(true));
      await engine.orders['set-source']({ leaseId, source: 'camera', on: false });
      await vi.waitFor(() => expect([inCall('camera'), inStay('camera')]).toEqual([null, undefined]));
      await engine.orders['set-source']({ leaseId, source: 'camera', on: true });
      await vi.waitFor(() =>
        expect([inCall('camera'), inStay('camera')]).toEqual([given('camera'), given('camera')]),
      );
    });

    test('another device is sent in both, and the old device is released', async () => {
      await engine.orders['use-devices']({ microphone: 'headset', camera: 'desk' });
      for (const [source, id] of [
        ['microphone', 'headset'],
        ['camera', 'desk'],
      ] as const) {
        const ids = () => [inCall(source), inStay(source)].map((track) => track?.getSettings().deviceId);
        await vi.waitFor(() => expect(ids()).toEqual([id, id]));
      }
      expect(devices.live).toBe(2);
    });

    test('[ESC-4] a shared screen moves over with its own lease, and is not chosen again', async () => {
      await engine.orders['open-screen']({ leaseId: screenLeaseId });
      await vi.waitFor(() => expect(inStay('screen')).toBeDefined());
      expect(devices.tracks).toHaveLength(3);
    });

    test('the end of one carriage does not affect the other', async () => {
      engine.endNow(sessionId);
      await engine.orders['close-carriage']({ carriageId: sessionId });
      expect(devices.live).toBe(2);
      expect(inStay('camera')).toBe(given('camera'));
      engine.endNow(conferenceId);
      expect(devices.live).toBe(0);
    });

    test('[ESC-3] after a rollback the call continues to send', async () => {
      await engine.orders['close-carriage']({ carriageId: conferenceId });
      expect(client.transports.every(({ closed }) => closed)).toBe(true);
      expect([inCall('microphone')?.readyState, inCall('camera')?.readyState]).toEqual(['live', 'live']);
      engine.endNow(sessionId);
      expect(devices.live).toBe(0);
    });
  });

  describe('[ESC-2] of what we receive', () => {
    const from = [{ carriageId: sessionId, source: 'microphone' as const }];
    const fresh = () => engine.remoteTracks.find({ carriageId: conferenceId, owner, source: 'microphone' });
    let voice: FakeTrack;

    beforeEach(async () => {
      await engine.orders['hand-over']({ conferenceId, owner, from });
      voice = receive(0);
      await engine.orders['sfu-open']({ ...stay, consumers: [consumer('microphone')] });
    });

    test('a sound from the join is silent while the sound of the call plays', () => {
      expect([voice.enabled, fresh()?.enabled]).toEqual([true, false]);
    });

    test('[ESC-3] it plays when the call is closed', async () => {
      await engine.orders['close-carriage']({ carriageId: sessionId });
      expect(fresh()?.enabled).toBe(true);
    });

    test('[ESC-3] the call plays when the stay is closed, and nothing more is handed over', async () => {
      await engine.orders['close-carriage']({ carriageId: conferenceId });
      expect([voice.enabled, fresh()]).toEqual([true, null]);
      await engine.orders['sfu-open']({ ...stay, consumers: [consumer('microphone')] });
      expect([voice.enabled, fresh()?.enabled]).toEqual([true, true]);
    });

    test('a stay whose carriage is opened again keeps its hand-overs', async () => {
      await engine.orders['sfu-open']({ ...stay, consumers: [consumer('microphone')] });
      expect([voice.enabled, fresh()?.enabled]).toEqual([true, false]);
    });
  });

  test('a session that is offered again has only the tracks of its new connection', async () => {
    const old = [receive(0), receive(1)];
    await engine.orders['peer-offer'](call);
    expect(connections.map(({ closed }) => closed)).toEqual([true, false]);
    expect(engine.remoteTracks.all.value).toEqual([]);
    const fresh = [receive(0), receive(1)];
    expect(engine.remoteTracks.all.value.map(({ track }) => track)).toEqual(fresh.map(asTrack));
    for (const track of old) expect(fresh).not.toContain(track);
    await vi.waitFor(() =>
      expect([inCall('microphone'), inCall('camera')]).toEqual([given('microphone'), given('camera')]),
    );
    engine.endNow(sessionId);
    expect(devices.live).toBe(0);
  });

  test('[CONF-6] during a leave nothing is sent or played; when it fails, other leases are sent', async () => {
    await engine.orders['sfu-open'](stay);
    await engine.orders['sfu-consume']({ conferenceId, consumer: consumer('microphone') });
    await vi.waitFor(() => expect(inStay('camera')).toBe(given('camera')));
    const heard = () =>
      engine.remoteTracks.find({ carriageId: conferenceId, owner, source: 'microphone' })?.enabled;
    expect(heard()).toBe(true);
    // Main may refuse with any error: its order to continue makes the others audible again, not the page's own revert.
    engine.endNow(conferenceId);
    await engine.orders['release-lease']({ leaseId });
    await engine.orders['sfu-suspend']({ conferenceId });
    await vi.waitFor(() => expect(inStay('camera')).toBeUndefined());
    expect(heard()).toBe(false);
    await engine.orders['sfu-consume']({ conferenceId, consumer: consumer('camera') });
    const next = LeaseId.parse('lease-0003');
    await engine.orders['set-source']({ leaseId: next, source: 'microphone', on: false });
    await engine.orders['open-sources']({ leaseId: next, media: { microphone: true, camera: true } });
    await engine.orders['sfu-resume']({ conferenceId, leaseId: next, screenLeaseId });
    await vi.waitFor(() => expect(client.sent('microphone')).toMatchObject({ paused: true }));
    expect(inStay('camera')).toBe(engine.leases.obtain(next).source('camera').value.track);
    expect(heard()).toBe(true);
    engine.endNow(conferenceId);
    expect(engine.leases.obtain(next).source('camera').value.track).toBeNull();
  });
});
