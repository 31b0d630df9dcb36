import { effect } from '@preact/signals';

/** Keeps the sender of one m-line on the track that it is to carry, without a negotiation (W3C webrtc §5.2). */
export class LineSender {
  readonly #stop: () => void;
  /** What was asked for last: the sender itself only tells what it carries already. */
  #wanted: MediaStreamTrack | null;
  #done: Promise<void> = Promise.resolve();

  /** `read` gives the track to carry, and is asked again whenever a signal that it read changes. */
  constructor(sender: RTCRtpSender, read: () => MediaStreamTrack | null) {
    this.#wanted = sender.track;
    this.#stop = effect(() => {
      const track = read();
      if (track === this.#wanted) return;
      this.#wanted = track;
      // It only fails when the connection was closed meanwhile, and then there is nothing to send to.
      this.#done = sender.replaceTrack(track).catch(() => undefined);
    });
  }

  /** Resolves when the sender carries what was asked for last. */
  settled(): Promise<void> {
    return this.#done;
  }

  /** Follows no longer. */
  close(): void {
    this.#stop();
  }
}
