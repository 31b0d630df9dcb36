import type { BrowserContext, Page } from 'playwright-core';
import type { LedgerView } from '../../../protocol/local/ledger.ts';
import type { CommandData, CommandName } from '../../../protocol/rpc/commands.ts';

/** The probe's data inside a page: every connection and every capture track that the page has created. */
interface Probe {
  connections: RTCPeerConnection[];
  tracks: MediaStreamTrack[];
  /** The latest connection to main. */
  socket: WebSocket | undefined;
  /** Main's ledger, as the page last received it. */
  ledger: LedgerView | undefined;
  /** Every audio context; the ring tone plays on one. */
  contexts: AudioContext[];
  clickedAtMs: number;
  /** Called with the time at which the first frame of a received picture was submitted for display. */
  onFirstFrame(listener: (atMs: number) => void): void;
}

declare global {
  interface Window {
    probe: Probe;
  }
}

/** Runs in each page before its own scripts. It must be self-contained, since it is sent as text. */
function installProbe(): void {
  const listeners: ((atMs: number) => void)[] = [];
  const probe: Probe = {
    connections: [],
    tracks: [],
    socket: undefined,
    ledger: undefined,
    contexts: [],
    clickedAtMs: 0,
    onFirstFrame: (listener) => listeners.push(listener),
  };
  window.probe = probe;
  /** A separate player costs no second decoding, and unlike reading statistics it does not block the page. */
  const awaitFrame = (track: MediaStreamTrack) => {
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = new MediaStream([track]);
    video.requestVideoFrameCallback((_now, { presentationTime }) => {
      video.srcObject = null;
      for (const listener of listeners) listener(performance.timeOrigin + presentationTime);
    });
    void video.play().catch(() => undefined);
  };
  const NativeConnection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends NativeConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      probe.connections.push(this);
      this.addEventListener('track', ({ track }) => {
        if (track.kind === 'video') awaitFrame(track);
      });
    }
  };
  const NativeContext = window.AudioContext;
  window.AudioContext = class extends NativeContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      probe.contexts.push(this);
    }
  };
  const NativeSocket = window.WebSocket;
  window.WebSocket = class extends NativeSocket {
    constructor(url: string | URL) {
      super(url);
      probe.socket = this;
      this.addEventListener('message', ({ data }) => {
        // birpc: an order has its arguments in `a`, the reply to `attach` has the state in `r`.
        const { a: order, r: reply } = JSON.parse(data);
        const told = order?.[1]?.fields?.ledger ?? reply?.value?.state?.ledger;
        if (told !== undefined) probe.ledger = told;
      });
    }
  };
  const devices = navigator.mediaDevices;
  if (devices === undefined) return;
  for (const name of ['getUserMedia', 'getDisplayMedia'] as const) {
    const open = devices[name].bind(devices);
    devices[name] = async (constraints?: MediaStreamConstraints) => {
      const stream = await open(constraints);
      probe.tracks.push(...stream.getTracks());
      return stream;
    };
  }
  const clone = MediaStreamTrack.prototype.clone;
  MediaStreamTrack.prototype.clone = function cloneRecorded() {
    const copy = clone.call(this);
    probe.tracks.push(copy);
    return copy;
  };
  document.addEventListener(
    'click',
    (event) => {
      probe.clickedAtMs = performance.timeOrigin + event.timeStamp;
    },
    { capture: true },
  );
}

/** Installs the probe in every page that the context opens from then on. */
export async function probePages(context: BrowserContext): Promise<void> {
  await context.addInitScript(installProbe);
}

/** The time of the last click in the page, in milliseconds since the epoch. */
export function clickedAtMs(page: Page): Promise<number> {
  return page.evaluate(() => window.probe.clickedAtMs);
}

/** How many capture tracks (including clones) this page has had, and how many of them are still live. */
export function captureTracks(page: Page): Promise<{ made: number; live: number }> {
  return page.evaluate(() => ({
    made: window.probe.tracks.length,
    live: window.probe.tracks.filter((track) => track.readyState === 'live').length,
  }));
}

/** Main's ledger, as this page last received it. */
export function receivedLedger(page: Page): Promise<LedgerView | undefined> {
  return page.evaluate(() => window.probe.ledger);
}

/** Sends a command over the page's own connection, even if the interface does not offer it now. */
export async function sendAsPage<Name extends CommandName>(
  page: Page,
  name: Name,
  data: CommandData<Name>,
): Promise<void> {
  const call = JSON.stringify({ t: 'q', i: 'probe', m: 'handle', a: [name, data] });
  await page.evaluate((message) => window.probe.socket?.send(message), call);
}

/** Sums over all media that the page receives now. `audioEnergy` is W3C webrtc-stats `totalAudioEnergy`. */
export interface Received {
  framesDecoded: number;
  framesByTrack: Record<string, number>;
  audioEnergy: number;
  videoBytes: number;
}

/** Reads the statistics of all open connections of the page. */
export function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const sum: Received = { framesDecoded: 0, framesByTrack: {}, audioEnergy: 0, videoBytes: 0 };
    for (const connection of window.probe.connections) {
      if (connection.connectionState === 'closed') continue;
      for (const report of (await connection.getStats()).values()) {
        // mediasoup-client also receives a stream of padding.
        if (report.type !== 'inbound-rtp' || report.mid === 'probator') continue;
        if (report.kind === 'audio') sum.audioEnergy += report.totalAudioEnergy ?? 0;
        else {
          sum.framesDecoded += report.framesDecoded ?? 0;
          sum.framesByTrack[report.trackIdentifier] = report.framesDecoded ?? 0;
          sum.videoBytes += report.bytesReceived ?? 0;
        }
      }
    }
    return sum;
  });
}

