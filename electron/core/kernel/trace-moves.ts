import type { Move } from '../../../protocol/states/machine.ts';
import type { Log } from '../ports.ts';

/**
 * Prints the moves of a machine in the trace of `npm run dev`.
 * @param name of the machine, such as `session`
 * @param facts tell which one it is
 */
export function traceMoves(log: Log, name: string, facts: Record<string, unknown> = {}) {
  return (move: Move<string, string>): void => log.trace?.(name, { ...facts, ...move });
}
