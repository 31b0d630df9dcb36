/** Shows changes of the state in the order in which main sends them, each once the page is ready for it. */
export class ShownInTurn {
  readonly #ready: () => Promise<void>;
  /** Resolves when the latest change was shown, or could not be. */
  #latest: Promise<unknown> = Promise.resolve();

  /** @param ready resolves when a change may be shown */
  constructor(ready: () => Promise<void>) {
    this.#ready = ready;
  }

  /**
   * Shows a change in its turn. A change that cannot be shown does not block later changes.
   * @returns rejects with what the change throws
   */
  readonly show = (change: () => void): Promise<void> => {
    const turn = this.#latest.then(this.#ready).then(change);
    this.#latest = turn.catch(() => undefined);
    return turn;
  };
}
