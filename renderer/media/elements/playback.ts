import { type ReadonlySignal, type Signal, signal } from '@preact/signals';

/**
 * Starts elements on the speaker that the user chose, and knows whether the browser refused to play sound before a
 * gesture of the user (autoplay policy).
 */
export class Playback {
  readonly #refused: Signal<ReadonlySet<HTMLMediaElement>> = signal(new Set());
  /** Elements with sound. */
  readonly #heard = new Set<HTMLAudioElement>();
  readonly #begun = new WeakSet<MediaStreamTrack>();
  #speaker = '';

  /** Elements that wait for a gesture. */
  get refused(): ReadonlySignal<ReadonlySet<HTMLMediaElement>> {
    return this.#refused;
  }

  /** Whether an element has begun to play this track: it shows the picture, or plays the sound on the right speaker. */
  hasBegun(track: MediaStreamTrack): boolean {
    return this.#begun.has(track);
  }

  /** Plays a track on an element; null stops it. */
  async play(element: HTMLMediaElement, track: MediaStreamTrack | null): Promise<void> {
    if (trackOf(element) === (track ?? undefined)) return;
    element.srcObject = track ? new MediaStream([track]) : null;
    if (!track) return this.forget(element);
    if (element instanceof HTMLAudioElement) this.#heard.add(element);
    else this.#awaitFrame(element as HTMLVideoElement, track);
    await this.#start(element);
  }

  /** Plays sound on this device from now on; empty for the system default (W3C audio-output). */
  useSpeaker(deviceId: string): void {
    this.#speaker = deviceId;
    for (const element of this.#heard) void this.#lead(element);
  }

  /** Starts the refused elements. Call it within a user gesture. */
  async retry(): Promise<void> {
    await Promise.all([...this.#refused.value].map((element) => this.#start(element)));
  }

  /** Forgets an element that is gone. */
  forget(element: HTMLMediaElement): void {
    element.srcObject = null;
    if (element instanceof HTMLAudioElement) this.#heard.delete(element);
    this.#mark(element, false);
  }

  /** Plays the sound of an element on the chosen speaker, or on the system default if that is missing. */
  async #lead(element: HTMLMediaElement): Promise<void> {
    if (!(element instanceof HTMLAudioElement) || element.sinkId === this.#speaker) return;
    try {
      await element.setSinkId(this.#speaker);
    } catch {
      if (element.sinkId !== '') await element.setSinkId('').catch(() => undefined);
    }
  }

  #awaitFrame(element: HTMLVideoElement, track: MediaStreamTrack): void {
    element.requestVideoFrameCallback(() => {
      if (trackOf(element) === track) this.#begun.add(track);
    });
  }

  async #start(element: HTMLMediaElement): Promise<void> {
    const track = trackOf(element);
    try {
      await Promise.all([this.#lead(element), element.play()]);
      this.#mark(element, false);
      const isHeard = element instanceof HTMLAudioElement && trackOf(element) === track;
      if (track && isHeard) this.#begun.add(track);
    } catch (thrown) {
      // AbortError: another track has replaced it meanwhile, and has its own result.
      if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') this.#mark(element, true);
    }
  }

  #mark(element: HTMLMediaElement, isRefused: boolean): void {
    if (this.#refused.value.has(element) === isRefused) return;
    const next = new Set(this.#refused.value);
    if (isRefused) next.add(element);
    else next.delete(element);
    this.#refused.value = next;
  }
}

/** What an element plays. */
function trackOf({ srcObject }: HTMLMediaElement): MediaStreamTrack | undefined {
  return srcObject instanceof MediaStream ? srcObject.getTracks()[0] : undefined;
}
