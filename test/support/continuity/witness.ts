import type { BrowserContext, Page } from 'playwright-core';

/** What somebody heard and saw of somebody else over a while. All in milliseconds. */
export interface Testimony {
  /** Longest time in which the tone was not heard. */
  audioGapMs: number;
  /** Longest time in which it was heard twice. */
  audioOverlapMs: number;
  /** Longest time without a new frame of the picture that was on top. */
  videoStallMs: number;
  /** How long the picture on top had never had a frame. */
  blackMs: number;
  /** Sound elements that play the tone now. */
  heardElements: number;
}

/** What the witness keeps inside a page. */
interface Witness {
  start(name: string): Promise<void>;
  testify(): Promise<Testimony>;
}

declare global {
  interface Window {
    witness: Witness;
  }
}

/** Runs in each page before its own scripts. Must stand alone: it is sent as text. */
function installWitness(): void {
  const INPUTS = 12;
  /** Counts in blocks of 128 samples how long none, and how long more than one, of the tracks was loud. */
  const LISTENER = `registerProcessor('listener', class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.reset();
      this.port.onmessage = ({ data }) => {
        if (data === 'reset') this.reset();
        else this.port.postMessage({ gap: this.longest[0] * 128 / sampleRate, overlap: this.longest[1] * 128 / sampleRate });
      };
    }
    reset() { this.run = [0, 0]; this.longest = [0, 0]; }
    process(inputs) {
      let loud = 0;
      for (const [samples] of inputs) {
        if (!samples) continue;
        let energy = 0;
        for (const sample of samples) energy += sample * sample;
        if (energy / samples.length > 0.0004) loud += 1;
      }
      for (const [index, holds] of [loud === 0, loud > 1].entries()) {
        this.run[index] = holds ? this.run[index] + 1 : 0;
        this.longest[index] = Math.max(this.longest[index], this.run[index]);
      }
      return true;
    }
  });`;

  const sounds: MediaStreamTrack[] = [];
  const inputOf = new Map<MediaStreamTrack, MediaStreamAudioSourceNode>();
  let context: AudioContext | undefined;
  let listener: AudioWorkletNode | undefined;

  const listenTo = (track: MediaStreamTrack) => {
    if (!context || !listener || inputOf.has(track)) return;
    const source = context.createMediaStreamSource(new MediaStream([track]));
    source.connect(listener, 0, inputOf.size % INPUTS);
    inputOf.set(track, source);
  };
  const NativeConnection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends NativeConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track }) => {
        if (track.kind !== 'audio') return;
        sounds.push(track);
        listenTo(track);
      });
    }
  };

  const openListener = async () => {
    context = new AudioContext({ sampleRate: 48_000, latencyHint: 'interactive' });
    const url = URL.createObjectURL(new Blob([LISTENER], { type: 'text/javascript' }));
    await context.audioWorklet.addModule(url);
    listener = new AudioWorkletNode(context, 'listener', { numberOfInputs: INPUTS });
    listener.connect(context.destination);
    for (const track of sounds) if (track.readyState === 'live') listenTo(track);
  };

  /** When each element presented a frame of the person that is watched. */
  const frames = new Map<HTMLVideoElement, number[]>();
  let watched = '';
  let startedAtMs = 0;
  let coverGoneAtMs = Number.POSITIVE_INFINITY;
  const coverOf = () => document.querySelector('[data-testid=call-view]');
  const isOf = (element: HTMLVideoElement) => {
    const name = element.closest('[data-testid=tile]')?.querySelector('.tile-name-words')?.textContent;
    return name === undefined ? coverOf()?.contains(element) === true : name === watched;
  };
  const watchPictures = () => {
    if (coverOf() === null) coverGoneAtMs = Math.min(coverGoneAtMs, performance.now());
    for (const element of document.querySelectorAll<HTMLVideoElement>('[data-testid=remote-video]')) {
      if (frames.has(element) || !isOf(element)) continue;
      const times: number[] = [];
      frames.set(element, times);
      const next = () =>
        element.requestVideoFrameCallback((now) => {
          times.push(now);
          next();
        });
      next();
    }
  };
  const observer = new MutationObserver(watchPictures);

  /** Frames of what was on top, one after the other: of the call while it is there, of the conference afterwards. */
  const framesOnTop = (nowMs: number): { times: number[]; blackMs: number } => {
    const inTile = ([element]: [HTMLVideoElement, number[]]) =>
      element.closest('[data-testid=tile]') !== null;
    const all = [...frames];
    const ofCall = all.filter((entry) => !inTile(entry)).flatMap(([, times]) => times);
    const ofTile = all.filter(inTile).flatMap(([, times]) => times);
    const before = ofCall.filter((time) => time < coverGoneAtMs);
    const after = ofTile.filter((time) => time >= coverGoneAtMs);
    const isCoverGone = coverGoneAtMs < nowMs;
    const hadFrame = ofTile.some((time) => time < coverGoneAtMs);
    const blackMs = isCoverGone && !hadFrame ? (after[0] ?? nowMs) - coverGoneAtMs : 0;
    return { times: [...before, ...after].sort((one, other) => one - other), blackMs };
  };

  window.witness = {
    async start(name) {
      watched = name;
      if (!context) await openListener();
      listener?.port.postMessage('reset');
      frames.clear();
      coverGoneAtMs = Number.POSITIVE_INFINITY;
      startedAtMs = performance.now();
      observer.observe(document, { subtree: true, childList: true });
      watchPictures();
    },
    async testify() {
      const heard = new Promise<{ gap: number; overlap: number }>((resolve) => {
        if (listener) listener.port.onmessage = ({ data }) => resolve(data);
      });
      listener?.port.postMessage('report');
      const { gap, overlap } = await heard;
      observer.disconnect();
      const nowMs = performance.now();
      const { times, blackMs } = framesOnTop(nowMs);
      const marks = [startedAtMs, ...times.filter((time) => time > startedAtMs), nowMs];
      const stalls = marks.slice(1).map((time, index) => time - (marks[index] ?? time));
      const playing = [...document.querySelectorAll('audio')].filter(
        ({ paused, muted, srcObject }) =>
          !paused &&
          !muted &&
          srcObject instanceof MediaStream &&
          srcObject.getAudioTracks().some((track) => track.enabled && track.readyState === 'live'),
      );
      return {
        audioGapMs: gap * 1_000,
        audioOverlapMs: overlap * 1_000,
        videoStallMs: Math.max(...stalls),
        blackMs,
        heardElements: playing.length,
      };
    },
  };
}

/** Installs the witness in every page that the context opens from now on. Its worklet needs a context without CSP. */
export async function callWitness(context: BrowserContext): Promise<void> {
  await context.addInitScript(installWitness);
}

/** Begins to listen to the one tone that sounds here, and to watch the picture of this person. */
export async function startWitness(page: Page, name: string): Promise<void> {
  await page.evaluate((watched) => window.witness.start(watched), name);
}

/** What was heard and seen since {@link startWitness}. */
export function testify(page: Page): Promise<Testimony> {
  return page.evaluate(() => window.witness.testify());
}
