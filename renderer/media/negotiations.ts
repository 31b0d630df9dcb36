/** How long drawing may wait for a negotiation, in milliseconds. */
const PATIENCE_MS = 250;

/** Negotiations and first connections that are running. Other long work of the page waits for them. */
export class Negotiations {
  readonly #running = new Set<Promise<unknown>>();

  /** Counts a negotiation until its promise settles. */
  run<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    return work.finally(() => this.#running.delete(work));
  }

  /** Resolves when all that are running now have settled, at the latest after {@link PATIENCE_MS}. */
  async settled(): Promise<void> {
    if (this.#running.size === 0) return;
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    await Promise.race([Promise.allSettled(this.#running), late]);
  }
}
