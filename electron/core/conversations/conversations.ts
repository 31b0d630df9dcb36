import * as z from 'zod';
import {
  CONVERSATION_KEPT_MS,
  Conversation,
  isConferenceOnly,
  MAX_CONVERSATIONS,
} from '../../../protocol/conversations.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, ConversationId, SessionId } from '../../../protocol/ids.ts';
import type { SessionView } from '../../../protocol/rpc/app-state.ts';
import type { Identity, SessionType } from '../../../protocol/signaling/shapes.ts';
import { Address } from '../../../protocol/text/addresses.ts';
import { KeptWriter, loadKept } from '../kernel/json-file.ts';
import type { Clock, KeptFile, Log } from '../ports.ts';

/** At most so many people who sign in on one profile have their conversations kept. */
const keptPeople = 20;
/** At most so many sessions of one conversation are known. */
const keptSessions = 20;
/** At most so many conversations that had to go are still known to have been ours. */
const keptGone = 2_000;

const KeptConversations = z.object({
  people: z
    .array(z.object({ own: Address, conversations: z.array(Conversation).max(MAX_CONVERSATIONS) }))
    .max(keptPeople)
    .default([]),
});

export interface ConversationsOptions {
  file: KeptFile;
  clock: Clock;
  log: Log;
  /** What was kept could not be read. */
  damaged(error: ParleyError): void;
  /** These had to go; what belongs to them goes with them. */
  evicted(own: Address, ids: ConversationId[]): void;
}

/** Something that shows that a conversation is ours. */
interface Sighting {
  id: ConversationId;
  peer: Identity;
  type: SessionType;
  sessionId?: SessionId;
  atMs: number;
}

/** The conversations of one own address. */
interface Own {
  address: Address;
  entries: Map<ConversationId, Conversation>;
  /** Ids that were seen here and had to go: a page may still hold them. */
  gone: Map<ConversationId, Address>;
  /** Gone, and the page was not told. */
  untold: Set<ConversationId>;
}

/**
 * What is known of each conversation ID, by own address (SPEC CONV-2, CONV-5): the page captures and keeps it; main
 * has it on disk, and captures what it sees itself, so that nothing is lost while no page runs.
 */
export class Conversations {
  readonly #options: ConversationsOptions;
  readonly #writer: KeptWriter;
  readonly #people = new Map<Address, Own>();
  #current: Own | null = null;
  #sessions: readonly SessionView[] = [];

  constructor(options: ConversationsOptions) {
    this.#options = options;
    const { file, clock, log, damaged } = options;
    const { value, damage } = loadKept('conversations', file, KeptConversations);
    for (const { own, conversations } of value.people) {
      // After a crash nothing is live any more.
      const entries = conversations.map((entry) => [entry.id, settledEntry(entry)] as const);
      this.#people.set(own, freshOwn(own, new Map(entries)));
    }
    this.#writer = new KeptWriter({
      what: 'conversations',
      file,
      clock,
      log,
      content: () => ({ people: this.#content() }),
    });
    if (damage) damaged(damage);
  }

