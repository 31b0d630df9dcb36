import type { ConferenceAvailability } from '../../protocol/conferences/availability.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { MediaPort, MediaRoom, RoomEvents } from './media-port.ts';
import type { WorkerStatus } from './worker-status.ts';

/** How often the status is looked at, in milliseconds. */
const LOOK_MS = 1_000;

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
      this.#options.log.error({ err: thrown }, 'the media worker does not start');
      this.#become({ state: 'failed' });
      this.#lookLater();
    }
  }

  #lookLater(): void {
    if (!this.#closed) this.#cancel = this.#options.clock.after(LOOK_MS, () => this.#look());
  }

  #become(availability: ConferenceAvailability): void {
    if (JSON.stringify(availability) === JSON.stringify(this.#availability)) return;
    this.#availability = availability;
    this.#options.log.info({ ...availability }, 'conferences');
    for (const listener of this.#listeners) listener(availability);
  }
}
