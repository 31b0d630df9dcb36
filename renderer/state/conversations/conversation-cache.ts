import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Conversation, isConferenceOnly } from '../../../protocol/conversations.ts';
import type { ConversationId } from '../../../protocol/ids.ts';
import type { SessionView } from '../../../protocol/rpc/app-state.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { SendCommand } from '../../media/media-ports.ts';
import { isConferenceInvitation } from '../sessions.ts';
import {
  type CapturedState,
  capture,
  isSameConversation,
  type KnownConversations,
  merge,
} from './conversation-capture.ts';

/** What a {@link ConversationCache} is made of. */
export interface ConversationCacheOptions {
  readonly send: SendCommand;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * The page's cache of conversation IDs (SPEC CONV-2, CONV-5). It captures one the moment a session of it stands in the
 * state, tells main what is new, and takes up at each attach what main has kept.
 */
export class ConversationCache {
  readonly #options: ConversationCacheOptions;
  readonly #known: Signal<KnownConversations> = signal(new Map());
  /** What main was told last of each, or has told us itself. */
  #told = new Map<ConversationId, Conversation>();
  /** Those that had to go, with their last use: only a later use brings one back. */
  #evicted = new Map<ConversationId, number>();
  readonly #sending = new Set<ConversationId>();
  #state: CapturedState | null = null;
  /** Of each load, so that one that a later one overtook is not used. Nothing is told before main has been read. */
  #load = 0;
  #isLoaded = false;

  constructor(options: ConversationCacheOptions) {
    this.#options = options;
  }

  /** All that is known, by ID. */
  get known(): ReadonlySignal<KnownConversations> {
    return this.#known;
  }

  /** One by its ID. */
  find(id: ConversationId): Conversation | undefined {
    return this.#known.value.get(id);
  }

  /**
   * The latest conversation with this person. One that became a conference is still theirs afterwards: its messages are
   * between the two, and they go on where they wrote last. One that they know by an invitation only is everybody's.
   */
  latestWith(address: Address): Conversation | undefined {
    let latest: Conversation | undefined;
    for (const each of this.#known.value.values()) {
      if (each.peer.address !== address || isConferenceOnly(each)) continue;
      if (!latest || each.lastUsedAtMs > latest.lastUsedAtMs) latest = each;
    }
    return latest;
  }

  /** Where to write and call after this session: the conversation of a conference is everybody's (SPEC CONV-1). */
  continuing(
    session: Pick<SessionView, 'sessionType' | 'peer' | 'conversationId'>,
  ): ConversationId | undefined {
    const { peer, conversationId } = session;
    return isConferenceInvitation(session) ? this.latestWith(peer.address)?.id : conversationId;
  }

  /** The state as it is now: captures what is new in it. */
  update(state: CapturedState): void {
    this.#state = state;
    const before = this.#known.peek();
    const known = capture(before, this.#withoutEvicted(state), this.#options.now());
    if (known === before) return;
    this.#known.value = known;
    this.#tellAll();
  }

  /** A page attached: takes up what main has kept, and goes on from the state as it is now. */
  async load(): Promise<void> {
    this.#load += 1;
    const load = this.#load;
    this.#isLoaded = false;
    const kept = await this.#options.send('load-conversations', {}).then(
      (reply) => reply.conversations,
      () => [],
    );
    if (load !== this.#load) return;
    const captured = this.#known.peek();
    this.#told = new Map(kept.map((each) => [each.id, each]));
    this.#evicted = new Map();
    const merged = kept.map((each) => [each.id, merge(each, captured.get(each.id))] as const);
    this.#known.value = new Map([...captured, ...merged]);
    this.#isLoaded = true;
    if (this.#state) this.update(this.#state);
    this.#tellAll();
  }

  /** Somebody else signs in here: forgets everything in the page. */
  reset(): void {
    this.#load += 1;
    this.#isLoaded = false;
    this.#known.value = new Map();
    this.#state = null;
    this.#told.clear();
    this.#evicted.clear();
  }

  #withoutEvicted(state: CapturedState): CapturedState {
    if (this.#evicted.size === 0) return state;
    return {
      ...state,
      sessions: state.sessions.filter(
        (session) => session.state !== 'terminated' || !this.#evicted.has(session.conversationId),
      ),
      threads: state.threads.filter(
        ({ conversationId, lastAtMs }) => lastAtMs > (this.#evicted.get(conversationId) ?? -1),
      ),
    };
  }

  #tellAll(): void {
    if (!this.#isLoaded) return;
    for (const conversation of this.#known.peek().values()) {
      if (!isSameConversation(this.#told.get(conversation.id), conversation))
        void this.#tell(conversation.id);
    }
  }

  /** Tells main one conversation until it knows the latest. One at a time; what main refuses is not told again. */
  async #tell(id: ConversationId): Promise<void> {
    if (this.#sending.has(id)) return;
    this.#sending.add(id);
    const load = this.#load;
    for (;;) {
      const conversation = this.#known.peek().get(id);
      if (load !== this.#load || !conversation || isSameConversation(this.#told.get(id), conversation)) break;
      this.#told.set(id, conversation);
      const evicted = await this.#options.send('keep-conversation', { conversation }).then(
        (reply) => reply.evicted,
        () => [],
      );
      if (load === this.#load) this.#drop(evicted);
    }
    this.#sending.delete(id);
    // What changed while an older load's last word was under way.
    if (load !== this.#load) this.#tellAll();
  }

  #drop(evicted: readonly ConversationId[]): void {
    if (evicted.length === 0) return;
    const known = new Map(this.#known.peek());
    for (const id of evicted) {
      const conversation = known.get(id);
      // One that is live is in use, and comes back to main with its next change.
      if (!conversation || conversation.state === 'live') continue;
      this.#evicted.set(id, conversation.lastUsedAtMs);
      this.#told.delete(id);
      known.delete(id);
    }
    this.#known.value = known;
  }
}
