import { ParleyError } from '../../../protocol/errors.ts';
import type { ConsumerId } from '../../../protocol/ids.ts';

/** Waits before each new attempt, in milliseconds. The last one holds for all further attempts. */
const RESUME_AFTER_MS = [500, 1_000, 2_000, 5_000] as const;
const LONGEST_MS = 5_000;

/** Asks the SFU to send consumers until it does, so that one request that fails costs nobody the sound. */
export class ConsumerResumer {
  readonly #send: (consumerId: ConsumerId) => Promise<unknown>;
  /** Consumers that the SFU does not send yet, with the next attempt where one is due. */
  readonly #waiting = new Map<ConsumerId, ReturnType<typeof setTimeout> | undefined>();

  constructor(send: (consumerId: ConsumerId) => Promise<unknown>) {
    this.#send = send;
  }

  /**
   * Resolves after the first attempt; where that may succeed later, others follow by themselves.
   * @throws ParleyError what no other attempt can change, as MEDIA_OBJECT_UNKNOWN
   */
  async resume(consumerId: ConsumerId): Promise<void> {
    this.#waiting.set(consumerId, undefined);
    await this.#attempt(consumerId, 0);
  }

  /** Asks no more for a consumer that is gone. Idempotent. */
  remove(consumerId: ConsumerId): void {
    clearTimeout(this.#waiting.get(consumerId));
    this.#waiting.delete(consumerId);
  }

  /** Asks no more. Idempotent. */
  close(): void {
    for (const consumerId of [...this.#waiting.keys()]) this.remove(consumerId);
  }

  async #attempt(consumerId: ConsumerId, failures: number): Promise<void> {
    try {
      await this.#send(consumerId);
      this.remove(consumerId);
    } catch (thrown) {
      if (!this.#waiting.has(consumerId)) return;
      const error = ParleyError.from(thrown, 'MEDIA_FAILED');
      // Main says so too while a leave is under way, which may fail. When the stay is really gone, so is this carriage.
      const mayChange = error.retryable || error.code === 'CONFERENCE_NOT_JOINED';
      if (!mayChange) {
        this.remove(consumerId);
        throw error;
      }
      const pauseMs = Math.max(
        RESUME_AFTER_MS[failures] ?? LONGEST_MS,
        Number(error.context.retryAfterMs ?? 0),
      );
      const again = () => void this.#attempt(consumerId, failures + 1).catch(() => undefined);
      this.#waiting.set(consumerId, setTimeout(again, pauseMs));
    }
  }
}
