import { LeaseId, SessionId } from '../../../../protocol/ids.ts';
import { DeviceList } from '../../../../renderer/media/devices/device-list.ts';
import { Playback } from '../../../../renderer/media/elements/playback.ts';
import { alice, bob, connections, ended, leases, sessionId } from './engines.ts';

const sharing = {
  sessionId: SessionId.parse('session-share'),
  sessionType: 'application-sharing' as const,
  iceServers: [],
};
const screenLeases = { alice: LeaseId.parse('screen-of-alice'), bob: LeaseId.parse('screen-of-bob') };

/** RTP counters of the call's connections: sent bytes with headers, and decoded frames. */
interface Flow {
  sentBytes: number[];
  framesDecoded: number[];
  audioEnergy: number[];
}

async function flow(): Promise<Flow> {
  const total: Flow = { sentBytes: [], framesDecoded: [], audioEnergy: [] };
  for (const connection of connections.slice(0, 2)) {
    const rows = [...(await connection.getStats()).values()];
    const sum = (type: string, read: (row: Record<string, number>) => number | undefined) =>
      rows.filter((row) => row.type === type).reduce((so, row) => so + (read(row) ?? 0), 0);
    total.sentBytes.push(sum('outbound-rtp', (row) => (row.bytesSent ?? 0) + (row.headerBytesSent ?? 0)));
    total.framesDecoded.push(sum('inbound-rtp', (row) => row.framesDecoded));
    total.audioEnergy.push(sum('inbound-rtp', (row) => row.totalAudioEnergy));
  }
  return total;
}

const ufrags = () =>
  connections
    .slice(0, 2)
    .map(({ localDescription }) => /a=ice-ufrag:(\S+)/.exec(localDescription?.sdp ?? '')?.[1]);

const remoteScreen = () =>
  bob.remoteTracks.find({ carriageId: sharing.sessionId, owner: 'peer', source: 'screen' });

/** Events of an established session, and further sessions beside it. */
export const later = {
  flow,
  ufrags,
  ended: () => ended,
  /** One side puts the call on hold; as main orders it, both pages do. Returns milliseconds until both confirm. */
  async hold(held: boolean): Promise<number> {
    const startedAt = performance.now();
    await Promise.all([alice, bob].map((side) => side.orders['peer-hold']({ sessionId, held })));
    return performance.now() - startedAt;
  },
  /** Alice restarts ICE. Returns milliseconds until both have agreed. */
  async restart(): Promise<number> {
    const startedAt = performance.now();
    const { offer } = await alice.orders['peer-restart']({ sessionId });
    const { answer } = await bob.orders['peer-reanswer']({ sessionId, offer });
    await alice.orders['peer-apply-answer']({ sessionId, answer });
    return performance.now() - startedAt;
  },
  /** Both restart ICE at once. Bob's offer is rolled back, and its answer arrives too late. */
  async restartCrossing(): Promise<void> {
    const [{ offer }] = await Promise.all([
      alice.orders['peer-restart']({ sessionId }),
      bob.orders['peer-restart']({ sessionId }),
    ]);
    const { answer } = await bob.orders['peer-reanswer']({ sessionId, offer });
    await alice.orders['peer-apply-answer']({ sessionId, answer });
    await bob.orders['peer-apply-answer']({ sessionId, answer });
  },
  candidatePairs: async () =>
    Promise.all(
      connections.slice(0, 2).map(async (connection) => {
        const rows = [...(await connection.getStats()).values()];
        return rows.filter(
          (row) => row.type === 'candidate-pair' && row.nominated && row.state === 'succeeded',
        ).length;
      }),
    ),

  /** Alice shares her screen with Bob, in its own session. */
  async share(): Promise<{ name: string | undefined; firstFrameMs: number; hint: string | undefined }> {
    const startedAt = performance.now();
    const { name } = await alice.orders['open-screen']({ leaseId: screenLeases.alice });
    const { offer } = await alice.orders['peer-offer']({ ...sharing, leaseId: screenLeases.alice });
    const { answer } = await bob.orders['peer-answer']({ ...sharing, leaseId: screenLeases.bob, offer });
    await alice.orders['peer-apply-answer']({ sessionId: sharing.sessionId, answer });
    const video = document.createElement('video');
    video.muted = true;
    const seen = new Promise<void>((resolve) => video.requestVideoFrameCallback(() => resolve()));
    const track = remoteScreen();
    video.srcObject = track && new MediaStream([track]);
    document.body.append(video);
    void video.play();
    await seen;
    const firstFrameMs = Math.round(performance.now() - startedAt);
    const hint = alice.leases.obtain(screenLeases.alice).source('screen').value.track?.contentHint;
    return { name, firstFrameMs, hint };
  },
  /** Directions of the m-lines of the shared screen at Alice and Bob, and statistics of Alice's encoder. */
  async shared() {
    const ends = connections.slice(-2);
    const directions = ends.map((end) =>
      end.getTransceivers().map(({ currentDirection }) => currentDirection),
    );
    const rows = [...((await ends[0]?.getStats())?.values() ?? [])];
    const row = rows.find((entry) => entry.type === 'outbound-rtp');
    const received = [...((await ends[1]?.getStats())?.values() ?? [])].find(
      (entry) => entry.type === 'inbound-rtp',
    );
    return {
      directions,
      width: row?.frameWidth,
      height: row?.frameHeight,
      content: row?.contentType,
      framesDecoded: received?.framesDecoded ?? 0,
    };
  },
  /** The user stops sharing in the system's bar. */
  stopAtTheBar(): boolean {
    const { track } = alice.leases.obtain(screenLeases.alice).source('screen').value;
    track?.dispatchEvent(new Event('ended'));
    return track?.readyState === 'ended';
  },
  endShare(): void {
    for (const [side, leaseId] of [
      [alice, screenLeases.alice],
      [bob, screenLeases.bob],
    ] as const) {
      side.leases.release(leaseId);
      void side.orders['close-carriage']({ carriageId: sharing.sessionId });
    }
  },
  /** The lease is released while the user is still choosing. */
  async releaseWhileChoosing(): Promise<unknown> {
    const leaseId = LeaseId.parse('screen-too-late');
    const choosing = alice.orders['open-screen']({ leaseId });
    alice.leases.release(leaseId);
    return choosing;
  },

  async devices() {
    const list = new DeviceList(navigator.mediaDevices);
    await list.refresh();
    list.close();
    return list.available.value;
  },
  /** The device on which an element plays after each choice of a speaker. */
  async speak(choices: readonly string[]): Promise<string[]> {
    const playback = new Playback();
    const voice = document.createElement('audio');
    const key = { carriageId: sessionId, owner: 'peer', source: 'microphone' } as const;
    await playback.play(voice, alice.remoteTracks.find(key));
    const heardAt: string[] = [];
    for (const choice of choices) {
      playback.useSpeaker(choice);
      await new Promise((resolve) => setTimeout(resolve, 300));
      heardAt.push(voice.sinkId);
    }
    playback.forget(voice);
    return heardAt;
  },
  /** Alice's current devices. */
  used() {
    const lease = alice.leases.obtain(leases.alice);
    return (['microphone', 'camera'] as const).map((source) => {
      const { track } = lease.source(source).value;
      return { id: track?.getSettings().deviceId, enabled: track?.enabled };
    });
  },
  /** Switches Alice's devices. Returns milliseconds until she sends from them. */
  async useDevices(chosen: { microphone: string; camera: string }): Promise<number> {
    const startedAt = performance.now();
    await alice.orders['use-devices'](chosen);
    return performance.now() - startedAt;
  },
};
