import * as z from 'zod';

/**
 * One stay in a conference as one client sees it (SPEC CONF, after RFC 4353).
 *
 * ```
 *   idle ──join──► joining ──joined──► connected ──leave──► leaving ──left──► exited
 *                  │ ▲  │ refused         │  ▲                 │
 *          wait    │ │  ▼                 │  └─ leave-failed ──┘
 *                  │ │ exited ◄───────────┴── removed, ended
 *                  ▼ │ admitted  ▲
 *                waiting ────────┘ left, refused, ended
 * ```
 * - `joining`: our join was sent. A refusal ends the stay with its code.
 * - `waiting`: in the waiting room; no media is sent or received. After admission the client joins again.
 * - `connected`: in the roster. - `leaving`: the contained sessions (audio-video, messaging, sharing) were ended, then
 *   our leave was sent.
 * - `exited`: ended. Announced exactly once.
 */
export const STAY_MOVES = {
  idle: { join: 'joining' },
  joining: { joined: 'connected', wait: 'waiting', exit: 'exited' },
  waiting: { admitted: 'joining', exit: 'exited' },
  connected: { leave: 'leaving', exit: 'exited' },
  leaving: { 'leave-failed': 'connected', exit: 'exited' },
  exited: {},
} as const satisfies Record<string, Record<string, string>>;

export type StayState = keyof typeof STAY_MOVES;
export const StayState = z.enum(Object.keys(STAY_MOVES) as [StayState, ...StayState[]]);
export type StayEvent = 'join' | 'joined' | 'wait' | 'admitted' | 'leave' | 'leave-failed' | 'exit';
