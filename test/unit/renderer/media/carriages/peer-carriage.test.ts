// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LeaseId, SessionId } from '../../../../../protocol/ids.ts';
import type { SessionType } from '../../../../../protocol/signaling/shapes.ts';
import { PeerCarriage } from '../../../../../renderer/media/carriages/peer-carriage.ts';
import { linesOf } from '../../../../../renderer/media/carriages/peer-lines.ts';
import { Devices } from '../../../../../renderer/media/devices/devices.ts';
import { Lease } from '../../../../../renderer/media/devices/lease.ts';
import { RemoteTracks } from '../../../../../renderer/media/remote-tracks.ts';
import { FakeConnection } from '../../../../support/renderer/fakes/fake-connection.ts';
import { FakeDevices } from '../../../../support/renderer/fakes/fake-devices.ts';

const sessionId = SessionId.parse('session-0001');
const candidate = (n: number, usernameFragment?: string) => ({
  candidate: `candidate:${n}`,
  sdpMid: '0',
  sdpMLineIndex: 0,
  ...(usernameFragment && { usernameFragment }),
});
const sdpOf = (kinds: string, ufrag = 'them0') =>
  [`a=ice-ufrag:${ufrag}`, ...kinds.split(' ').map((kind) => `m=${kind} 9`)].join('\r\n');
