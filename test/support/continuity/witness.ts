import type { BrowserContext, Page } from 'playwright-core';

/** What one person heard and saw of another during an observation. All in milliseconds. */
export interface Testimony {
  /** Longest time without the tone. */
  audioGapMs: number;
  /** Longest time in which the tone was heard twice. */
  audioOverlapMs: number;
  /** Longest time without a new frame of the topmost picture. */
  videoStallMs: number;
  /** How long the topmost picture had not had any frame yet. */
  blackMs: number;
  /** Sound elements that play the tone now. */
  heardElements: number;
}

/** The witness's data inside a page. */
interface Witness {
  start(name: string): Promise<void>;
  testify(): Promise<Testimony>;
}

declare global {
  interface Window {
    witness: Witness;
  }
  /** W3C mediacapture-transform; not in the DOM library yet. */
  var MediaStreamTrackProcessor: new (init: {
    track: MediaStreamTrack;
    maxBufferSize?: number;
  }) => { readable: ReadableStream<unknown> };
}

/** Runs in each page before its own scripts. It must be self-contained, since it is sent as text. */
function installWitness(): void {
  /**
   * Records when each sound is loud, in a separate thread and by the times at which its chunks were played. A busy page
   * does not cause a gap.
   */
  const LISTENER = `let loud = [];
    let lastAtMs = performance.now();
    const isLoud = (data) => {
      const samples = new Float32Array(data.allocationSize({ planeIndex: 0, format: 'f32-planar' }) / 4);
      data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      return samples.reduce((energy, sample) => energy + sample * sample, 0) / samples.length > 0.0004;
    };
    const played = new Set();
    // A sound's chunks have even times, which jump when the sender's clock becomes known, so they are mapped to ours.
    const clockOf = () => {
      let late = [];
      return (pieceMs) => {
        const lateMs = performance.now() - pieceMs;
        if (late.some((other) => Math.abs(other - lateMs) > 500)) late = [];
        late = [...late.slice(-30), lateMs];
        return pieceMs + Math.min(...late);
      };
    };
    const listen = async (sound, pieces) => {
      const reader = pieces.getReader();
      const clock = clockOf();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        const piece = next.value;
        if (played.has(sound) && isLoud(piece)) {
          const fromMs = clock(piece.timestamp / 1000);
          loud.push({ sound, fromMs, toMs: fromMs + piece.duration / 1000 });
          lastAtMs = performance.now();
        }
        piece.close();
      }
    };
    onmessage = ({ data }) => {
      if (data.pieces) void listen(data.sound, data.pieces);
      else if (data.played) played.add(data.sound);
      else if (data.played === false) played.delete(data.sound);
      else if (data.reset) loud = [];
      else postMessage({ loud, silentMs: performance.now() - lastAtMs });
    };`;

  /** Number of chunks that are buffered for a late thread: ten seconds of sound. */
  const PIECES_KEPT = 1_000;

  interface Loud {
    sound: number;
    fromMs: number;
    toMs: number;
  }
  let listener: Worker | undefined;
  /** Every sound that an element has had, and whether one has it now: a sound that no element plays is not heard. */
  const sounds: MediaStreamTrack[] = [];
  const played = new Set<MediaStreamTrack>();
  const setPlayed = (track: MediaStreamTrack, isPlayed: boolean) => {
    if (isPlayed) played.add(track);
    else played.delete(track);
    listener?.postMessage({ sound: sounds.indexOf(track), played: isPlayed });
  };
  const listenTo = (track: MediaStreamTrack) => {
    if (!listener || track.readyState === 'ended') return;
    const sound = sounds.indexOf(track);
    const pieces = new MediaStreamTrackProcessor({ track, maxBufferSize: PIECES_KEPT }).readable;
    listener.postMessage({ sound, pieces }, [pieces]);
    listener.postMessage({ sound, played: played.has(track) });
  };
  const openListener = () => {
    listener = new Worker(URL.createObjectURL(new Blob([LISTENER], { type: 'text/javascript' })));
    for (const track of sounds) listenTo(track);
  };
  /** Longest gap between loud chunks, and longest time in which two sounds are loud. */
  const soundGaps = (loud: Loud[]): { gapMs: number; overlapMs: number } => {
    const pieces = loud.toSorted((one, other) => one.fromMs - other.fromMs);
    const untilMs = new Map<number, number>();
    let [gapMs, overlapMs, overlapFromMs] = [0, 0, Number.NaN];
    for (const { sound, fromMs, toMs } of pieces) {
      const all = [...untilMs.values()];
      if (all.length > 0) gapMs = Math.max(gapMs, fromMs - Math.max(...all));
      const othersMs = Math.max(0, ...[...untilMs].map(([other, end]) => (other === sound ? 0 : end)));
      if (othersMs <= fromMs) overlapFromMs = Number.NaN;
      else {
        if (Number.isNaN(overlapFromMs)) overlapFromMs = fromMs;
        overlapMs = Math.max(overlapMs, Math.min(othersMs, toMs) - overlapFromMs);
      }
      untilMs.set(sound, toMs);
    }
    return { gapMs, overlapMs };
  };

  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  const soundsOf = (element: HTMLMediaElement) => {
    const { srcObject } = element;
    return element instanceof HTMLAudioElement && srcObject instanceof MediaStream
      ? srcObject.getAudioTracks()
      : [];
  };
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...source,
    set(this: HTMLMediaElement, stream: MediaProvider | null) {
      for (const track of soundsOf(this)) setPlayed(track, false);
      source?.set?.call(this, stream);
      for (const track of soundsOf(this)) {
        if (!sounds.includes(track)) {
          sounds.push(track);
          listenTo(track);
        }
        setPlayed(track, true);
      }
    },
  });

  /** Records when frames arrive, in a separate thread, so that a busy page does not delay them. */
  const COUNTER = `const times = [];
    onmessage = async ({ data }) => {
      if (!data.frames) return postMessage(times);
      const reader = data.frames.getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        next.value.close();
        times.push(performance.timeOrigin + performance.now());
      }
    };`;
  const counterUrl = () => URL.createObjectURL(new Blob([COUNTER], { type: 'text/javascript' }));

  /** The frame counter of each picture of the observed person, and since when its element has had one. */
  const pictures = new Map<HTMLVideoElement, { counter: Worker; firstAtMs: number; isTile: boolean }>();
  const nowMs = () => performance.timeOrigin + performance.now();
  let watched = '';
  let startedAtMs = 0;
  let coverGoneAtMs = Number.POSITIVE_INFINITY;
  const coverOf = () => document.querySelector('[data-testid=call-view]');
  const isOf = (element: HTMLVideoElement) => {
    const name = element.closest('[data-testid=tile]')?.querySelector('.tile-name-words')?.textContent;
    return name === undefined ? coverOf()?.contains(element) === true : name === watched;
  };
  const count = (element: HTMLVideoElement, atMs: number) => {
    const [track] = element.srcObject instanceof MediaStream ? element.srcObject.getVideoTracks() : [];
    if (!track) return;
    const counter = new Worker(counterUrl());
    const frames = new MediaStreamTrackProcessor({ track }).readable;
    counter.postMessage({ frames }, [frames]);
    const isTile = element.closest('[data-testid=tile]') !== null;
    pictures.set(element, { counter, firstAtMs: performance.timeOrigin + atMs, isTile });
  };
  const seen = new WeakSet<HTMLVideoElement>();
  const watchPictures = () => {
    if (coverOf() === null) coverGoneAtMs = Math.min(coverGoneAtMs, nowMs());
    for (const element of document.querySelectorAll<HTMLVideoElement>('[data-testid=remote-video]')) {
      if (seen.has(element) || !isOf(element)) continue;
      seen.add(element);
      element.requestVideoFrameCallback((_now, { presentationTime }) => count(element, presentationTime));
    }
  };
  const observer = new MutationObserver(watchPictures);

  const timesOf = ({ counter }: { counter: Worker }) =>
    new Promise<number[]>((resolve) => {
      counter.onmessage = ({ data }) => resolve(data);
      counter.postMessage({});
    });

  /** Frames of the topmost picture in order: of the call while it exists, then of the conference. */
  const framesOnTop = async (): Promise<{ times: number[]; blackMs: number }> => {
    const all = [...pictures.values()];
    const times = await Promise.all(
      all.map(async (picture) => ({ ...picture, times: await timesOf(picture) })),
    );
    const onTop = times.flatMap((picture) =>
      picture.times.filter((time) => time >= coverGoneAtMs === picture.isTile),
    );
    const tile = all.find(({ isTile }) => isTile);
    const isCoverGone = coverGoneAtMs < Number.POSITIVE_INFINITY;
    const blackMs = isCoverGone ? Math.max(0, (tile?.firstAtMs ?? nowMs()) - coverGoneAtMs) : 0;
    return { times: onTop.sort((one, other) => one - other), blackMs };
  };

  window.witness = {
    async start(name) {
      watched = name;
      if (!listener) openListener();
      listener?.postMessage({ reset: true });
      for (const [element, { counter }] of pictures) {
        if (element.isConnected) continue;
        counter.terminate();
        pictures.delete(element);
      }
      coverGoneAtMs = Number.POSITIVE_INFINITY;
      startedAtMs = nowMs();
      observer.observe(document, { subtree: true, childList: true });
      watchPictures();
    },
    async testify() {
      const { loud, silentMs } = await new Promise<{ loud: Loud[]; silentMs: number }>((resolve) => {
        if (listener) listener.onmessage = ({ data }) => resolve(data);
        listener?.postMessage({});
      });
      const { gapMs, overlapMs } = soundGaps(loud);
      observer.disconnect();
      const endedAtMs = nowMs();
      const { times, blackMs } = await framesOnTop();
      const marks = [
        startedAtMs,
        ...times.filter((time) => time > startedAtMs && time < endedAtMs),
        endedAtMs,
      ];
      const stalls = marks.slice(1).map((time, index) => time - (marks[index] ?? time));
      const playing = [...document.querySelectorAll('audio')].filter(
        ({ paused, muted, srcObject }) =>
          !paused &&
          !muted &&
          srcObject instanceof MediaStream &&
          srcObject.getAudioTracks().some((track) => track.enabled && track.readyState === 'live'),
      );
      return {
        audioGapMs: Math.max(gapMs, silentMs),
        audioOverlapMs: overlapMs,
        videoStallMs: Math.max(...stalls),
        blackMs,
        heardElements: playing.length,
      };
    },
  };
}

/** Installs the witness in every page that the context opens from then on. Its worklet needs a context without CSP. */
export async function callWitness(context: BrowserContext): Promise<void> {
  await context.addInitScript(installWitness);
}

/** Starts to listen to the one tone that plays here, and to watch the picture of this person. */
export async function startWitness(page: Page, name: string): Promise<void> {
  await page.evaluate((watched) => window.witness.start(watched), name);
}

/** Returns what was heard and seen since {@link startWitness}. */
export function testify(page: Page): Promise<Testimony> {
  return page.evaluate(() => window.witness.testify());
}
