/**
 * One escalation as the server sees it (SPEC ESC-1, ESC-2, ESC-3).
 *
 * ```
 *               opened               ring
 *   opening ─────────────► switching ─────► ringing
 *      │                     │  │ ▲           │ │
 *      │                     │  │ └── answer ─┘ │
 *      │                     │  └─── carry ─────┴──► carried
 *      └─── roll-back, drop ─┴──────────────────────► rolled-back, dropped
 * ```
 * - `opening`: the conference is being created. - `switching`: both sides join, and their sources are handed over.
 * - `ringing`: the other side's client asks its user first (ESC-5). The timer is stopped.
 * - `carried`: all sources of both sides are handed over; the call has ended.
 * - `rolled-back`: the call continues without the conference.
 * - `dropped`: the call has ended otherwise; the conference continues for its participants.
 */
export const ESCALATION_RELAY_MOVES = {
  opening: { opened: 'switching', 'roll-back': 'rolled-back', drop: 'dropped' },
  switching: { ring: 'ringing', carry: 'carried', 'roll-back': 'rolled-back', drop: 'dropped' },
  ringing: { answer: 'switching', carry: 'carried', 'roll-back': 'rolled-back', drop: 'dropped' },
  carried: {},
  'rolled-back': {},
  dropped: {},
} as const satisfies Record<string, Record<string, string>>;

export type EscalationRelayState = keyof typeof ESCALATION_RELAY_MOVES;
/** The moves to a final state. */
export type EscalationRelayEnd = 'carry' | 'roll-back' | 'drop';
export type EscalationRelayEvent = 'opened' | 'ring' | 'answer' | EscalationRelayEnd;
