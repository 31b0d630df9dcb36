import { describe, expect, test } from 'vitest';
import { CONFERENCE_INVITATION_MOVES } from '../../../protocol/states/conference-invitation.ts';
import { INVITATION_MOVES } from '../../../protocol/states/invitation.ts';
import { REGISTRATION_MOVES } from '../../../protocol/states/registration.ts';
import { SESSION_MOVES } from '../../../protocol/states/session.ts';
import { STAY_MOVES, type StayEvent, type StayState } from '../../../protocol/states/stay.ts';
import { canMove, nextState } from '../../../protocol/states/transition.ts';

const MACHINES: Record<string, Record<string, Record<string, string>>> = {
  'conference invitation': CONFERENCE_INVITATION_MOVES,
  invitation: INVITATION_MOVES,
  registration: REGISTRATION_MOVES,
  session: SESSION_MOVES,
  stay: STAY_MOVES,
};

const pairs = Object.entries(MACHINES).flatMap(([machine, table]) => {
  const events = new Set(Object.values(table).flatMap((moves) => Object.keys(moves)));
  return Object.keys(table).flatMap((state) => [...events].map((event) => [machine, state, event] as const));
});

describe('every (state, event) pair is a move of the table or is refused', () => {
  test.each(pairs)('%s: %s × %s', (machine, state, event) => {
    const table = MACHINES[machine] ?? {};
    const next = table[state]?.[event];
    if (next === undefined) {
      expect(canMove(table, state, event)).toBe(false);
      expect(() => nextState(table, state, event)).toThrow(
        expect.objectContaining({ code: 'STATE_ILLEGAL' }),
      );
    } else {
      expect(nextState(table, state, event)).toBe(next);
      expect(Object.keys(table)).toContain(next);
    }
  });
});

test('[INV-2] nothing leaves an answered or ended invitation', () => {
  expect(INVITATION_MOVES.accepted).toEqual({});
  expect(INVITATION_MOVES.ended).toEqual({});
});

test('[CONF-6] after a failed leave the stay is connected again and can be left again', () => {
  const leaving = nextState<StayState, StayEvent>(STAY_MOVES, 'connected', 'leave');
  expect(nextState<StayState, StayEvent>(STAY_MOVES, leaving, 'leave-failed')).toBe('connected');
});
