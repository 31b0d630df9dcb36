import { ParleyError } from '../errors.ts';

/**
 * Reads a transition table: state name → event name → next state name.
 * @throws ParleyError STATE_ILLEGAL when the table has no such move.
 */
export function nextState<State extends string, Event extends string>(
  table: Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>>,
  state: State,
  event: Event,
): State {
  const next = table[state][event];
  if (next === undefined) {
    throw new ParleyError('STATE_ILLEGAL', `no move for "${event}" in state "${state}"`, {
      context: { state, event },
    });
  }
  return next;
}

/** Whether the table has a move for this event in this state. */
export function canMove<State extends string, Event extends string>(
  table: Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>>,
  state: State,
  event: Event,
): boolean {
  return table[state][event] !== undefined;
}
