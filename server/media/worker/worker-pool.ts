import type { Worker } from 'mediasoup/types';
import { ParleyError } from '../../../protocol/errors.ts';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { type MediaWorker, stopWorker } from './spawn-worker.ts';

/** Pause between a failed start and the next try, in milliseconds. */
const RETRY_MS = 1_000;

export interface WorkerPoolOptions {
  count: number;
  spawn: (index: number) => Promise<MediaWorker>;
  clock: Clock;
  log: Logger;
}

/** One place in the pool; empty while a dead worker is being replaced. */
interface Slot {
  index: number;
  media: MediaWorker | undefined;
  /** Routers on its current worker. */
  routers: number;
}

/** A worker for the router of one conference. */
export interface AcquiredWorker extends MediaWorker {
  /** The router is closed. Idempotent. */
  release(): void;
}

/** Keeps a fixed number of media workers running and balances the load between them. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: Slot[];
  readonly #retries = new Set<CancelTimer>();
  /** Starts in progress. Closing waits for them. */
  readonly #starts = new Set<Promise<void>>();
  #closed = false;

  private constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.count }, (_, index) => ({
      index,
      media: undefined,
      routers: 0,
    }));
  }

  /** Resolves when every worker is running. @throws ParleyError the error of `spawn`; then no worker is left running */
  static async start(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    const starts = await Promise.allSettled(pool.#slots.map((slot) => pool.#fill(slot)));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed === undefined) return pool;
    await pool.close();
    throw failed.reason;
  }

  get size(): number {
    return this.#slots.filter((slot) => slot.media !== undefined).length;
  }

  /** Takes the worker with the fewest routers. @throws ParleyError WORKER_CRASHED if no worker is running */
  acquire(): AcquiredWorker {
    const [slot] = this.#slots
      .filter((candidate) => candidate.media !== undefined)
      .sort((one, other) => one.routers - other.routers);
    if (slot?.media === undefined) throw new ParleyError('WORKER_CRASHED', 'no media worker is running');
    const { media } = slot;
    let acquired = true;
    slot.routers += 1;
    return {
      ...media,
      release() {
        if (acquired && slot.media === media) slot.routers -= 1;
        acquired = false;
      },
    };
  }

  /** Idempotent. Resolves when every worker process is gone. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#retries) cancel();
    this.#retries.clear();
    await Promise.allSettled(this.#starts);
    await Promise.all(this.#slots.map(({ media }) => media && stopWorker(media.worker)));
  }

  #fill(slot: Slot): Promise<void> {
    const start = this.#startWorker(slot).finally(() => this.#starts.delete(start));
    this.#starts.add(start);
    return start;
  }

  async #startWorker(slot: Slot): Promise<void> {
    const media = await this.#options.spawn(slot.index);
    if (this.#closed) return stopWorker(media.worker);
    slot.media = media;
    slot.routers = 0;
    media.worker.once('died', () => this.#replace(slot, media.worker));
    this.#options.log.info({ worker: slot.index, pid: media.worker.pid }, 'media worker started');
  }

  #replace(slot: Slot, dead: Worker): void {
    slot.media = undefined;
    if (this.#closed) return;
    this.#options.log.error({ worker: slot.index, pid: dead.pid }, 'media worker died');
    this.#refill(slot);
  }

  #refill(slot: Slot): void {
    this.#fill(slot).catch((thrown: unknown) => {
      if (this.#closed) return;
      this.#options.log.error({ worker: slot.index, err: thrown }, 'cannot replace the media worker');
      const cancel = this.#options.clock.after(RETRY_MS, () => {
        this.#retries.delete(cancel);
        this.#refill(slot);
      });
      this.#retries.add(cancel);
    });
  }
}
