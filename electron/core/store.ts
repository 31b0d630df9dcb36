import type { AppState } from '../../protocol/rpc/app-state.ts';
import type { WholeState } from '../../protocol/rpc/state-change.ts';

/** The state before and after the changes of one turn, and the revision of the later one. */
export interface StateStep {
  readonly before: AppState;
  readonly after: AppState;
  readonly revision: number;
}

/** The one copy of what pages show. Changes of one turn are announced together, in a microtask. */
export class AppStore {
  #state: AppState;
  #announced: AppState;
  #revision = 0;
  #isScheduled = false;
  readonly #changed: (step: StateStep) => void;

  /** @param changed is called once for all changes of one turn */
  constructor(initial: AppState, changed: (step: StateStep) => void) {
    this.#state = initial;
    this.#announced = initial;
    this.#changed = changed;
  }

  get state(): AppState {
    return this.#state;
  }

  /** The state for a page that takes the whole of it. Changes that are not announced yet are announced first. */
  whole(): WholeState {
    this.#announce();
    return { revision: this.#revision, state: this.#state };
  }

  /** Announces a revision without changes: a page that did not take the one before reads the whole state. */
  announceAgain(): void {
    this.#announce();
    this.#revision += 1;
    this.#changed({ before: this.#state, after: this.#state, revision: this.#revision });
  }

  /** Replaces the given fields. */
  update(change: Partial<AppState>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#announce());
  }

  #announce(): void {
    this.#isScheduled = false;
    const before = this.#announced;
    if (before === this.#state) return;
    this.#announced = this.#state;
    this.#revision += 1;
    this.#changed({ before, after: this.#state, revision: this.#revision });
  }
}
