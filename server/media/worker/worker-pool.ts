import type { Worker } from 'mediasoup/types';
import { ParleyError } from '../../../protocol/errors.ts';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { type MediaWorker, stopWorker } from './spawn-worker.ts';

/** How long after a failed start the next is tried, in milliseconds. */
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
  /** Rooms on its present worker. */
  rooms: number;
}

/** A worker lent to one room. */
export interface LentWorker extends MediaWorker {
  /** Gives it back. Idempotent. */
  giveBack(): void;
}

/** Keeps a fixed number of media workers alive and lends out the least loaded one. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: Slot[];
  readonly #retries = new Set<CancelTimer>();
  /** Starts that are under way; closing waits for them. */
  readonly #starts = new Set<Promise<void>>();
  #closed = false;

  private constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.count }, (_, index) => ({
      index,
      media: undefined,
      rooms: 0,
    }));
  }

  /** Resolves when every worker runs. @throws ParleyError as `spawn` does; then none is left running */
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

  /** @throws ParleyError WORKER_CRASHED while no worker is there */
  lend(): LentWorker {
    const [slot] = this.#slots
      .filter((candidate) => candidate.media !== undefined)
      .sort((one, other) => one.rooms - other.rooms);
    if (slot?.media === undefined) throw new ParleyError('WORKER_CRASHED', 'no media worker is there now');
    const { media } = slot;
    let lent = true;
    slot.rooms += 1;
    return {
      ...media,
      giveBack() {
        if (lent && slot.media === media) slot.rooms -= 1;
        lent = false;
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
    slot.rooms = 0;
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
      this.#options.log.error({ worker: slot.index, err: thrown }, 'media worker could not be replaced');
      const cancel = this.#options.clock.after(RETRY_MS, () => {
        this.#retries.delete(cancel);
        this.#refill(slot);
      });
      this.#retries.add(cancel);
    });
  }
}
