import type { ConferenceAvailability } from '../../protocol/conferences/availability.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { MediaConference, MediaConferenceEvents, MediaPort } from './media-port.ts';
import type { WorkerStatus } from './worker/worker-status.ts';

/** How often the status is checked, in milliseconds. */
const CHECK_MS = 1_000;
/** Longest pause after a failed start. The first pause is {@link CHECK_MS}, and each one doubles. */
const MAX_PAUSE_MS = 60_000;

export interface MediaWhenReadyOptions {
  routerRtpCapabilities: MediaPort['routerRtpCapabilities'];
  status: () => WorkerStatus;
  /** Starts the SFU with this worker. */
  start: (workerBin: string) => Promise<MediaPort>;
  clock: Clock;
  log: Logger;
}

/**
 * An SFU whose worker is still being compiled: `preparing` → `ready` or `failed`. From `failed` it becomes `preparing`
 * again when another attempt begins. The server starts without it, and conferences become available without a restart.
 */
export class MediaWhenReady implements MediaPort {
  readonly routerRtpCapabilities: MediaPort['routerRtpCapabilities'];
  readonly #options: MediaWhenReadyOptions;
  readonly #listeners: ((availability: ConferenceAvailability) => void)[] = [];
  #availability: ConferenceAvailability = { state: 'preparing' };
  #media: MediaPort | undefined;
  #starting: Promise<void> | undefined;
  #cancel: CancelTimer = () => {};
  #closed = false;
  /** The last failed start: which worker, the pause before the next try, and why it failed. */
  #failed: { workerBin: string; pauseMs: number; why: string } | undefined;

  constructor(options: MediaWhenReadyOptions) {
    this.#options = options;
    this.routerRtpCapabilities = options.routerRtpCapabilities;
    this.#check();
  }

  get workerCount(): number {
    return this.#media?.workerCount ?? 0;
  }

  get availability(): ConferenceAvailability {
    return this.#availability;
  }

  onAvailability(listener: (availability: ConferenceAvailability) => void): void {
    this.#listeners.push(listener);
  }

  /** @throws ParleyError CONFERENCES_PREPARING, WORKER_MISSING if the worker could not be prepared, WORKER_CRASHED */
  async openConference(events: MediaConferenceEvents): Promise<MediaConference> {
    if (this.#media !== undefined) return this.#media.openConference(events);
    if (this.#availability.state === 'failed') {
      throw new ParleyError('WORKER_MISSING', 'the media worker could not be prepared');
    }
    const percent = this.#availability.state === 'preparing' ? this.#availability.percent : undefined;
    throw new ParleyError('CONFERENCES_PREPARING', 'the media worker is not ready yet', {
      context: percent === undefined ? {} : { percent },
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#starting;
    await this.#media?.close();
  }

  #check(): void {
    const status = this.#options.status();
    if (status.state === 'ready') {
      this.#starting = this.#start(status.workerBin);
      return;
    }
    this.#become(status);
    this.#checkLater();
  }

  async #start(workerBin: string): Promise<void> {
    try {
      const media = await this.#options.start(workerBin);
      if (this.#closed) return await media.close();
      this.#media = media;
      this.#become({ state: 'ready' });
    } catch (thrown) {
      this.#become({ state: 'failed' });
      this.#checkLater(this.#pauseAfter(workerBin, thrown));
    }
  }

  /** The pause before the next try to start a worker. Logs a reason only when it changes. */
  #pauseAfter(workerBin: string, thrown: unknown): number {
    const why = String(thrown);
    const before = this.#failed?.workerBin === workerBin ? this.#failed : undefined;
    if (before?.why !== why) this.#options.log.error({ err: thrown }, 'the media worker did not start');
    const pauseMs = before === undefined ? CHECK_MS : Math.min(before.pauseMs * 2, MAX_PAUSE_MS);
    this.#failed = { workerBin, pauseMs, why };
    return pauseMs;
  }

  #checkLater(afterMs = CHECK_MS): void {
    if (!this.#closed) this.#cancel = this.#options.clock.after(afterMs, () => this.#check());
  }

  #become(availability: ConferenceAvailability): void {
    if (JSON.stringify(availability) === JSON.stringify(this.#availability)) return;
    this.#availability = availability;
    this.#options.log.info({ ...availability }, 'conferences');
    for (const listener of this.#listeners) listener(availability);
  }
}
