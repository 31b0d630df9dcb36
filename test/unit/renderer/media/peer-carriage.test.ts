// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LeaseId, SessionId } from '../../../../protocol/ids.ts';
import { PeerCarriage } from '../../../../renderer/media/carriages/peer-carriage.ts';
import { Devices } from '../../../../renderer/media/devices.ts';
import { Lease } from '../../../../renderer/media/lease.ts';
import { RemoteTracks } from '../../../../renderer/media/remote-tracks.ts';
import { FakeConnection } from '../../../support/renderer/fake-connection.ts';
import { FakeDevices } from '../../../support/renderer/fake-devices.ts';

const sessionId = SessionId.parse('session-0001');
const candidate = (n: number) => ({ candidate: `candidate:${n}`, sdpMid: '0', sdpMLineIndex: 0 });

describe('a peer carriage', () => {
  let connection: FakeConnection;
  let lease: Lease;
  let remoteTracks: RemoteTracks;
  let carriage: PeerCarriage;
  const tell = vi.fn();

  beforeEach(() => {
    vi.stubGlobal('MediaStream', class {});
    tell.mockReset();
    connection = new FakeConnection();
    remoteTracks = new RemoteTracks();
    lease = new Lease({
      id: LeaseId.parse('lease-0001'),
      devices: new Devices(new FakeDevices()),
      onEnded: () => undefined,
    });
    carriage = new PeerCarriage({
      sessionId,
      lease,
      remoteTracks,
      tell,
      connection: connection as unknown as RTCPeerConnection,
    });
  });

  test('[SES-1] candidates that overtake the answer wait for it, in order', async () => {
    await carriage.offer();
    carriage.addCandidate(candidate(1));
    carriage.addCandidate(candidate(2));
    expect(connection.candidates).toEqual([]);
    await carriage.applyAnswer('answer');
    carriage.addCandidate(null);
    expect(connection.candidates).toEqual([candidate(1), candidate(2), undefined]);
  });

  test('[SES-1] both m-lines are sendrecv from the start, on either side', async () => {
    await carriage.offer();
    expect(connection.transceivers.map(({ kind, direction }) => `${kind} ${direction}`)).toEqual([
      'audio sendrecv',
      'video sendrecv',
    ]);
  });

  test('[SES-1] the answer does not wait for devices, which join as they open', async () => {
    await carriage.answer('offer');
    const [audio, video] = connection.transceivers;
    expect([audio?.direction, video?.direction]).toEqual(['sendrecv', 'sendrecv']);
    expect(audio?.sender.track).toBeNull();
    await lease.open({ microphone: true, camera: true });
    expect(audio?.sender.track).toBe(lease.source('microphone').value.track);
    expect(video?.sender.track).toBe(lease.source('camera').value.track);
    await lease.setSource('camera', false);
    expect(video?.sender.track).toBeNull();
  });

  test('[INV-7] an answer that cannot be applied is MEDIA_NOT_NEGOTIABLE', async () => {
    await carriage.offer();
    await expect(carriage.applyAnswer('nonsense')).rejects.toMatchObject({ code: 'MEDIA_NOT_NEGOTIABLE' });
  });

  test('tracks are known by the place of their m-line, and gone with the carriage', async () => {
    await carriage.answer('offer');
    const track = {} as MediaStreamTrack;
    const transceiver = connection.transceivers[1];
    if (transceiver) connection.ontrack?.({ track, transceiver });
    const key = { carriageId: sessionId, owner: 'peer', source: 'camera' } as const;
    expect(remoteTracks.find(key)).toBe(track);
    carriage.close();
    carriage.close();
    expect(remoteTracks.find(key)).toBeNull();
    expect(connection.closed).toBe(true);
  });

  test('connection states are told until it is closed', () => {
    connection.connectionState = 'connected';
    connection.onconnectionstatechange?.();
    carriage.close();
    connection.connectionState = 'closed';
    connection.onconnectionstatechange?.();
    expect(tell.mock.calls).toEqual([['carriage-state', { carriageId: sessionId, state: 'connected' }]]);
  });
});
