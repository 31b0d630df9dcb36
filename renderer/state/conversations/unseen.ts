import type { AppState } from '../../../protocol/rpc/app-state.ts';

/** What came and was not looked at yet (SPEC NOTE-4). */
export interface Unseen {
  readonly missedCalls: number;
  readonly unreadMessages: number;
}

/** Counts what came and was not looked at yet. */
export function unseenOf({ history, threads }: Pick<AppState, 'history' | 'threads'>): Unseen {
  return {
    missedCalls: history.filter(({ missed, seen }) => missed && !seen).length,
    unreadMessages: threads.reduce((sum, { unread }) => sum + unread, 0),
  };
}

/** How many there are. */
export function totalOf({ missedCalls, unreadMessages }: Unseen): number {
  return missedCalls + unreadMessages;
}
