import type { ConsumerId, ProducerId } from '../../protocol/ids.ts';
import type { CancelTimer, Clock } from '../clock.ts';

/** How long a receiver waits for the effect of mediasoup's own request before the sender is asked, in milliseconds. */
export const FIRST_WAIT_MS = 150;
/** How long a sender ignores requests after a key frame, in milliseconds (libwebrtc: 300 ms). */
const DEAF_MS = 300;
/** Time between two demands, in milliseconds. */
const REPEAT_MS = 200;
/** Maximum number of demands for one receiver. */
const MAX_DEMANDS = 5;

interface Watch {
  /** Receivers without a picture, each with the number of demands so far. */
  waiting: Map<ConsumerId, number>;
  cancelTimer: CancelTimer;
}

/**
 * Makes sure that a receiver gets a key frame soon after it is ready to receive.
 *
 * libwebrtc ignores a PLI (RFC 4585 §6.3.1) within about 300 ms after its last key frame, and mediasoup repeats its PLI
 * only after 1,000 ms. A person who joins right after another would see nothing for a second. Instead, the server asks the
 * sending page with a notice: immediately if its RTP stack ignores a PLI now, otherwise if the PLI had no effect in time.
 * One demand serves every receiver of that producer.
 */
export class KeyFrameWatch {
  readonly #clock: Clock;
  readonly #demand: (producerId: ProducerId) => void;
  readonly #watches = new Map<ProducerId, Watch>();
  /** When the last key frame of each producer was forwarded to any receiver. */
  readonly #servedAtMs = new Map<ProducerId, number>();

  /** @param demand asks the sending page for a key frame */
  constructor(clock: Clock, demand: (producerId: ProducerId) => void) {
    this.#clock = clock;
    this.#demand = demand;
  }

  /** This consumer is ready to receive and has no picture yet. */
  expect(producerId: ProducerId, consumerId: ConsumerId): void {
    const watch = this.#watches.get(producerId);
    if (watch !== undefined) {
      if (!watch.waiting.has(consumerId)) watch.waiting.set(consumerId, 0);
      return;
    }
    const waiting = new Map([[consumerId, 0]]);
    const isDeaf = this.#clock.monotonicMs() - (this.#servedAtMs.get(producerId) ?? -DEAF_MS) < DEAF_MS;
    this.#watches.set(producerId, {
      waiting,
      cancelTimer: this.#arm(producerId, isDeaf ? 0 : FIRST_WAIT_MS),
    });
  }

  /** A key frame was forwarded to this consumer. */
  served(producerId: ProducerId, consumerId: ConsumerId): void {
    this.#servedAtMs.set(producerId, this.#clock.monotonicMs());
    this.settle(producerId, consumerId);
  }

  /** This consumer no longer waits: it was served, paused or closed. */
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
