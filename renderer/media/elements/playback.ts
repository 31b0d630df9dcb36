import { type ReadonlySignal, type Signal, signal } from '@preact/signals';

/** Starts elements, and knows whether the browser refused to before the user touched the page (autoplay policy). */
export class Playback {
  readonly #refused: Signal<ReadonlySet<HTMLMediaElement>> = signal(new Set());

  /** Elements that wait for a gesture. */
  get refused(): ReadonlySignal<ReadonlySet<HTMLMediaElement>> {
    return this.#refused;
  }

  /** Plays a track on an element; nothing, when there is none. */
  async play(element: HTMLMediaElement, track: MediaStreamTrack | null): Promise<void> {
    const playing = element.srcObject instanceof MediaStream ? element.srcObject.getTracks()[0] : undefined;
    if (playing === (track ?? undefined)) return;
    element.srcObject = track ? new MediaStream([track]) : null;
    if (track) await this.#start(element);
    else this.forget(element);
  }

  /** Within a gesture of the user: starts what was refused. */
  async retry(): Promise<void> {
    await Promise.all([...this.#refused.value].map((element) => this.#start(element)));
  }

  /** The element is gone. */
  forget(element: HTMLMediaElement): void {
    element.srcObject = null;
    this.#mark(element, false);
  }

  async #start(element: HTMLMediaElement): Promise<void> {
    try {
      await element.play();
      this.#mark(element, false);
    } catch (thrown) {
      // AbortError: another track took its place meanwhile, and has its own answer.
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
