import * as z from 'zod';

/**
 * One referral and its subscription (RFC 3515, SPEC REF), the same for referrer, referee and server.
 *
 * ```
 *              accept             try              ring               establish
 *   requested ────────► accepted ─────► trying ─────────► ringing ──────────────► established
 *       │                  │ └────────────┴── establish ─────┴─────────────────────────┘
 *       └──────────────────┴──────────────┴──────────────────┘
 *            fail → failed · expire → timed-out · terminate → terminated
 * ```
 * - `requested`: the REFER was sent, the referee has not answered. - `accepted`: 202, which is not success.
 * - `established`, `failed`, `timed-out`: announced by the final notice. - `terminated`: the referrer wants no more notices.
 */
export const REFER_MOVES = {
  requested: { accept: 'accepted', fail: 'failed', expire: 'timed-out', terminate: 'terminated' },
  accepted: {
    try: 'trying',
    ring: 'ringing',
    establish: 'established',
    fail: 'failed',
    expire: 'timed-out',
    terminate: 'terminated',
  },
  trying: {
    ring: 'ringing',
    establish: 'established',
    fail: 'failed',
    expire: 'timed-out',
    terminate: 'terminated',
  },
  ringing: {
    ring: 'ringing',
    establish: 'established',
    fail: 'failed',
    expire: 'timed-out',
    terminate: 'terminated',
  },
  established: {},
  failed: {},
  'timed-out': {},
  terminated: {},
} as const satisfies Record<string, Record<string, string>>;

export type ReferState = keyof typeof REFER_MOVES;
export const ReferState = z.enum(Object.keys(REFER_MOVES) as [ReferState, ...ReferState[]]);
/** Whether the referral has ended: no move leaves this state. */
export function isReferOver(state: ReferState): boolean {
  return Object.keys(REFER_MOVES[state]).length === 0;
}

/** The move that leads to each state that a notice can announce. */
export const REFER_MOVE_TO = {
  accepted: 'accept',
  trying: 'try',
  ringing: 'ring',
  established: 'establish',
  failed: 'fail',
  'timed-out': 'expire',
} as const satisfies Partial<Record<ReferState, ReferEvent>>;

export type ReferEvent = 'accept' | 'try' | 'ring' | 'establish' | 'fail' | 'expire' | 'terminate';
