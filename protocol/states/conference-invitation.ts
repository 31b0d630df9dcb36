/**
 * An invitation to a conference as one client sees it (SPEC CONV-3).
 *
 * ```
 *                  hang-up
 *   establishing ───────────► terminating
 *        │ end                     │ end
 *        └──────► terminated ◄─────┘
 *                     ▲
 *   incoming ─────────┘ end (accepted, declined, cancelled, expired …)
 * ```
 * - `incoming`: their invitation has arrived, our user has not answered.
 * - `establishing`: our invitation was sent. `terminating`: our CANCEL was sent.
 * - `terminated`: ended, with one typed ending. Final.
 *
 * It has no media and ends when it is accepted.
 */
export const CONFERENCE_INVITATION_MOVES = {
  incoming: { end: 'terminated' },
  establishing: { 'hang-up': 'terminating', end: 'terminated' },
  terminating: { end: 'terminated' },
  terminated: {},
} as const satisfies Record<string, Record<string, string>>;

export type ConferenceInvitationState = keyof typeof CONFERENCE_INVITATION_MOVES;
export type ConferenceInvitationEvent = 'hang-up' | 'end';
