import { canMove, nextState } from './transition.ts';

/** State → event → next state. */
export type Moves<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>;

/** One step of a machine. */
export interface Move<State extends string, Event extends string> {
  from: State;
  event: Event;
  to: State;
}

export interface MachineOptions<State extends string, Event extends string> {
  moves: Moves<State, Event>;
  state: State;
  /** Called once after each move, also when the state stays the same. */
  moved?: (move: Move<State, Event>) => void;
}

/** A state that changes only by the moves of its table. */
export class Machine<State extends string, Event extends string> {
  readonly #moves: Moves<State, Event>;
  readonly #moved: (move: Move<State, Event>) => void;
  #state: State;

  constructor({ moves, state, moved = () => {} }: MachineOptions<State, Event>) {
    this.#moves = moves;
    this.#state = state;
    this.#moved = moved;
  }

  get state(): State {
    return this.#state;
  }

  /** Whether the table has a move for this event now. */
  can(event: Event): boolean {
    return canMove(this.#moves, this.#state, event);
  }

  /** @returns the new state. @throws ParleyError STATE_ILLEGAL when the table has no such move; nothing has changed then */
  move(event: Event): State {
    const from = this.#state;
    const to = nextState(this.#moves, from, event);
    this.#state = to;
    this.#moved({ from, event, to });
    return to;
  }
}
