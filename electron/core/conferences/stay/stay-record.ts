import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { Machine } from '../../../../protocol/states/machine.ts';
import { STAY_MOVES, type StayEvent, type StayState } from '../../../../protocol/states/stay.ts';
import { traceMoves } from '../../kernel/trace-moves.ts';
import type { Log } from '../../ports.ts';

/** The optional fields of a stay. */
type Passing = 'unmuteAskedBy' | 'error';

/** State of one stay as pages read it, and its moves (`protocol/states/stay.ts`). */
export class StayRecord {
  #view: StayView;
  readonly #machine: Machine<StayState, StayEvent>;
  readonly #show: (view: StayView) => void;

  constructor(view: StayView, { log, show }: { log: Log; show: (view: StayView) => void }) {
    this.#view = view;
    this.#show = show;
    const moved = traceMoves(log, 'stay', { conferenceId: view.conference.id });
    this.#machine = new Machine<StayState, StayEvent>({ moves: STAY_MOVES, state: view.state, moved });
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
    this.change({ ...change, state: this.#machine.move(event) });
  }

  change(change: Partial<StayView>): void {
    this.#view = { ...this.#view, ...change };
    this.#show(this.#view);
  }

  /** Removes a field. */
  drop(field: Passing): void {
    if (this.#view[field] === undefined) return;
    const { [field]: _, ...view } = this.#view;
    this.#view = view as StayView;
    this.#show(this.#view);
  }
}
