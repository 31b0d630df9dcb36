/** What is told one after the other. Whoever reads it, whenever they begin, gets all of it, and then its end. */
export class ProgressFeed<Item> implements AsyncIterable<Item> {
  readonly #told: Item[] = [];
  #closed = false;
  #more = Promise.withResolvers<void>();

  push(item: Item): void {
    this.#told.push(item);
    this.#wake();
  }

  /** Nothing follows. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void> {
    let next = 0;
    while (next < this.#told.length || !this.#closed) {
      const unread = this.#told.slice(next);
      yield* unread;
      next += unread.length;
      if (next === this.#told.length && !this.#closed) await this.#more.promise;
    }
  }

  #wake(): void {
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }
}
