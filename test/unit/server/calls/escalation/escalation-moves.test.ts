import { expect, test } from 'vitest';
import { canMove, nextState } from '../../../../../protocol/states/transition.ts';
import {
  ESCALATION_RELAY_MOVES,
  type EscalationRelayEvent,
  type EscalationRelayState,
} from '../../../../../server/calls/escalation/escalation-moves.ts';

const STATES = Object.keys(ESCALATION_RELAY_MOVES) as EscalationRelayState[];
const EVENTS: EscalationRelayEvent[] = ['opened', 'ring', 'answer', 'carry', 'roll-back', 'drop'];

/** All legal moves. */
const MOVES: Record<string, EscalationRelayState> = {
  'opening opened': 'switching',
  'switching ring': 'ringing',
  'ringing answer': 'switching',
  'switching carry': 'carried',
  'ringing carry': 'carried',
  'opening roll-back': 'rolled-back',
  'switching roll-back': 'rolled-back',
  'ringing roll-back': 'rolled-back',
  'opening drop': 'dropped',
  'switching drop': 'dropped',
  'ringing drop': 'dropped',
};

const PAIRS = STATES.flatMap((state) => EVENTS.map((event) => ({ state, event })));

test.each(PAIRS)('[ESC-2] [ESC-3] an escalation that is $state: $event', ({ state, event }) => {
  const next = MOVES[`${state} ${event}`];
  expect(canMove<EscalationRelayState, EscalationRelayEvent>(ESCALATION_RELAY_MOVES, state, event)).toBe(
    next !== undefined,
  );
  const move = () =>
    nextState<EscalationRelayState, EscalationRelayEvent>(ESCALATION_RELAY_MOVES, state, event);
  if (next === undefined) expect(move).toThrow(expect.objectContaining({ code: 'STATE_ILLEGAL' }));
  else expect(move()).toBe(next);
});
