import * as z from 'zod';

/**
 * One peer-to-peer session as one client sees it (SPEC "session", after RFC 3261 §12 and §13).
 *
 * ```
 *            invite                   connected                 hang-up
 *   idle ───────────► establishing ────────────► established ───────────► terminating
 *     │                 ▲     │ hang-up, end          │ end                    │ end
 *     │ invited         │     └────────────► terminated ◄──────────────────────┘
 *     └─► incoming ─────┘ accept                 ▲
 *            └───────────────────────────────────┘ end (declined, cancelled, expired …)
 * ```
 * - `incoming`: their invitation has arrived, our user has not answered. No device is open.
 * - `establishing`: our invitation was sent, or we have accepted theirs; media does not flow yet. Its progress
 *   (inviting, ringing, connecting) is data of the state, see {@link SessionProgress}.
 * - `established`: media flows. `terminating`: our BYE was sent.
 * - `terminated`: ended, with one typed ending. Final.
 *
 * An invitation to a conference has moves of its own: `conference-invitation.ts`.
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

/** Progress of a session in `establishing`: invitation sent (100), alerting (180), answered (200). */
export const SessionProgress = z.enum(['inviting', 'ringing', 'connecting']);
export type SessionProgress = z.infer<typeof SessionProgress>;
