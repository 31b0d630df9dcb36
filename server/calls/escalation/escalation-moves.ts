/**
 * One call on its way to a conference, as the server sees it (SPEC ESC-1, ESC-2, ESC-3).
 *
 * ```
 *               opened               ring
 *   opening ─────────────► switching ─────► resting
 *      │                     │  │ ▲           │ │
 *      │                     │  │ └── answer ─┘ │
 *      │                     │  └─── carry ─────┴──► carried
 *      └─── roll-back, drop ─┴──────────────────────► rolled-back, dropped
 * ```
 * - `opening`: the conference is being made. - `switching`: the two come in, and what one sends goes over to the other.
 * - `resting`: the other side's client asks its user first (ESC-5). No time runs.
 * - `carried`: both have all that the other sends; the call has ended. - `rolled-back`: the call goes on alone.
 * - `dropped`: the call has ended otherwise; the conference goes on for whoever is in it.
 */
export const CARRYING_MOVES = {
  opening: { opened: 'switching', 'roll-back': 'rolled-back', drop: 'dropped' },
  switching: { ring: 'resting', carry: 'carried', 'roll-back': 'rolled-back', drop: 'dropped' },
  resting: { answer: 'switching', carry: 'carried', 'roll-back': 'rolled-back', drop: 'dropped' },
  carried: {},
  'rolled-back': {},
  dropped: {},
} as const satisfies Record<string, Record<string, string>>;

export type CarryingState = keyof typeof CARRYING_MOVES;
/** What ends it. */
export type CarryingEnd = 'carry' | 'roll-back' | 'drop';
export type CarryingEvent = 'opened' | 'ring' | 'answer' | CarryingEnd;
