/**
 * One participant's stay as the focus sees it.
 *
 * ```
 *   joining ──joined──► joined
 *      └──── leave ───────┴── leave ──► gone
 * ```
 * - `joining`: the media is being made; the roster does not show them yet.
 * - `joined`: in the roster. - `gone`: left, lost or the conference ended; nothing leaves it.
 */
export const MEMBER_MOVES = {
  joining: { joined: 'joined', leave: 'gone' },
  joined: { leave: 'gone' },
  gone: {},
} as const satisfies Record<string, Record<string, string>>;

export type MemberState = keyof typeof MEMBER_MOVES;
export type MemberEvent = 'joined' | 'leave';
