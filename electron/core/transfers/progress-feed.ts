/** A sequence of items for any number of readers. Each reader gets all items from the first one, and then the end. */
export class ProgressFeed<Item> implements AsyncIterable<Item> {
  readonly #items: Item[] = [];
  #closed = false;
  #more = Promise.withResolvers<void>();

  push(item: Item): void {
    this.#items.push(item);
    this.#wake();
  }

  /** Ends the sequence. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void> {
    let next = 0;
    while (next < this.#items.length || !this.#closed) {
      const unread = this.#items.slice(next);
      yield* unread;
      next += unread.length;
      if (next === this.#items.length && !this.#closed) await this.#more.promise;
    }
  }

  #wake(): void {
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }
}
