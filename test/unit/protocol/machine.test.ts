import { describe, expect, test } from 'vitest';
import { Machine, type Move } from '../../../protocol/states/machine.ts';

const DOOR = {
  open: { close: 'closed', push: 'open' },
  closed: { open: 'open', lock: 'locked' },
  locked: {},
} as const;
type State = keyof typeof DOOR;
type Event = 'open' | 'close' | 'push' | 'lock';

function door() {
  const moves: Move<State, Event>[] = [];
  const machine = new Machine<State, Event>({
    moves: DOOR,
    state: 'open',
    moved: (move) => moves.push(move),
  });
  return { machine, moves };
}

describe('a machine', () => {
  test('moves as its table says, and reports each move once', () => {
    const { machine, moves } = door();
    expect([machine.move('push'), machine.move('close'), machine.move('lock')]).toEqual([
      'open',
      'closed',
      'locked',
    ]);
    expect(machine.state).toBe('locked');
    expect(moves).toEqual([
      { from: 'open', event: 'push', to: 'open' },
      { from: 'open', event: 'close', to: 'closed' },
      { from: 'closed', event: 'lock', to: 'locked' },
    ]);
  });

  test('refuses a move that the table does not have, and stays as it was', () => {
    const { machine, moves } = door();
    expect([machine.can('lock'), machine.can('close')]).toEqual([false, true]);
    expect(() => machine.move('lock')).toThrow(
      expect.objectContaining({ code: 'STATE_ILLEGAL', context: { state: 'open', event: 'lock' } }),
    );
    expect([machine.state, moves]).toEqual(['open', []]);
  });

  test('is in its new state when the move is reported', () => {
    const machine: Machine<State, Event> = new Machine<State, Event>({
      moves: DOOR,
      state: 'open',
      moved: ({ to }) => expect(machine.state).toBe(to),
    });
    machine.move('close');
  });
});
