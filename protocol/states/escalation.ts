import * as z from 'zod';

/**
 * One escalation as one client sees it (SPEC ESC): the conference works before the call ends.
 *
 * ```
 *          ask             created            joined              carried             ended
 *   idle ───────► asking ───────────► joining ───────► switching ─────────► carried ────────► done
 *     └─ invited ──────────────────────┘ ▲               │    ▲                 │ uncarried
 *                                                        │    └─────────────────┘
 *            asking, joining, switching, carried ── fail ──► rolled-back
 * ```
 * - `asking`: the server creates the conference. - `joining`: our user joins; all media still travels in the call.
 * - `switching`: each source of the other side is handed over once it is decoded from the conference.
 * - `carried`: all of them are handed over. The call lasts until the other side reports the same.
 * - `done`: the server has ended the call. - `rolled-back`: the call continues without the conference.
 */
export const ESCALATION_MOVES = {
  idle: { ask: 'asking', invited: 'joining' },
  asking: { created: 'joining', fail: 'rolled-back', ended: 'done' },
  joining: { joined: 'switching', fail: 'rolled-back', ended: 'done' },
  switching: { carried: 'carried', fail: 'rolled-back', ended: 'done' },
  carried: { uncarried: 'switching', fail: 'rolled-back', ended: 'done' },
  done: {},
  'rolled-back': {},
} as const satisfies Record<string, Record<string, string>>;

export type EscalationState = keyof typeof ESCALATION_MOVES;
export const EscalationState = z.enum(
  Object.keys(ESCALATION_MOVES) as [EscalationState, ...EscalationState[]],
);
export type EscalationEvent =
  | 'ask'
  | 'invited'
  | 'created'
  | 'joined'
  | 'carried'
  | 'uncarried'
  | 'fail'
  | 'ended';

/** Whether the escalation has ended. */
export function isEscalationOver(state: EscalationState): boolean {
  return state === 'done' || state === 'rolled-back';
}
