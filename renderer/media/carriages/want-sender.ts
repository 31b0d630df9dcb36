import { effect, type ReadonlySignal } from '@preact/signals';
import { ParleyError } from '../../../protocol/errors.ts';
import type { ConsumerId } from '../../../protocol/ids.ts';
import type { Want } from '../../../protocol/media.ts';
import type { ShownPicture } from '../shown-pictures.ts';
import { asksForLess, isSameWant, type ReceivedPicture, wantOf } from './wants.ts';

/** Less is requested only after this time in which no more was needed, in milliseconds. */
export const LESS_AFTER_MS = 600;
/** A failed request is repeated after this time, in milliseconds. */
export const RETRY_MS = 1_000;

/** What a {@link WantSender} needs. */
export interface WantSenderOptions {
  /** Pictures of this stay that are on screen now. */
  readonly onScreen: ReadonlySignal<readonly ShownPicture[]>;
  readonly send: (wants: Want[]) => Promise<unknown>;
}

/**
 * Tells the SFU what this page needs of each picture that it can receive: only differences, simultaneous changes in one
 * message, one message at a time. More is requested at once. Less is requested only when it lasts, so that a picture
 * that moves to another element, or arrives before its element, is not paused in between.
 */
export class WantSender {
  readonly #options: WantSenderOptions;
  readonly #pictures = new Map<ConsumerId, ReceivedPicture>();
  /** What the SFU sends of each picture, according to our requests. */
  readonly #told = new Map<ConsumerId, Want>();
  /** The time since when less is needed than was requested, on the clock of `performance`. */
  readonly #lessSinceMs = new Map<ConsumerId, number>();
  readonly #stop: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSending = false;
  #closed = false;

  constructor(options: WantSenderOptions) {
    this.#options = options;
    this.#stop = effect(() => {
      options.onScreen.value;
      this.#reviewIn(0);
    });
  }

  /** Adds a picture that can be received from now on. `paused` is its state at the SFU before our first request. */
  add(picture: ReceivedPicture, { paused }: { paused: boolean }): void {
    const { consumerId } = picture;
    this.#pictures.set(consumerId, picture);
    this.#told.set(consumerId, { consumerId, paused, speaker: false });
    this.#reviewIn(0);
  }

  /** Removes a picture. Does nothing if it is not known. */
  remove(consumerId: ConsumerId): void {
    for (const known of [this.#pictures, this.#told, this.#lessSinceMs]) known.delete(consumerId);
  }

  /** Stops sending requests. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#stop();
    clearTimeout(this.#timer);
  }

  #reviewIn(delayMs: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => this.#review(), delayMs);
  }

  #review(): void {
    // The next review follows the message that is under way.
    if (this.#isSending) return;
    const due = this.#due(performance.now());
    if (due.length > 0) void this.#send(due);
    else if (this.#lessSinceMs.size > 0) this.#reviewIn(this.#untilLessMs());
  }

  /** The changes to request now. Also records since when less is needed. */
  #due(nowMs: number): Want[] {
    const onScreen = this.#options.onScreen.peek();
    const due: Want[] = [];
    for (const picture of this.#pictures.values()) {
      const { consumerId } = picture;
      const want = wantOf(picture, onScreen);
      const told = this.#told.get(consumerId);
      const isLess = told !== undefined && asksForLess(want, told);
      const sinceMs = this.#lessSinceMs.get(consumerId) ?? nowMs;
      const isSettled = !isLess || nowMs - sinceMs >= LESS_AFTER_MS;
      if (isLess && !isSettled) this.#lessSinceMs.set(consumerId, sinceMs);
      else this.#lessSinceMs.delete(consumerId);
      if (isSettled && !(told && isSameWant(want, told))) due.push(want);
    }
    return due;
  }

  #untilLessMs(): number {
    const firstMs = Math.min(...this.#lessSinceMs.values());
    return Math.max(0, firstMs + LESS_AFTER_MS - performance.now());
  }

  async #send(wants: Want[]): Promise<void> {
    let nextInMs = 0;
    this.#isSending = true;
    for (const want of wants) this.#told.set(want.consumerId, want);
    try {
      await this.#options.send(wants);
    } catch (thrown) {
      // A request that is not repeated is about a consumer that no longer exists; the others are as wanted. During a
      // leave, which may fail, main replies that we are not in the conference.
      const { retryable, code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (retryable || code === 'CONFERENCE_NOT_JOINED') {
        for (const { consumerId } of wants) this.#told.delete(consumerId);
        nextInMs = RETRY_MS;
      }
    } finally {
      this.#isSending = false;
      this.#reviewIn(nextInMs);
    }
  }
}
