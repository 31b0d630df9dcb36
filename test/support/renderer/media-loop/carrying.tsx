import { render } from 'preact';
import { ConferenceId, LeaseId, ParticipantId } from '../../../../protocol/ids.ts';
import type { ConsumerParameters, Source } from '../../../../protocol/media.ts';
import type { OrderData } from '../../../../protocol/rpc/orders.ts';
import { DeviceList } from '../../../../renderer/media/devices/device-list.ts';
import { MediaProvider } from '../../../../renderer/media/elements/media-context.ts';
import { RemotePicture, RemoteSound } from '../../../../renderer/media/elements/track-elements.tsx';
import { DoubleListener, type Heard } from './double-listener.ts';
import { alice, bob, carried, leases, players, sessionId, type Who } from './engines.ts';

const conferenceId = ConferenceId.parse('conference-loop');
const participants = {
  alice: ParticipantId.parse('participant-alice'),
  bob: ParticipantId.parse('participant-bob'),
};
const engines = { alice, bob };
const root = document.body.appendChild(document.createElement('div'));
const inSession = (source: Source) => ({ carriageId: sessionId, owner: 'peer' as const, source });
const inConference = (source: Source) => ({ carriageId: conferenceId, owner: participants.alice, source });

let listener: DoubleListener | undefined;
/** When each picture presented frames. */
let frames: { session: number[]; conference: number[] } = { session: [], conference: [] };
let closedAtMs = 0;

/** Bob's page: the audio, and one picture above the other. */
function show(): void {
  const sources = { leases: bob.leases.all, remoteTracks: bob.remoteTracks, ...players.bob };
  render(
    <MediaProvider value={{ ...sources, deviceList: new DeviceList(undefined) }}>
      <RemoteSound />
      <RemotePicture {...inSession('camera')} testId="session" />
      <RemotePicture {...inConference('camera')} testId="conference" />
    </MediaProvider>,
    root,
  );
  frames = { session: [], conference: [] };
  for (const [name, times] of Object.entries(frames)) {
    const video = root.querySelector<HTMLVideoElement>(`[data-testid=${name}]`);
    const next = () =>
      video?.requestVideoFrameCallback((now) => {
        times.push(now);
        next();
      });
    next();
  }
}

async function until(isReached: () => boolean, timeoutMs = 8_000): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!isReached() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  return isReached();
}

async function join(who: Who): Promise<void> {
  const { orders } = engines[who];
  const far = who === 'alice' ? 'bob' : 'alice';
  const routerRtpCapabilities = await window.sfu(who, 'capabilities', {});
  const ours = await orders['sfu-capabilities']({ routerRtpCapabilities });
  const opening: OrderData<'sfu-open'> = await window.sfu(who, 'join', ours);
  const from = (['microphone', 'camera'] as const).map((source) => ({ carriageId: sessionId, source }));
  await orders['hand-over']({ conferenceId, owner: participants[far], from });
  const screenLeaseId = LeaseId.parse(`screen-lease-of-${who}`);
  const named = { conferenceId, leaseId: leases[who], screenLeaseId, iceServers: [] };
  await orders['sfu-open']({ ...opening, ...named });
}

/** Longest time between two frames. */
function stallOf(times: readonly number[]): number {
  return Math.round(Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at))));
}

/** The hand-over from a call to a conference on a real SFU. */
export const carrying = {
  /** Orders for the SFU carriage. */
  consume: (who: Who, consumer: ConsumerParameters) =>
    engines[who].orders['sfu-consume']({ conferenceId, consumer }),
  closeConsumer: (who: Who, consumerId: ConsumerParameters['id']) =>
    engines[who].orders['sfu-close-consumer']({ conferenceId, consumerId }),

  /**
   * Hands both sources over from their call. Returns the longest gap and overlap at Bob, during the hand-over and
   * before.
   */
  async handOver() {
    show();
    carried.length = 0;
    listener = await DoubleListener.open();
    const voice = bob.remoteTracks.find(inSession('microphone'));
    if (voice) listener.hear(voice, 0);
    await until(() => false, 1_000);
    await listener.report();
    await until(() => false, 1_500);
    const before = await listener.report();
    const startedAtMs = performance.now();
    await join('alice');
    await join('bob');
    await until(() => bob.remoteTracks.find(inConference('microphone')) !== null);
    const fresh = bob.remoteTracks.find(inConference('microphone'));
    if (fresh) listener.hear(fresh, 1);
    const isDone = await until(() => carried.length === 4);
    await until(() => false, 300);
    const told = carried.map(({ who, source, atMs }) => `${who} ${source} ${Math.round(atMs - startedAtMs)}`);
    return {
      before,
      during: await listener.report(),
      isDone,
      told,
      enabled: [voice?.enabled, fresh?.enabled],
    };
  },
  /** Whether both carriages of Alice still deliver video frames. */
  async framesOnBoth(): Promise<boolean> {
    const all = [frames.session, frames.conference];
    const before = all.map((times) => times.length);
    return until(() => all.every((times, index) => times.length > (before[index] ?? 0) + 5));
  },
  heardNow: async (): Promise<Heard | undefined> => {
    await listener?.report();
    await until(() => false, 500);
    return listener?.report();
  },
  useAnyDevices: () =>
    alice.orders['use-devices']({ microphone: `${Math.random()}`, camera: `${Math.random()}` }),
  /**
   * Closes one of the two carriages. Returns the longest gap, overlap and time without a new frame of the upper
   * picture.
   */
  async closeOne(which: 'session' | 'conference') {
    await listener?.report();
    closedAtMs = performance.now();
    const carriageId = which === 'session' ? sessionId : conferenceId;
    for (const side of [alice, bob]) await side.orders['close-carriage']({ carriageId });
    await until(() => false, 1_000);
    const heard = await listener?.report();
    const [gone, left] =
      which === 'session' ? [frames.session, frames.conference] : [frames.conference, frames.session];
    const isBefore = (at: number) => at < closedAtMs;
    const onTop = [
      ...(which === 'session' ? gone : left).filter(isBefore),
      ...left.filter((at) => !isBefore(at)),
    ];
    const around = (fromMs: number, toMs: number) =>
      onTop.filter((at) => at >= closedAtMs + fromMs && at < closedAtMs + toMs);
    return {
      heard,
      videoStallMs: { before: stallOf(around(-2_000, 0)), during: stallOf(around(-500, 1_000)) },
    };
  },
  async forgetAll(): Promise<void> {
    await window.sfu('alice', 'leave', {});
    await window.sfu('bob', 'leave', {});
    await listener?.close();
    render(null, root);
  },
};
