import * as z from 'zod';

/**
 * One invitation as the server sees it. It is answered exactly once (SPEC INV-2); later requests get
 * `INVITATION_GONE` and change nothing.
 *
 * ```
 *   proceeding ──ringing──► ringing ──accept─► accepted
 *        └──────────────────────┴──── end ───► ended (declined, cancelled, expired, failed)
 * ```
 * `accept` is legal in `proceeding` too: a fast accept may overtake the 180.
 */
export const INVITATION_MOVES = {
  proceeding: { ringing: 'ringing', accept: 'accepted', end: 'ended' },
  ringing: { ringing: 'ringing', accept: 'accepted', end: 'ended' },
  accepted: {},
  ended: {},
} as const satisfies Record<string, Record<string, string>>;

export type InvitationState = keyof typeof INVITATION_MOVES;
export const InvitationState = z.enum(
  Object.keys(INVITATION_MOVES) as [InvitationState, ...InvitationState[]],
);
export type InvitationEvent = 'ringing' | 'accept' | 'end';
