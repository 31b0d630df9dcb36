import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Conversation, isConferenceOnly } from '../../../protocol/conversations.ts';
import type { ConversationId } from '../../../protocol/ids.ts';
import type { AppState } from '../../../protocol/rpc/app-state.ts';
import type { SessionView } from '../../../protocol/rpc/session-view.ts';
import type { SessionType } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import { isConferenceInvitation } from '../sessions.ts';

export type KnownConversations = ReadonlyMap<ConversationId, Conversation>;

/**
 * The page's cache of conversation IDs (SPEC CONV-2, CONV-5). An entry arrives together with its invitation, before the
 * user answers. Only main writes entries and keeps them on disk; the page reads them.
 */
export class ConversationCache {
  readonly #known: Signal<KnownConversations> = signal(new Map());
  #list: readonly Conversation[] = [];

  /** All known conversations, by ID. */
  get known(): ReadonlySignal<KnownConversations> {
    return this.#known;
  }

  find(id: ConversationId): Conversation | undefined {
    return this.#known.value.get(id);
  }

  /**
   * The conversation with this person that was used last. It may have become a conference: its messages stay between the
   * two. A conversation known only by an invitation to its conference belongs to no two people.
   */
  latestWith(address: Address): Conversation | undefined {
    let latest: Conversation | undefined;
    for (const each of this.#known.value.values()) {
      if (each.peer.address !== address || isConferenceOnly(each)) continue;
      if (!latest || each.lastUsedAtMs > latest.lastUsedAtMs) latest = each;
    }
    return latest;
  }

  /** Where to write and call after this session. The conversation of a conference belongs to everyone in it (CONV-1). */
  continuing(
    session: Pick<SessionView, 'peer' | 'conversationId'> & { sessionType: SessionType },
  ): ConversationId | undefined {
    const { peer, conversationId } = session;
    return isConferenceInvitation(session) ? this.latestWith(peer.address)?.id : conversationId;
  }

  /** Captures the conversations of main's state. */
  update({ conversations }: Pick<AppState, 'conversations'>): void {
    if (conversations === this.#list) return;
    this.#list = conversations;
    this.#known.value = new Map(conversations.map((each) => [each.id, each]));
  }

  /** The user signed out: the page forgets everything. */
  reset(): void {
    this.update({ conversations: [] });
  }
}
