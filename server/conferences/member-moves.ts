/**
 * One member: an endpoint's place in a conference.
 *
 * ```
 *   waiting ──admit──► admitted ──join──► joining ──joined──► joined ──lost──► absent
 *      │                  │                  │                  │                │
 *      └──────────────────┴──────────────────┴──── leave ───────┴────────────────┴──► gone
 * ```
 * - `waiting`: in the waiting room; the rosters show it as pending. - `admitted`: may join with another request.
 * - `joining`: its transports are being created. A member that need not wait starts here, and is not in the rosters yet.
 * - `joined`: in the conference.
 * - `absent`: its connection broke. Its media stays, and its person may return as a new member (CONF-9).
 * - `gone`: left, was removed, was lost, or the conference ended. Final.
 */
export const MEMBER_MOVES = {
  waiting: { admit: 'admitted', leave: 'gone' },
  admitted: { join: 'joining', leave: 'gone' },
  joining: { joined: 'joined', leave: 'gone' },
  joined: { lost: 'absent', leave: 'gone' },
  absent: { leave: 'gone' },
  gone: {},
} as const satisfies Record<string, Record<string, string>>;

export type MemberState = keyof typeof MEMBER_MOVES;
export type MemberEvent = 'admit' | 'join' | 'joined' | 'lost' | 'leave';
