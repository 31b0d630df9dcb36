import type { MediaEngine } from '../../../../renderer/media/media-engine.ts';
import { carrying } from './carrying.tsx';
import { alice, bob, connections, getUserMedia, leases, sessionId, states, tracks } from './engines.ts';
import { later } from './later.ts';

const media = { microphone: true, camera: true };

async function received(kind: string, figure: string): Promise<number[]> {
  const reports = await Promise.all(connections.map((connection) => connection.getStats()));
  return reports.map((report) => {
    const row = [...report.values()].find((entry) => entry.type === 'inbound-rtp' && entry.kind === kind);
    return row?.[figure] ?? 0;
  });
}

/** Called by the script that drives this page. */
const loop = {
  ...later,
  ...carrying,
  tracks: () => tracks.map(({ readyState }) => readyState),
  states: () => states,
  received,
  bareCall,
  /** Rings, and opens the callee's devices at the accept. Returns milliseconds from accept to the first frame. */
  async call(): Promise<number> {
    await alice.orders['open-sources']({ leaseId: leases.alice, media });
    const { offer } = await alice.orders['peer-offer']({
      sessionId,
      sessionType: 'audio-video',
      leaseId: leases.alice,
      iceServers: [],
    });
    const acceptedAt = performance.now();
    void bob.orders['open-sources']({ leaseId: leases.bob, media });
    const { answer } = await bob.orders['peer-answer']({
      sessionId,
      sessionType: 'audio-video',
      leaseId: leases.bob,
      iceServers: [],
      offer,
    });
    await alice.orders['peer-apply-answer']({ sessionId, answer });
    const firstFrameMs = await firstFrame(acceptedAt);
    for (const side of [alice, bob]) hear(side);
    return firstFrameMs;
  },
  setCamera: (on: boolean) => alice.orders['set-source']({ leaseId: leases.alice, source: 'camera', on }),
  setMicrophone: (on: boolean) =>
    alice.orders['set-source']({ leaseId: leases.alice, source: 'microphone', on }),
  /** Clones the tracks that Alice sends. */
  async clone(): Promise<string[]> {
    const lease = alice.leases.obtain(leases.alice);
    const clones = await Promise.all([lease.cloneOf('microphone'), lease.cloneOf('camera')]);
    tracks.push(...clones);
    return clones.map(({ readyState }) => readyState);
  },
  end(): void {
    alice.releaseAll();
    bob.releaseAll();
  },
  /** Returns to the state before the first call. */
  reset(): void {
    loop.end();
    connections.length = 0;
    tracks.length = 0;
    states.length = 0;
  },
  /** Releases while the devices are opening: no track may stay live. */
  async releaseWhileOpening(): Promise<void> {
    const opening = alice.orders['open-sources']({ leaseId: leases.alice, media });
    alice.leases.release(leases.alice);
    await opening;
  },
  /** Makes the first connection's encoder send a key frame. Returns the number of key frames sent before and after. */
  async keyFrames(): Promise<number> {
    const report = await connections[0]?.getStats();
    const row = [...(report?.values() ?? [])].find(
      (entry) => entry.type === 'outbound-rtp' && entry.kind === 'video',
    );
    return row?.keyFramesEncoded ?? 0;
  },
  async makeKeyFrame(): Promise<void> {
    const { makeKeyFrame } = await import('../../../../renderer/media/carriages/key-frame.ts');
    const sender = connections[0]?.getSenders().find(({ track }) => track?.kind === 'video');
    if (sender) await makeKeyFrame(sender);
  },
};

/** Audio only counts as received while it is played. */
function hear(side: MediaEngine): void {
  const track = side.remoteTracks.find({ carriageId: sessionId, owner: 'peer', source: 'microphone' });
  const audio = document.createElement('audio');
  audio.srcObject = track && new MediaStream([track]);
  void audio.play();
}

function trickle(from: RTCPeerConnection, to: RTCPeerConnection, exchanged: Promise<void>): void {
  from.onicecandidate = ({ candidate }) =>
    void exchanged.then(() => to.addIceCandidate(candidate ?? undefined));
}

/** The same call between two bare connections: the reference for the time to the first frame. */
async function bareCall(): Promise<number> {
  const [caller, callee] = [new RTCPeerConnection(), new RTCPeerConnection()];
  const exchanged = Promise.withResolvers<void>();
  trickle(caller, callee, exchanged.promise);
  trickle(callee, caller, exchanged.promise);
  const own = await getUserMedia({ audio: true, video: { width: 1280, height: 720 } });
  for (const track of own.getTracks()) caller.addTrack(track, own);
  await caller.setLocalDescription();
  const offer = caller.localDescription as RTCSessionDescription;
  const acceptedAt = performance.now();
  const seen = new Promise<number>((resolve) => {
    caller.ontrack = ({ track }) => {
      if (track.kind === 'video') resolve(frameOf(track, acceptedAt));
    };
  });
  const theirs = await getUserMedia({ audio: true, video: { width: 1280, height: 720 } });
  for (const track of theirs.getTracks()) callee.addTrack(track, theirs);
  await callee.setRemoteDescription(offer);
  await callee.setLocalDescription();
  await caller.setRemoteDescription(callee.localDescription as RTCSessionDescription);
  exchanged.resolve();
  const ms = await seen;
  for (const track of [...own.getTracks(), ...theirs.getTracks()]) track.stop();
  caller.close();
  callee.close();
  return ms;
}

function firstFrame(sinceMs: number): Promise<number> {
  const track = alice.remoteTracks.find({ carriageId: sessionId, owner: 'peer', source: 'camera' });
  return track ? frameOf(track, sinceMs) : Promise.reject(new Error('no track'));
}

function frameOf(track: MediaStreamTrack, sinceMs: number): Promise<number> {
  const video = document.querySelector('video') as HTMLVideoElement;
  return new Promise((resolve) => {
    video.requestVideoFrameCallback(() => resolve(Math.round(performance.now() - sinceMs)));
    video.srcObject = new MediaStream([track]);
  });
}

declare global {
  interface Window {
    loop: typeof loop;
  }
}
window.loop = loop;
