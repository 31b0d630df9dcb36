import * as z from 'zod';

/**
 * One call on its way to a conference, as its own client sees it (SPEC ESC): make before break.
 *
 * ```
 *          ask             created            joined              carried             ended
 *   idle ───────► asking ───────────► joining ───────► switching ─────────► carried ────────► done
 *     └─ invited ──────────────────────┘ ▲               │    ▲                 │ uncarried
 *                                                        │    └─────────────────┘
 *            asking, joining, switching, carried ── fail ──► rolled-back
 * ```
 * - `asking`: the server makes the conference. - `joining`: we come in; the call carries everything.
 * - `switching`: each source of theirs goes over once it is decoded from the conference.
 * - `carried`: all of them have; the call lasts until the other side says so, too.
 * - `done`: the server has ended the call. - `rolled-back`: the call goes on alone.
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

/** Has it come to its end, one way or the other? */
export function isEscalationOver(state: EscalationState): boolean {
  return state === 'done' || state === 'rolled-back';
}
