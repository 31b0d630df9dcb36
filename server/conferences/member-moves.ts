/**
 * One endpoint's stay as the focus sees it.
 *
 * ```
 *   waiting ──admit──► admitted ──join──► joining ──joined──► joined ──lost──► absent
 *      │                  │                  │                  │                │
 *      └──────────────────┴──────────────────┴──── leave ───────┴────────────────┴──► gone
 * ```
 * - `waiting`: in the waiting room; the others see them as pending. - `admitted`: may come in, by joining again.
 * - `joining`: the media is being made. Whoever did not have to wait begins here, and is in no roster yet.
 * - `joined`: in. - `absent`: their connection broke; their media stays, and they may come back by a new stay (CONF-9).
 * - `gone`: left, removed, lost or the conference ended; nothing leaves it.
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
