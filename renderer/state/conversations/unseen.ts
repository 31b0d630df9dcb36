import type { AppState } from '../../../protocol/rpc/app-state.ts';

/** Missed calls and messages that the user has not seen yet (SPEC NOTE-4). */
export interface Unseen {
  readonly missedCalls: number;
  readonly unreadMessages: number;
}

/** Counts what the user has not seen yet. */
export function unseenOf({ history, threads }: Pick<AppState, 'history' | 'threads'>): Unseen {
  return {
    missedCalls: history.filter(({ missed, seen }) => missed && !seen).length,
    unreadMessages: threads.reduce((sum, { unread }) => sum + unread, 0),
  };
}

/** The sum of both. */
export function totalOf({ missedCalls, unreadMessages }: Unseen): number {
  return missedCalls + unreadMessages;
}
