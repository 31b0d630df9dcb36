import type { ConsumerId, ProducerId } from '../../protocol/ids.ts';
import type { CancelTimer, Clock } from '../clock.ts';

/** How long a receiver waits for mediasoup's own request to work before the sender is told, in milliseconds. */
export const FIRST_WAIT_MS = 150;
/** A sender ignores requests for this long after a key frame (libwebrtc: 300 ms), in milliseconds. */
const DEAF_MS = 300;
/** How long between one demand and the next, in milliseconds. */
const REPEAT_MS = 200;
/** Demands that one receiver causes at most. */
const MAX_DEMANDS = 5;

interface Watch {
  /** Receivers without a picture, with how many demands each has seen. */
  waiting: Map<ConsumerId, number>;
  cancelTimer: CancelTimer;
}

/**
 * Sees to it that a receiver that has just become able to receive gets a key frame soon.
 *
 * libwebrtc ignores a PLI (RFC 4585 §6.3.1) that comes within some 300 ms after its last key frame, and mediasoup
 * repeats its own only after 1,000 ms. So whoever joins right after another would look at nothing for a second.
 * Instead the sending page is asked in words: at once when its RTP stack is known not to listen, otherwise when the
 * request has not worked in time. One demand serves every receiver of that producer.
 */
export class KeyFrameWatch {
  readonly #clock: Clock;
  readonly #demand: (producerId: ProducerId) => void;
  readonly #watches = new Map<ProducerId, Watch>();
  /** When each producer's last key frame was forwarded to anyone. */
  readonly #servedAtMs = new Map<ProducerId, number>();

  /** @param demand asks the sending page for a key frame */
  constructor(clock: Clock, demand: (producerId: ProducerId) => void) {
    this.#clock = clock;
    this.#demand = demand;
  }

  /** This consumer can receive from now on, and has no picture yet. */
  expect(producerId: ProducerId, consumerId: ConsumerId): void {
    const watch = this.#watches.get(producerId);
    if (watch !== undefined) {
      if (!watch.waiting.has(consumerId)) watch.waiting.set(consumerId, 0);
      return;
    }
    const waiting = new Map([[consumerId, 0]]);
    const isDeaf = this.#clock.nowMs() - (this.#servedAtMs.get(producerId) ?? -DEAF_MS) < DEAF_MS;
    this.#watches.set(producerId, {
      waiting,
      cancelTimer: this.#arm(producerId, isDeaf ? 0 : FIRST_WAIT_MS),
    });
  }

  /** A key frame was forwarded to this consumer. */
  served(producerId: ProducerId, consumerId: ConsumerId): void {
    this.#servedAtMs.set(producerId, this.#clock.nowMs());
    this.settle(producerId, consumerId);
  }

  /** This consumer waits no more: it is served, paused or closed. */
  settle(producerId: ProducerId, consumerId: ConsumerId): void {
    const watch = this.#watches.get(producerId);
    if (watch === undefined) return;
    watch.waiting.delete(consumerId);
    if (watch.waiting.size === 0) this.#drop(producerId, watch);
  }

  /** This producer is closed. */
  forget(producerId: ProducerId): void {
    this.#servedAtMs.delete(producerId);
  }

  /** Idempotent. */
  close(): void {
    for (const [producerId, watch] of this.#watches) this.#drop(producerId, watch);
  }

  #arm(producerId: ProducerId, delayMs: number): CancelTimer {
    return this.#clock.after(delayMs, () => this.#remind(producerId));
  }

  #remind(producerId: ProducerId): void {
    const watch = this.#watches.get(producerId);
    if (watch === undefined) return;
    for (const [consumerId, demands] of watch.waiting) {
      if (demands + 1 >= MAX_DEMANDS) watch.waiting.delete(consumerId);
      else watch.waiting.set(consumerId, demands + 1);
    }
    if (watch.waiting.size === 0) this.#drop(producerId, watch);
    else watch.cancelTimer = this.#arm(producerId, REPEAT_MS);
    this.#demand(producerId);
  }

  #drop(producerId: ProducerId, watch: Watch): void {
    watch.cancelTimer();
    this.#watches.delete(producerId);
  }
}
