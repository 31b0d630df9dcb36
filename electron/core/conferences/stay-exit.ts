import { type Ending, STAY_EXITS, type StayExit, stayExitOf } from '../../../protocol/endings.ts';

/** The one event that ends a stay, as applications know it (SPEC CONF-5). */
export interface StayExited {
  reason: StayExit;
  code: (typeof STAY_EXITS)[StayExit];
  /** What whoever caused it has said. */
  text?: string;
}

/** The event that belongs to an ending. */
export function stayExited(ending: Ending): StayExited {
  const reason = stayExitOf(ending);
  return { reason, code: STAY_EXITS[reason], ...(ending.text === undefined ? {} : { text: ending.text }) };
}
