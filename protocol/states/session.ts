import * as z from 'zod';

/**
 * One peer-to-peer session as its own client sees it (SPEC "session", after RFC 3261 §12 and §13).
 *
 * ```
 *            invite                   connected                 hang-up
 *   idle ───────────► establishing ────────────► established ───────────► terminating
 *     │                 ▲     │ hang-up, end          │ end                    │ end
 *     │ invited         │     └────────────► terminated ◄──────────────────────┘
 *     └─► incoming ─────┘ accept                 ▲
 *            └───────────────────────────────────┘ end (declined, cancelled, expired …)
 * ```
 * - `incoming`: their invitation is here, our user has not answered. No device is open.
 * - `establishing`: our invitation is out, or we have accepted theirs; media is not there yet. How far it has
 *   come (inviting, ringing, connecting) is data beside the state, see {@link SessionProgress}.
 * - `established`: media flows. `terminating`: our BYE is out.
 * - `terminated`: over, with one typed ending; nothing leaves it.
 *
 * An invitation to a conference has no media: accepted, it ends (SPEC CONV-3).
 */
export const SESSION_MOVES = {
  idle: { invite: 'establishing', invited: 'incoming' },
  incoming: { accept: 'establishing', end: 'terminated' },
  establishing: { connected: 'established', 'hang-up': 'terminating', end: 'terminated' },
  established: { connected: 'established', 'hang-up': 'terminating', end: 'terminated' },
  terminating: { end: 'terminated' },
  terminated: {},
} as const satisfies Record<string, Record<string, string>>;

export type SessionState = keyof typeof SESSION_MOVES;
export const SessionState = z.enum(Object.keys(SESSION_MOVES) as [SessionState, ...SessionState[]]);
export type SessionEvent = 'invite' | 'invited' | 'accept' | 'connected' | 'hang-up' | 'end';

/** How far a session in `establishing` has come: invitation sent (100), alerting (180), answered (200). */
export const SessionProgress = z.enum(['inviting', 'ringing', 'connecting']);
export type SessionProgress = z.infer<typeof SessionProgress>;