const CALL = sdpOf('audio video');

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
      send: async () => ({}) as never,
      onEnded: () => undefined,
    });
    carriage = carriageFor('audio-video');
  });

  function carriageFor(sessionType: SessionType): PeerCarriage {
    return new PeerCarriage({
      sessionId,
      lines: linesOf(sessionType),
      publication: { read: (source) => lease.source(source), giveUp: () => undefined },
      remoteTracks,
      tell,
      connection: connection as unknown as RTCPeerConnection,
    });
  }
  const sent = () => connection.transceivers.map(({ sender }) => sender.track);
  const received = () => connection.transceivers.map(({ receiver }) => receiver.track.enabled);
  const sources = () => (['microphone', 'camera'] as const).map((source) => lease.source(source).value.track);

  test('[SES-1] candidates that overtake the answer wait for it, in order', async () => {
    await carriage.offer();
    carriage.addCandidate(candidate(1));
    carriage.addCandidate(candidate(2));
    expect(connection.candidates).toEqual([]);
    await carriage.applyAnswer(CALL);
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
    await carriage.answer(CALL);
    const [audio, video] = connection.transceivers;
    expect([audio?.direction, video?.direction]).toEqual(['sendrecv', 'sendrecv']);
    expect(audio?.sender.track).toBeNull();
    await lease.open({ microphone: true, camera: true });
    await vi.waitFor(() => expect(sent()).toEqual(sources()));
    await lease.setSource('camera', false);
    await vi.waitFor(() => expect(video?.sender.track).toBeNull());
  });

  test('[INV-7] an answer that cannot be applied is MEDIA_NOT_NEGOTIABLE', async () => {
    await carriage.offer();
    await expect(carriage.applyAnswer(`nonsense\r\n${CALL}`)).rejects.toMatchObject({
      code: 'MEDIA_NOT_NEGOTIABLE',
    });
  });

  test('tracks are identified by the position of their m-line, and gone with the carriage', async () => {
    await carriage.answer(CALL);
    const track = { enabled: true } as MediaStreamTrack;
    const transceiver = connection.transceivers[1];
    if (transceiver) connection.ontrack?.({ track, transceiver });
    const key = { carriageId: sessionId, owner: 'peer', source: 'camera' } as const;
    expect(remoteTracks.find(key)).toBe(track);
    carriage.close();
    carriage.close();
    expect(remoteTracks.find(key)).toBeNull();
    expect(connection.closed).toBe(true);
  });

  test('connection states are reported until it is closed', () => {
    connection.connectionState = 'connected';
    connection.onconnectionstatechange?.();
    carriage.close();
    connection.connectionState = 'closed';
    connection.onconnectionstatechange?.();
    expect(tell.mock.calls).toEqual([['carriage-state', { carriageId: sessionId, state: 'connected' }]]);
  });

  test.each(['audio', 'video audio', 'audio video video', 'audio video application', 'nothing'])(
    '[INV-7] lines that differ from ours are not negotiable: %s',
    async (kinds) => {
      await expect(carriage.answer(sdpOf(kinds))).rejects.toMatchObject({ code: 'MEDIA_NOT_NEGOTIABLE' });
      expect(connection.remoteDescription).toBeNull();
    },
  );

  describe('[INV-10] on hold', () => {
    beforeEach(async () => {
      await lease.open({ microphone: true, camera: false });
      await carriage.answer(CALL);
      await vi.waitFor(() => expect(sent()).toEqual(sources()));
    });

    test('nothing is sent, and the other side is neither heard nor shown, until it is resumed', async () => {
      await carriage.hold(true);
      await carriage.hold(true);
      expect(sent()).toEqual([null, null]);
      expect(received()).toEqual([false, false]);
      await carriage.hold(false);
      expect(sent()).toEqual(sources());
      expect(received()).toEqual([true, true]);
    });

    test('[ESC-2] a sound that plays from the conference is not heard again when it is resumed', async () => {
      const [line] = connection.transceivers;
      if (line) connection.ontrack?.({ track: line.receiver.track, transceiver: line });
      const voice = remoteTracks.find({ carriageId: sessionId, owner: 'peer', source: 'microphone' });
      if (voice) remoteTracks.silence(voice, 'handed-over', true);
      await carriage.hold(true);
      await carriage.hold(false);
      expect(received()).toEqual([false, true]);
    });

    test('a source that opens meanwhile is sent only when it is resumed', async () => {
      await carriage.hold(true);
      await lease.open({ microphone: true, camera: true });
      await carriage.hold(true);
      expect(sent()).toEqual([null, null]);
      await carriage.hold(false);
      expect(sent()).toEqual(sources());
      expect(sent()).not.toContain(null);
    });

    test('after hold and resume at once, the last one counts', async () => {
      void carriage.hold(true);
      await carriage.hold(false);
      expect(sent()).toEqual(sources());
      void carriage.hold(false);
      await carriage.hold(true);
      expect(sent()).toEqual([null, null]);
    });
  });

  test('[INV-10] hold works before there is any track', async () => {
    await carriage.hold(true);
    await lease.open({ microphone: true, camera: true });
    await carriage.answer(CALL);
    const track = { enabled: true } as MediaStreamTrack;
    const [transceiver] = connection.transceivers;
    if (transceiver) connection.ontrack?.({ track, transceiver });
    expect(track.enabled).toBe(false);
    expect(sent()).toEqual([null, null]);
    await carriage.hold(false);
    expect(sent()).toEqual(sources());
  });

  describe('[SES-1] a new path', () => {
    beforeEach(async () => {
      await carriage.offer();
      await carriage.applyAnswer(CALL);
    });

    test('is offered with new credentials, and its answer applied', async () => {
      const offer = await carriage.restart();
      expect(offer).toContain('a=ice-ufrag:local1');
      await carriage.applyAnswer(sdpOf('audio video', 'them1'));
      expect(connection.signalingState).toBe('stable');
    });

    test('is not offered twice while the first offer waits for its answer', async () => {
      const [one, other] = await Promise.all([carriage.restart(), carriage.restart()]);
      expect(other).toBe(one);
      expect(connection.restarts).toBe(1);
    });

    test('is answered without touching what is sent', async () => {
      const directions = connection.transceivers.map(({ direction }) => direction);
      expect(await carriage.reanswer(sdpOf('audio video', 'them1'))).toContain('s=answer');
      expect(connection.transceivers.map(({ direction }) => direction)).toEqual(directions);
    });

    test('that we offer is rolled back for a crossing offer of the other side, and its late answer is ignored', async () => {
      await carriage.restart();
      expect(await carriage.reanswer(sdpOf('audio video', 'them1'))).toContain('s=answer');
      await carriage.applyAnswer(sdpOf('audio video', 'them2'));
      expect(connection.remoteDescription?.sdp).toContain('them1');
    });

    test('has candidates that wait for its description, while those of the old path still apply', async () => {
      carriage.addCandidate(candidate(1, 'them0'));
      carriage.addCandidate(candidate(2, 'them1'));
      carriage.addCandidate(null);
      expect(connection.candidates).toEqual([candidate(1, 'them0')]);
      await carriage.reanswer(sdpOf('audio video', 'them1'));
      carriage.addCandidate(candidate(3, 'them1'));
      expect(connection.candidates.slice(1)).toEqual([
        candidate(2, 'them1'),
        undefined,
        candidate(3, 'them1'),
      ]);
    });

    test('[RES-6] keeps a limited number of candidates that belong to no description', async () => {
      for (let n = 0; n < 1_000; n += 1) carriage.addCandidate(candidate(n, 'them1'));
      await carriage.reanswer(sdpOf('audio video', 'them1'));
      expect(connection.candidates).toHaveLength(200);
      expect(connection.candidates[0]).toEqual(candidate(800, 'them1'));
    });

    test.each(['nonsense\r\n', 'm=video 9\r\n'])(
      '[INV-7] with an invalid offer is refused: %j',
      async (start) => {
        const refused = carriage.reanswer(`${start}${CALL}`);
        await expect(refused).rejects.toMatchObject({ code: 'MEDIA_NOT_NEGOTIABLE' });
        expect(connection.signalingState).toBe('stable');
        expect(await carriage.reanswer(CALL)).toContain('s=answer');
      },
    );
  });

  describe('[SES-3] of a shared screen', () => {
    beforeEach(() => {
      carriage = carriageFor('application-sharing');
    });

    test('is one line that only the inviter sends on', async () => {
      await lease.openScreen();
      expect(await carriage.offer()).toMatch(/m=video 9$/);
      const [line] = connection.transceivers;
      expect([line?.kind, line?.direction]).toEqual(['video', 'sendonly']);
      expect(line?.encodings).toEqual([{ maxBitrate: 2_500_000, maxFramerate: 30 }]);
      await vi.waitFor(() => expect(sent()).toEqual([lease.source('screen').value.track]));
      await lease.setSource('screen', false);
      await vi.waitFor(() => expect(sent()).toEqual([null]));
    });

    test('is only received by the accepting side, whatever is open there', async () => {
      await lease.open({ microphone: true, camera: true });
      await lease.openScreen();
      await carriage.answer(sdpOf('video'));
      const [line] = connection.transceivers;
      expect(line?.direction).toBe('recvonly');
      const track = { enabled: true } as MediaStreamTrack;
      if (line) connection.ontrack?.({ track, transceiver: line });
      expect(remoteTracks.find({ carriageId: sessionId, owner: 'peer', source: 'screen' })).toBe(track);
      expect(sent()).toEqual([null]);
    });

    test('is not negotiable from an offer of a call', async () => {
      await expect(carriage.answer(CALL)).rejects.toMatchObject({ code: 'MEDIA_NOT_NEGOTIABLE' });
    });
  });

  test.each(['instant-messaging', 'conference'] as const)('a session of type %s has no media', (type) => {
    expect(() => linesOf(type)).toThrow(expect.objectContaining({ code: 'MEDIA_NOT_NEGOTIABLE' }));
  });

  test('[LEASE-2] a connection that closes while it answers no longer follows a source', async () => {
    const answering = carriage.answer(CALL);
    carriage.close();
    await answering.catch(() => undefined);
    await lease.open({ microphone: true, camera: true });
    expect(sent()).toEqual([null, null]);
  });
});
