/** Pauses between attempts: 1 s, doubling to 30 s. */
export class BackOff {
  static readonly #firstMs = 1_000;
  static readonly #longestMs = 30_000;
  #pauseMs = BackOff.#firstMs;

  /** How long to wait before the next attempt, in milliseconds. */
  next(): number {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, BackOff.#longestMs);
    return pauseMs;
  }

  /** An attempt succeeded: the next pause is the first one. */
  reset(): void {
    this.#pauseMs = BackOff.#firstMs;
  }
}
