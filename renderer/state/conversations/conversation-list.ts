import { isConferenceOnly } from '../../../protocol/conversations.ts';
import type { ConversationId } from '../../../protocol/ids.ts';
import type { HistoryEntry } from '../../../protocol/local/history.ts';
import type { ThreadView } from '../../../protocol/messages.ts';
import type { AppState } from '../../../protocol/rpc/app-state.ts';
import type { Identity, Person } from '../../../protocol/signaling/shapes.ts';
import type { KnownConversations } from './conversation-cache.ts';

/** The last thing that happened in a conversation. */
export type LastEvent =
  | { readonly kind: 'live' }
  | { readonly kind: 'message'; readonly thread: ThreadView }
  | { readonly kind: 'call'; readonly call: HistoryEntry }
  | { readonly kind: 'nothing' };

/** One line of the list of conversations. */
export interface ConversationItem {
  readonly id: ConversationId;
  readonly peer: Identity;
  /** Absent for a person who is not in the server's directory. */
  readonly presence?: Person['presence'] | undefined;
  readonly unread: number;
  readonly atMs: number;
  readonly last: LastEvent;
}

/**
 * The conversations that main knows by their messages or the page by its cache, latest first. A conversation that only
 * invited to a conference is listed only if it has messages.
 */
export function listConversations(
  { threads, history, people }: Pick<AppState, 'threads' | 'history' | 'people'>,
  known: KnownConversations,
): ConversationItem[] {
  const threadOf = new Map(threads.map((thread) => [thread.conversationId, thread]));
  const callOf = new Map<ConversationId, HistoryEntry>();
  for (const call of history) {
    if (!callOf.has(call.conversationId)) callOf.set(call.conversationId, call);
  }
  const personOf = new Map(people.map((person) => [person.address, person]));
  const listed = [...known.values()].filter((each) => !isConferenceOnly(each)).map(({ id }) => id);
  const items = [...new Set([...threadOf.keys(), ...listed])].map((id): ConversationItem | undefined => {
    const [thread, conversation, call] = [threadOf.get(id), known.get(id), callOf.get(id)];
    const peer = thread?.peer ?? conversation?.peer;
    if (!peer) return undefined;
    const person = personOf.get(peer.address);
    const last: LastEvent = conversation?.state === 'live' ? { kind: 'live' } : lastOf(thread, call);
    const atMs = Math.max(thread?.lastAtMs ?? 0, call?.atMs ?? 0) || (conversation?.lastUsedAtMs ?? 0);
    return {
      id,
      peer: { address: peer.address, displayName: person?.displayName ?? peer.displayName },
      presence: person?.presence,
      unread: thread?.unread ?? 0,
      atMs: last.kind === 'live' ? Math.max(atMs, conversation?.lastUsedAtMs ?? 0) : atMs,
      last,
    };
  });
  return items.filter((item) => item !== undefined).sort((one, other) => other.atMs - one.atMs);
}

function lastOf(thread: ThreadView | undefined, call: HistoryEntry | undefined): LastEvent {
  if (call && call.atMs > (thread?.lastAtMs ?? 0)) return { kind: 'call', call };
  return thread ? { kind: 'message', thread } : { kind: 'nothing' };
}
