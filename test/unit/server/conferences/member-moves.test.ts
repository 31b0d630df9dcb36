import { expect, test } from 'vitest';
import { canMove, nextState } from '../../../../protocol/states/transition.ts';
import {
  MEMBER_MOVES,
  type MemberEvent,
  type MemberState,
} from '../../../../server/conferences/member-moves.ts';

const STATES = Object.keys(MEMBER_MOVES) as MemberState[];
const EVENTS: MemberEvent[] = ['admit', 'join', 'joined', 'lost', 'leave'];

/** All legal moves. */
const MOVES: Record<string, MemberState> = {
  'waiting admit': 'admitted',
  'admitted join': 'joining',
  'joining joined': 'joined',
  'joined lost': 'absent',
  'waiting leave': 'gone',
  'admitted leave': 'gone',
  'joining leave': 'gone',
  'joined leave': 'gone',
  'absent leave': 'gone',
};

const PAIRS = STATES.flatMap((state) => EVENTS.map((event) => ({ state, event })));

test.each(PAIRS)('[CONF-3] a member that is $state: $event', ({ state, event }) => {
  const next = MOVES[`${state} ${event}`];
  expect(canMove<MemberState, MemberEvent>(MEMBER_MOVES, state, event)).toBe(next !== undefined);
  const move = () => nextState<MemberState, MemberEvent>(MEMBER_MOVES, state, event);
  if (next === undefined) expect(move).toThrow(expect.objectContaining({ code: 'STATE_ILLEGAL' }));
  else expect(move()).toBe(next);
});
