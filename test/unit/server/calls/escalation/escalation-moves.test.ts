import { expect, test } from 'vitest';
import { canMove, nextState } from '../../../../../protocol/states/transition.ts';
import {
  CARRYING_MOVES,
  type CarryingEvent,
  type CarryingState,
} from '../../../../../server/calls/escalation/escalation-moves.ts';

const STATES = Object.keys(CARRYING_MOVES) as CarryingState[];
const EVENTS: CarryingEvent[] = ['opened', 'ring', 'answer', 'carry', 'roll-back', 'drop'];

/** Every move that there is. */
const MOVES: Record<string, CarryingState> = {
  'opening opened': 'switching',
  'switching ring': 'resting',
  'resting answer': 'switching',
  'switching carry': 'carried',
  'resting carry': 'carried',
  'opening roll-back': 'rolled-back',
  'switching roll-back': 'rolled-back',
  'resting roll-back': 'rolled-back',
  'opening drop': 'dropped',
  'switching drop': 'dropped',
  'resting drop': 'dropped',
};

const PAIRS = STATES.flatMap((state) => EVENTS.map((event) => ({ state, event })));

test.each(PAIRS)('[ESC-2] [ESC-3] an escalation that is $state: $event', ({ state, event }) => {
  const next = MOVES[`${state} ${event}`];
  expect(canMove<CarryingState, CarryingEvent>(CARRYING_MOVES, state, event)).toBe(next !== undefined);
  const move = () => nextState<CarryingState, CarryingEvent>(CARRYING_MOVES, state, event);
  if (next === undefined) expect(move).toThrow(expect.objectContaining({ code: 'STATE_ILLEGAL' }));
  else expect(move()).toBe(next);
});
