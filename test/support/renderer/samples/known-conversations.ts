import { Conversations } from '../../../../electron/core/conversations/conversations.ts';
import type { Conversation } from '../../../../protocol/conversations.ts';
import type { AppState } from '../../../../protocol/rpc/app-state.ts';

/** The conversations that main lists for the sessions and threads of a state. */
export function conversationsIn(
  { registration, sessions, threads, stay }: AppState,
  nowMs: number,
): Conversation[] {
  const { address } = registration;
  if (address === undefined) return [];
  const conversations = new Conversations({
    file: { read: () => undefined, write: () => undefined, setAside: () => '' },
    clock: { now: () => nowMs, monotonicMs: () => nowMs, after: () => () => undefined },
    log: { info: () => undefined, warn: () => undefined },
    show: () => undefined,
    damaged: () => undefined,
    evicted: () => undefined,
  });
  conversations.signedIn(address);
  conversations.sessionsChanged(sessions);
  for (const { conversationId, peer, lastAtMs } of threads) {
    conversations.messageSeen(conversationId, peer, lastAtMs);
  }
  conversations.stayChanged(stay);
  return conversations.list();
}
