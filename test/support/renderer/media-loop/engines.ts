import { signal } from '@preact/signals';
import { LeaseId, SessionId } from '../../../../protocol/ids.ts';
import type { SendCommand } from '../../../../renderer/bridge/send-command.ts';
import { createSfuClient } from '../../../../renderer/media/carriages/sfu-device.ts';
import { browserDevices } from '../../../../renderer/media/devices/devices.ts';
import { Playback } from '../../../../renderer/media/elements/playback.ts';
import { MediaEngine } from '../../../../renderer/media/media-engine.ts';
import { ShownPictures } from '../../../../renderer/media/shown-pictures.ts';

declare global {
  interface Window {
    /** Sends a request to the SFU, if the script that drives this page has one. */
    sfu(who: Who, name: string, data: unknown): Promise<never>;
  }
}

/** All tracks that the page ever had, including clones. LEASE-2 is checked on them. */
export const tracks: MediaStreamTrack[] = [];
/** Alice's and Bob's connections, call by call. */
export const connections: RTCPeerConnection[] = [];
export const states: string[] = [];
/** Sources that ended by themselves, with the code. */
export const ended: { source: string; code?: string }[] = [];

/** The browser's own function, without recording. */
export const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
const getDisplayMedia = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (constraints) => recorded(await getUserMedia(constraints));
navigator.mediaDevices.getDisplayMedia = async (options) => recorded(await getDisplayMedia(options));

function recorded(stream: MediaStream): MediaStream {
  tracks.push(...stream.getTracks());
  return stream;
}

export const sessionId = SessionId.parse('session-loop');
export const leases = { alice: LeaseId.parse('lease-of-alice'), bob: LeaseId.parse('lease-of-bob') };

/** The name of a page. */
export type Who = 'alice' | 'bob';

/** What each page plays, and the sources that it is ordered to play from the SFU, with the times of the orders. */
export const players = { alice: playersOf(), bob: playersOf() };
export const carried: { who: Who; source: string; atMs: number }[] = [];

function playersOf() {
  return { playback: new Playback(), shownPictures: new ShownPictures(signal(true)) };
}

function engine(who: Who, far: () => MediaEngine): MediaEngine {
  const send: SendCommand = async (name, data) => {
    if (name.startsWith('sfu-')) return window.sfu(who, name, data);
    if (name === 'source-carried')
      carried.push({ who, source: (data as { source: string }).source, atMs: performance.now() });
    if (name === 'peer-candidate') void far().orders['peer-add-candidate'](data as never);
    if (name === 'carriage-state') states.push((data as { state: string }).state);
    if (name === 'source-ended') ended.push(data as never);
    return {} as never;
  };
  return new MediaEngine({
    send,
    devices: browserDevices(),
    ...players[who],
    createConnection(configuration) {
      const connection = new RTCPeerConnection(configuration);
      connections.push(connection);
      return connection;
    },
    createSfuClient,
  });
}

/** Two engines in one page, connected to each other. */
export const alice: MediaEngine = engine('alice', () => bob);
export const bob: MediaEngine = engine('bob', () => alice);
