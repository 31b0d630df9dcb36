import { effect } from '@preact/signals';

/** Keeps the right track on the sender of one m-line, without a negotiation (W3C webrtc §5.2). */
export class LineSender {
  readonly #stop: () => void;
  /** The last requested track: the sender itself only says which track it has already. */
  #wanted: MediaStreamTrack | null;
  #done: Promise<void> = Promise.resolve();

  /** `read` returns the track to send. It is called again whenever a signal that it read changes. */
  constructor(sender: RTCRtpSender, read: () => MediaStreamTrack | null) {
    this.#wanted = sender.track;
    this.#stop = effect(() => {
      const track = read();
      if (track === this.#wanted) return;
      this.#wanted = track;
      // This only fails when the connection was closed meanwhile, and then there is nothing to send to.
      this.#done = sender.replaceTrack(track).catch(() => undefined);
    });
  }

  /** Resolves when the sender has the last requested track. */
  settled(): Promise<void> {
    return this.#done;
  }

  /** Stops following the signals. */
  close(): void {
    this.#stop();
  }
}
