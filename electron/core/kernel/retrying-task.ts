import { type ErrorCode, ParleyError } from '../../../protocol/errors.ts';
import type { Clock, Log } from '../ports.ts';
import { BackOff } from './back-off.ts';

/** Failures after which the same request is sent again on the same connection. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['REQUEST_TIMED_OUT', 'RATE_LIMITED']);

/** Whether a failure is temporary: the request is sent again, now or after the next registration. */
export function isPassing(error: ParleyError): boolean {
  return PASSING.has(error.code) || error.code === 'CONNECTION_LOST';
}

export interface RetryingTaskOptions {
  /** For the log. */
  name: string;
  clock: Clock;
  log: Log;
  run(): Promise<void>;
}

/**
 * A task at the server that runs once at a time, runs again when it is started meanwhile, and is retried after a pause
 * (1 s, doubling to 30 s) when it failed for a temporary reason.
 */
export class RetryingTask {
  readonly #options: RetryingTaskOptions;
  #wanted = false;
  #running = false;
  #closed = false;
  readonly #backOff = new BackOff();
  #callOff: (() => void) | null = null;

  constructor(options: RetryingTaskOptions) {
    this.#options = options;
  }

  start(): void {
    this.#wanted = true;
    if (!this.#running && this.#callOff === null) void this.#run();
  }

  /** Starts no more runs; a run in progress may still finish. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#callOff?.();
    this.#callOff = null;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#wanted && !this.#closed && this.#callOff === null) {
      this.#wanted = false;
      try {
        await this.#options.run();
        this.#backOff.reset();
      } catch (thrown) {
        this.#failed(ParleyError.from(thrown, 'STATE_ILLEGAL'));
      }
    }
    this.#running = false;
  }

  #failed(error: ParleyError): void {
    if (this.#closed) return;
    const { name, clock, log } = this.#options;
    log.warn(`${name} failed`, { code: error.code, message: error.message });
    if (!PASSING.has(error.code)) return;
    this.#wanted = true;
    this.#callOff = clock.after(this.#backOff.next(), () => {
      this.#callOff = null;
      void this.#run();
    });
  }
}
