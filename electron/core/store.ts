import type { AppState, AppStateChange } from '../../protocol/rpc/app-state.ts';

/** The one copy of what pages show. Changes made in one turn are told together, in a microtask. */
export class AppStore {
  #state: AppState;
  #changed: AppStateChange = {};
  #scheduled = false;
  readonly #tell: (change: AppStateChange) => void;

  /** @param tell is given the fields that changed, each whole */
  constructor(initial: AppState, tell: (change: AppStateChange) => void) {
    this.#state = initial;
    this.#tell = tell;
  }

  get state(): AppState {
    return this.#state;
  }

  /** Replaces the given fields. */
  update(change: AppStateChange): void {
    this.#state = { ...this.#state, ...change };
    this.#changed = { ...this.#changed, ...change };
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      const told = this.#changed;
      this.#changed = {};
      this.#scheduled = false;
      this.#tell(told);
    });
  }
}
