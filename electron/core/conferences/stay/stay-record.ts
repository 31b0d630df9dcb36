import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { STAY_MOVES, type StayEvent } from '../../../../protocol/states/stay.ts';
import { nextState } from '../../../../protocol/states/transition.ts';

/** Fields that a stay may be without. */
type Passing = 'unmuteAskedBy' | 'error';

/** State of one stay as pages read it, and its moves (`protocol/states/stay.ts`). */
export class StayRecord {
  #view: StayView;
  readonly #show: (view: StayView) => void;

  constructor(view: StayView, show: (view: StayView) => void) {
    this.#view = view;
    this.#show = show;
  }

  get view(): StayView {
    return this.#view;
  }

  get over(): boolean {
    return this.#view.state === 'exited';
  }

  get connected(): boolean {
    return this.#view.state === 'connected';
  }

  /** @throws ParleyError STATE_ILLEGAL */
  move(event: StayEvent, change: Partial<StayView> = {}): void {
    const state = nextState(STAY_MOVES, this.#view.state, event);
    this.change({ ...change, state });
  }

  change(change: Partial<StayView>): void {
    this.#view = { ...this.#view, ...change };
    this.#show(this.#view);
  }

  /** It has this no longer. */
  drop(field: Passing): void {
    if (this.#view[field] === undefined) return;
    const { [field]: _, ...view } = this.#view;
    this.#view = view as StayView;
    this.#show(this.#view);
  }
}
