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

/** RTP as the connections of the call count it: bytes sent with their headers, and pictures decoded. */
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

/** What happens to a session after it is agreed, and the other sessions beside it. */
export const later = {
  flow,
  ufrags,
  ended: () => ended,
  /** One side holds; as main orders it, both pages do. Milliseconds until both say so. */
  async hold(held: boolean): Promise<number> {
    const startedAt = performance.now();
    await Promise.all([alice, bob].map((side) => side.orders['peer-hold']({ sessionId, held })));
    return performance.now() - startedAt;
  },
  /** Alice looks for a new path; milliseconds until both are agreed on it. */
  async restart(): Promise<number> {
    const startedAt = performance.now();
    const { offer } = await alice.orders['peer-restart']({ sessionId });
    const { answer } = await bob.orders['peer-reanswer']({ sessionId, offer });
    await alice.orders['peer-apply-answer']({ sessionId, answer });
    return performance.now() - startedAt;
  },
  /** Both look for a new path at once: Bob's offer gives way, and the answer to it comes too late. */
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

  /** Alice shares her screen with Bob, in a session of its own. */
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
  /** Directions of the lines of the sharing, at Alice and at Bob; and what Alice's encoder does. */
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
  /** The user stops the share at the system's own bar. */
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
  /** The lease ends while its user still chooses. */
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
  /** Where an element is heard after each of these choices of a speaker. */
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
  /** Alice's devices now. */
  used() {
    const lease = alice.leases.obtain(leases.alice);
    return (['microphone', 'camera'] as const).map((source) => {
      const { track } = lease.source(source).value;
      return { id: track?.getSettings().deviceId, enabled: track?.enabled };
    });
  },
  /** Milliseconds until what Alice sends comes from these devices. */
  async useDevices(chosen: { microphone: string; camera: string }): Promise<number> {
    const startedAt = performance.now();
    await alice.orders['use-devices'](chosen);
    return performance.now() - startedAt;
  },
};
