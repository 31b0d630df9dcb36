import type { ConferenceAvailability } from '../../protocol/conferences/availability.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { MediaPort, MediaRoom, RoomEvents } from './media-port.ts';
import type { WorkerStatus } from './worker/worker-status.ts';

/** How often the status is looked at, in milliseconds. */
const LOOK_MS = 1_000;
/** The longest pause after a start that failed; the first is as long as {@link LOOK_MS}, and each doubles. */
const MAX_PAUSE_MS = 60_000;

export interface MediaWhenReadyOptions {
  routerRtpCapabilities: MediaPort['routerRtpCapabilities'];
  status: () => WorkerStatus;
  /** Starts the SFU with the worker that is there now. */
  start: (workerBin: string) => Promise<MediaPort>;
  clock: Clock;
  log: Logger;
}

/**
 * An SFU whose worker is still being made: `preparing` → `ready`, or `failed`, from which it becomes `preparing` again
 * when another attempt begins. The server starts without it, and conferences begin to work without a restart.
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
  /** Of the worker that is there: which one, how long it is left alone, and why it did not start. */
  #failed: { workerBin: string; pauseMs: number; why: string } | undefined;

  constructor(options: MediaWhenReadyOptions) {
    this.#options = options;
    this.routerRtpCapabilities = options.routerRtpCapabilities;
    this.#look();
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

  /** @throws ParleyError CONFERENCES_PREPARING, WORKER_MISSING when no worker could be made, WORKER_CRASHED */
  async openRoom(events: RoomEvents): Promise<MediaRoom> {
    if (this.#media !== undefined) return this.#media.openRoom(events);
    if (this.#availability.state === 'failed') {
      throw new ParleyError('WORKER_MISSING', 'the media worker could not be made');
    }
    const percent = this.#availability.state === 'preparing' ? this.#availability.percent : undefined;
    throw new ParleyError('CONFERENCES_PREPARING', 'the media worker is not there yet', {
      context: percent === undefined ? {} : { percent },
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#starting;
    await this.#media?.close();
  }

  #look(): void {
    const status = this.#options.status();
    if (status.state === 'ready') {
      this.#starting = this.#start(status.workerBin);
      return;
    }
    this.#become(status);
    this.#lookLater();
  }

  async #start(workerBin: string): Promise<void> {
    try {
      const media = await this.#options.start(workerBin);
      if (this.#closed) return await media.close();
      this.#media = media;
      this.#become({ state: 'ready' });
    } catch (thrown) {
      this.#become({ state: 'failed' });
      this.#lookLater(this.#pauseAfter(workerBin, thrown));
    }
  }

  /** How long a worker that did not start is left alone. The log has each reason once, until it changes. */
  #pauseAfter(workerBin: string, thrown: unknown): number {
    const why = String(thrown);
    const before = this.#failed?.workerBin === workerBin ? this.#failed : undefined;
    if (before?.why !== why) this.#options.log.error({ err: thrown }, 'the media worker does not start');
    const pauseMs = before === undefined ? LOOK_MS : Math.min(before.pauseMs * 2, MAX_PAUSE_MS);
    this.#failed = { workerBin, pauseMs, why };
    return pauseMs;
  }

  #lookLater(afterMs = LOOK_MS): void {
    if (!this.#closed) this.#cancel = this.#options.clock.after(afterMs, () => this.#look());
  }

  #become(availability: ConferenceAvailability): void {
    if (JSON.stringify(availability) === JSON.stringify(this.#availability)) return;
    this.#availability = availability;
    this.#options.log.info({ ...availability }, 'conferences');
    for (const listener of this.#listeners) listener(availability);
  }
}