/** The protocol of each open connection: `udp` or `tcp`, from the candidate pairs in use. */
export function carriers(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found: string[] = [];
    for (const connection of window.probe.connections) {
      if (connection.connectionState === 'closed') continue;
      const stats = await connection.getStats();
      for (const { type, selectedCandidatePairId } of stats.values()) {
        if (type !== 'transport' || selectedCandidatePairId === undefined) continue;
        const { remoteCandidateId } = stats.get(selectedCandidatePairId);
        found.push(stats.get(remoteCandidateId).protocol);
      }
    }
    return found;
  });
}

/** The SSRCs of all streams that the page sends now. */
export async function sentStreams(page: Page): Promise<Set<number>> {
  const ssrcs = await page.evaluate(async () => {
    const open = window.probe.connections.filter(({ connectionState }) => connectionState !== 'closed');
    const reports = await Promise.all(open.map((connection) => connection.getStats()));
    return reports
      .flatMap((report) => [...report.values()])
      .flatMap(({ type, ssrc }) => (type === 'outbound-rtp' ? [ssrc] : []));
  });
  return new Set(ssrcs);
}

/** How many received sounds the page lets its user hear now. */
export function heardSounds(page: Page): Promise<number> {
  return page.evaluate(() => {
    const receiving = window.probe.connections.filter(({ connectionState }) => connectionState !== 'closed');
    const tracks = receiving.flatMap((connection) => connection.getReceivers().map(({ track }) => track));
    return tracks.filter(({ kind, enabled, muted }) => kind === 'audio' && enabled && !muted).length;
  });
}

/**
 * Waits for the first decoded frames of pictures that start after this call.
 * @returns a promise of the time, in milliseconds since the epoch, at which `tracks` pictures had their first frame
 */
export async function watchFirstFrame(page: Page, tracks = 1): Promise<() => Promise<number>> {
  await page.evaluate((wanted) => {
    let decoded = 0;
    (window as { firstFrame?: Promise<number> }).firstFrame = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('no first frame within 30 s')), 30_000);
      window.probe.onFirstFrame((atMs) => {
        decoded += 1;
        if (decoded === wanted) resolve(atMs);
      });
    });
  }, tracks);
  return () => page.evaluate(() => (window as { firstFrame?: Promise<number> }).firstFrame ?? 0);
}

/**
 * Waits for the end of every capture track that is live now.
 * @returns a promise of the time, in milliseconds since the epoch, at which none was live any more
 */
export async function watchTracksEnded(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const poll = async (): Promise<number> => {
      const deadlineMs = performance.now() + 30_000;
      while (window.probe.tracks.some((track) => track.readyState === 'live')) {
        if (performance.now() > deadlineMs) throw new Error('tracks still live after 30 s');
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return performance.timeOrigin + performance.now();
    };
    (window as { tracksEnded?: Promise<number> }).tracksEnded = poll();
  });
  return () => page.evaluate(() => (window as { tracksEnded?: Promise<number> }).tracksEnded ?? 0);
}

/**
 * Waits for the mute of the microphone that is live now.
 * @returns a promise of the time, in milliseconds since the epoch, at which its track was disabled
 */
export async function watchMuted(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const track = window.probe.tracks.find(
      ({ kind, readyState }) => kind === 'audio' && readyState === 'live',
    );
    const native = Object.getOwnPropertyDescriptor(MediaStreamTrack.prototype, 'enabled');
    if (track === undefined || native === undefined) throw new Error('no microphone is live');
    (window as { muted?: Promise<number> }).muted = new Promise((resolve) => {
      Object.defineProperty(track, 'enabled', {
        configurable: true,
        get: () => native.get?.call(track),
        set: (enabled) => {
          native.set?.call(track, enabled);
          if (!enabled) resolve(performance.timeOrigin + performance.now());
        },
      });
    });
  });
  return () => page.evaluate(() => (window as { muted?: Promise<number> }).muted ?? 0);
}

/**
 * Waits for silence: no audio context of the page runs.
 * @returns a promise of the time at which that happened, in milliseconds since the epoch
 */
export async function watchSilence(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const poll = async (): Promise<number> => {
      const deadlineMs = performance.now() + 30_000;
      while (window.probe.contexts.some((context) => context.state === 'running')) {
        if (performance.now() > deadlineMs) throw new Error('sound still plays after 30 s');
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return performance.timeOrigin + performance.now();
    };
    (window as { silence?: Promise<number> }).silence = poll();
  });
  return () => page.evaluate(() => (window as { silence?: Promise<number> }).silence ?? 0);
}

/** Resolves when an audio context of the page runs, which plays the ring tone. */
export async function untilRinging(page: Page): Promise<void> {
  await page.waitForFunction(() => window.probe.contexts.some((context) => context.state === 'running'));
}

/**
 * Waits for an element to appear or, with `gone`, to disappear.
 * @returns a promise of the time at which that happened, in milliseconds since the epoch
 */
export async function watchElement(
  page: Page,
  selector: string,
  gone = false,
): Promise<() => Promise<number>> {
  await page.evaluate(
    ({ selector, gone }) => {
      const reached = () => (document.querySelector(selector) === null) === gone;
      const now = () => performance.timeOrigin + performance.now();
      (window as { elementChanged?: Promise<number> }).elementChanged = new Promise((resolve) => {
        if (reached()) return resolve(now());
        const observer = new MutationObserver(() => {
          if (!reached()) return;
          observer.disconnect();
          resolve(now());
        });
        observer.observe(document, { subtree: true, childList: true, attributes: true });
      });
    },
    { selector, gone },
  );
  return () => page.evaluate(() => (window as { elementChanged?: Promise<number> }).elementChanged ?? 0);
}
