import { ParleyError } from '../../../protocol/errors.ts';
import type { ConsumerId } from '../../../protocol/ids.ts';

/** Waits before each retry, in milliseconds. The last one is used for all further retries. */
const RESUME_AFTER_MS = [500, 1_000, 2_000, 5_000] as const;
const LONGEST_MS = 5_000;

/** Asks the SFU to send consumers until it does, so that a failed request leaves no participant unheard. */
export class ConsumerResumer {
  readonly #send: (consumerId: ConsumerId) => Promise<unknown>;
  /** Consumers that the SFU does not send yet, with the timer of the next attempt if there is one. */
  readonly #waiting = new Map<ConsumerId, ReturnType<typeof setTimeout> | undefined>();

  constructor(send: (consumerId: ConsumerId) => Promise<unknown>) {
    this.#send = send;
  }

  /**
   * Resolves after the first attempt. If that failed but may succeed later, retries follow by themselves.
   * @throws ParleyError an error that no retry can change, such as MEDIA_OBJECT_UNKNOWN
   */
  async resume(consumerId: ConsumerId): Promise<void> {
    this.#waiting.set(consumerId, undefined);
    await this.#attempt(consumerId, 0);
  }

  /** Stops asking for a consumer that is gone. Idempotent. */
  remove(consumerId: ConsumerId): void {
    clearTimeout(this.#waiting.get(consumerId));
    this.#waiting.delete(consumerId);
  }

  /** Stops asking for all consumers. Idempotent. */
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
      // Main replies this during a leave too, which may fail. When the stay is really over, this carriage is closed.
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