  /** From now on the conversations are those of this address. */
  signedIn(address: Address): void {
    if (this.#current?.address === address) return;
    const own = this.#people.get(address) ?? freshOwn(address, new Map());
    // Whoever signed in last stands last; the first in the file is the first to go.
    this.#people.delete(address);
    this.#people.set(address, own);
    this.#current = own;
    this.#evict(own);
  }

  /** Nobody is signed in any more. */
  signedOut(): void {
    this.sessionsChanged([]);
    this.#current = null;
  }

  /** Captures the conversations of sessions as they come and go. */
  sessionsChanged(sessions: readonly SessionView[]): void {
    const before = new Map(this.#sessions.map((session) => [session.id, session]));
    this.#sessions = sessions;
    for (const session of sessions) {
      const known = before.get(session.id);
      if (known !== undefined && isLive(known) === isLive(session)) continue;
      const { id: sessionId, conversationId: id, sessionType: type } = session;
      const peer = this.#peerIn(session);
      if (peer === undefined) continue;
      this.#see({ id, peer, type, sessionId, atMs: this.#options.clock.now() });
    }
    const missing = [...before.values()].filter(({ id }) => !sessions.some((session) => session.id === id));
    for (const { conversationId } of missing) this.#settle(conversationId);
  }

  /** A message of this conversation was sent or received, at this time. */
  messageSeen(id: ConversationId, peer: Identity, atMs: number): void {
    this.#see({ id, peer, type: 'instant-messaging', atMs });
  }

  /** All that is kept for whoever is signed in, latest used first. */
  load(): Conversation[] {
    const entries = [...(this.#current?.entries.values() ?? [])];
    return entries.reverse().sort((a, b) => b.lastUsedAtMs - a.lastUsedAtMs);
  }

  /**
   * Keeps what the page knows of a conversation.
   * @returns those that had to go since the page was last told (CONV-2)
   * @throws ParleyError RPC_FORBIDDEN for a conversation that is not ours, or not with that peer; AUTH_REQUIRED
   */
  keep(conversation: Conversation): ConversationId[] {
    const own = this.#current;
    if (own === null) throw new ParleyError('AUTH_REQUIRED', 'nobody is signed in');
    const { id, peer } = conversation;
    if (this.peerOf(id) !== peer.address) {
      throw new ParleyError('RPC_FORBIDDEN', 'not a conversation with this person');
    }
    const live = this.#isLive(id);
    const replacedBy = own.entries.get(id)?.replacedBy;
    own.entries.set(id, {
      ...(live || conversation.state !== 'live' ? conversation : { ...conversation, state: 'idle' }),
      // Main sees it happen; a page may not have heard of it yet.
      ...(replacedBy === undefined ? {} : { state: 'replaced', replacedBy }),
      // A page cannot make a conversation outlive the others.
      lastUsedAtMs: Math.min(conversation.lastUsedAtMs, this.#options.clock.now()),
    });
    this.#evict(own, id);
    const evicted = [...own.untold];
    own.untold.clear();
    return evicted;
  }

  /** A conference carries it from now on (SPEC ESC-1). */
  replaced(id: ConversationId, replacedBy: ConferenceId): void {
    const entry = this.#current?.entries.get(id);
    if (entry === undefined) return;
    this.#current?.entries.set(id, { ...entry, state: 'replaced', replacedBy });
    this.#writer.changed();
  }

  /** Whom this conversation is with, when it is known here. */
  peerOf(id: ConversationId): Address | undefined {
    const own = this.#current;
    return own?.entries.get(id)?.peer.address ?? own?.gone.get(id);
  }

  /**
   * Whether a conversation may be with this person: it is not known here, or is theirs and ours. Nothing that another
   * side says makes it a conversation with a third person (SPEC CONV-4).
   */
  mayBeWith(address: Address, id: ConversationId): boolean {
    const own = this.#current;
    const entry = own?.entries.get(id);
    if (entry !== undefined) return isConferenceOnly(entry) || entry.peer.address === address;
    const gone = own?.gone.get(id);
    return gone === undefined || gone === address;
  }

  /** The conversation with somebody to go on with: the latest used that no conference carries (CONV-1). */
  latestWith(address: Address): ConversationId | undefined {
    const fit = ({ peer, state, types }: Conversation) =>
      peer.address === address && state !== 'replaced' && types.some((type) => type !== 'conference');
    return this.load().find(fit)?.id;
  }

  /** Writes what is not written yet. Idempotent. */
  close(): void {
    this.#writer.flush();
  }

  #see({ id, peer, type, sessionId, atMs }: Sighting): void {
    const own = this.#current;
    if (own === null) return;
    // The server's clock may be ahead of ours.
    const usedAtMs = Math.min(atMs, this.#options.clock.now());
    const before: Conversation = own.entries.get(id) ?? {
      id,
      peer,
      sessionIds: [],
      types: [],
      state: 'idle',
      startedAtMs: usedAtMs,
      lastUsedAtMs: usedAtMs,
    };
    const others = before.sessionIds.filter((other) => other !== sessionId);
    const sessionIds = sessionId === undefined ? before.sessionIds : [...others, sessionId];
    const current = before.state === 'replaced' ? 'replaced' : this.#isLive(id) ? 'live' : 'idle';
    // Of two that were used at the same time, the later stands later.
    own.entries.delete(id);
    own.entries.set(id, {
      ...before,
      peer: isConferenceOnly(before) || before.peer.address === peer.address ? peer : before.peer,
      sessionIds: sessionIds.slice(-keptSessions),
      types: [...new Set([...before.types, type])],
      lastUsedAtMs: Math.max(before.lastUsedAtMs, usedAtMs),
      state: current,
    });
    own.gone.delete(id);
    this.#evict(own, id);
  }

  /**
   * Whom a conversation is with, as this session has it. No call can move one to a third person, nor can an invitation to
   * the conference that carries it, between any two people.
   */
  #peerIn({ conversationId, peer, sessionType }: SessionView): Identity | undefined {
    if (sessionType === 'conference') return this.#current?.entries.get(conversationId)?.peer ?? peer;
    return this.mayBeWith(peer.address, conversationId) ? peer : undefined;
  }

  /** A session left: is its conversation still live? */
  #settle(id: ConversationId): void {
    const entry = this.#current?.entries.get(id);
    if (entry === undefined || this.#isLive(id)) return;
    this.#current?.entries.set(id, settledEntry(entry));
    this.#writer.changed();
  }

  #isLive(id: ConversationId): boolean {
    return this.#sessions.some((session) => session.conversationId === id && isLive(session));
  }

  /** Least recently used out first, but never a live one (CONV-2). @param spared is in use at this moment */
  #evict(own: Own, spared?: ConversationId): void {
    this.#writer.changed();
    const oldestMs = this.#options.clock.now() - CONVERSATION_KEPT_MS;
    const free = [...own.entries.values()]
      .filter(({ id }) => id !== spared && !this.#isLive(id))
      .sort((a, b) => a.lastUsedAtMs - b.lastUsedAtMs);
    const surplus = own.entries.size - MAX_CONVERSATIONS;
    const out = free.filter(({ lastUsedAtMs }, index) => index < surplus || lastUsedAtMs < oldestMs);
    if (out.length === 0) return;
    for (const { id, peer } of out) {
      own.entries.delete(id);
      own.gone.set(id, peer.address);
      own.untold.add(id);
    }
    for (const id of [...own.gone.keys()].slice(0, Math.max(0, own.gone.size - keptGone)))
      own.gone.delete(id);
    const ids = out.map(({ id }) => id);
    this.#options.evicted(own.address, ids);
  }

  #content() {
    return [...this.#people.values()]
      .slice(-keptPeople)
      .map(({ address: own, entries }) => ({ own, conversations: [...entries.values()] }));
  }
}

function freshOwn(address: Address, entries: Own['entries']): Own {
  return { address, entries, gone: new Map(), untold: new Set() };
}

function settledEntry(entry: Conversation): Conversation {
  return entry.state === 'live' ? { ...entry, state: 'idle' } : entry;
}

function isLive({ state }: SessionView): boolean {
  return state !== 'terminated';
}
