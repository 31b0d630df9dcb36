import * as z from 'zod';
import { Conversation, isConferenceOnly, MAX_CONVERSATIONS } from '../../../protocol/conversations.ts';
import type { ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, ConversationId, SessionId } from '../../../protocol/ids.ts';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import type { SessionView } from '../../../protocol/rpc/session-view.ts';
import type { Identity, SessionType } from '../../../protocol/signaling/shapes.ts';
import { Address } from '../../../protocol/text/addresses.ts';
import { JsonFileWriter, loadJsonFile } from '../kernel/json-file.ts';
import type { Clock, JsonFile, Log } from '../ports.ts';

/** The conversations of at most this many people who signed in on one profile are kept. */
const keptPeople = 20;
/** A conversation names at most this many of its sessions. */
const keptSessions = 20;
/** At most this many evicted conversations are still known to belong to our user. */
const keptGone = 2_000;

const KeptConversations = z.object({
  people: z
    .array(z.object({ own: Address, conversations: z.array(Conversation).max(MAX_CONVERSATIONS) }))
    .max(keptPeople)
    .default([]),
});

export interface ConversationsOptions {
  file: JsonFile;
  clock: Clock;
  log: Log;
  /** The list of the user who is signed in, for the page: latest used first. */
  show(conversations: Conversation[]): void;
  /** The file could not be read. */
  damaged(error: ParleyError): void;
  /** These conversations were evicted; their messages go too. */
  evicted(own: Address, ids: ConversationId[]): void;
}

/** A session or message that shows that a conversation belongs to our user. */
interface Sighting {
  id: ConversationId;
  peer: Identity;
  type: SessionType;
  sessionId?: SessionId | undefined;
  subject?: Conversation['title'];
  atMs: number;
}

/** The conversations of one own address. */
interface Own {
  address: Address;
  /** In the order of their last use here, which no clock can change. */
  entries: Map<ConversationId, Conversation>;
  /** Evicted IDs and the other side of each: a late message can still name them. */
  gone: Map<ConversationId, Address>;
}

/**
 * The conversations of each own address (SPEC CONV-2, CONV-5). This is their only writer: it captures them from sessions
 * and messages and keeps them on disk; the page gets each entry together with the session that it comes from.
 */
export class Conversations {
  readonly #options: ConversationsOptions;
  readonly #writer: JsonFileWriter;
  readonly #people = new Map<Address, Own>();
  #current: Own | null = null;
  #sessions: readonly SessionView[] = [];
  /** The conference that our user is in. */
  #conference: Pick<StayView['conference'], 'id' | 'conversationId'> | null = null;

  constructor(options: ConversationsOptions) {
    this.#options = options;
    const { file, clock, log, damaged } = options;
    const { value, damage } = loadJsonFile('conversations', file, KeptConversations);
    for (const { own, conversations } of value.people) {
      // No session survives a restart.
      const entries = conversations.map(
        (entry) => [entry.id, { ...entry, state: idleState(entry) }] as const,
      );
      this.#people.set(own, freshOwn(own, new Map(entries)));
    }
    this.#writer = new JsonFileWriter({
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
    // The address that signed in last is the last one in the file; the first one is dropped first.
    this.#people.delete(address);
    this.#people.set(address, own);
    this.#current = own;
    this.#evict(own);
  }

  /** The user signed out. */
  signedOut(): void {
    this.sessionsChanged([]);
    this.#current = null;
    this.#options.show([]);
  }

  /** Captures the conversations of sessions as they come and go. */
  sessionsChanged(sessions: readonly SessionView[]): void {
    const before = new Map(this.#sessions.map((session) => [session.id, session]));
    this.#sessions = sessions;
    for (const session of sessions) {
      const known = before.get(session.id);
      if (known !== undefined && isLive(known) === isLive(session)) continue;
      const { id: sessionId, conversationId: id, sessionType: type, subject } = session;
      const peer = this.#peerIn(session);
      if (peer === undefined) continue;
      this.#see({ id, peer, type, sessionId, subject, atMs: this.#options.clock.now() });
    }
    const missing = [...before.values()].filter(({ id }) => !sessions.some((session) => session.id === id));
    for (const { conversationId } of missing) this.#settle(conversationId);
    this.#noteConference();
  }

  /** Our user is in this conference now, or in none. */
  stayChanged(stay: StayView | null): void {
    this.#conference = stay === null || stay.state === 'exited' ? null : stay.conference;
    this.#noteConference();
  }

  /** A message of this conversation was sent or received, at this time. */
  messageSeen(id: ConversationId, peer: Identity, atMs: number): void {
    this.#see({ id, peer, type: 'instant-messaging', atMs });
  }

  /** The conversations of the user who is signed in, latest used first. */
  list(): Conversation[] {
    const entries = [...(this.#current?.entries.values() ?? [])];
    return entries.reverse().sort((a, b) => b.lastUsedAtMs - a.lastUsedAtMs);
  }

  /** A conference continues this conversation (SPEC ESC-1). */
  replaced(id: ConversationId, replacedBy: ConferenceId): void {
    const entry = this.#current?.entries.get(id);
    if (entry === undefined || entry.replacedBy === replacedBy) return;
    this.#put({ ...entry, replacedBy });
  }

  /** The address of the other side, if the conversation is known. */
  peerOf(id: ConversationId): Address | undefined {
    const own = this.#current;
    return own?.entries.get(id)?.peer.address ?? own?.gone.get(id);
  }

  /**
   * Whether a conversation can be with this person: it is unknown, or already with them. Nothing that a client sends
   * turns it into a conversation with a third person (SPEC CONV-4).
   */
  mayBeWith(address: Address, id: ConversationId): boolean {
    const own = this.#current;
    const entry = own?.entries.get(id);
    if (entry !== undefined) return isConferenceOnly(entry) || entry.peer.address === address;
    const gone = own?.gone.get(id);
    return gone === undefined || gone === address;
  }

  /** The latest used conversation with this person that no conference has replaced (CONV-1). */
  latestWith(address: Address): ConversationId | undefined {
    const fit = ({ peer, state, types }: Conversation) =>
      peer.address === address && state !== 'replaced' && types.some((type) => type !== 'conference');
    return this.list().find(fit)?.id;
  }

  /** Writes what is not written yet. Idempotent. */
  close(): void {
    this.#writer.flush();
  }

  #see({ id, peer, type, sessionId, subject, atMs }: Sighting): void {
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
    // An invitation to the conference of a conversation does not rename the conversation.
    const title = type === 'conference' ? (before.title ?? subject) : (subject ?? before.title);
    own.entries.delete(id);
    own.gone.delete(id);
    this.#put({
      ...before,
      peer: isConferenceOnly(before) || before.peer.address === peer.address ? peer : before.peer,
      ...(title !== undefined && { title }),
      sessionIds: sessionIds.slice(-keptSessions),
      types: [...new Set([...before.types, type])],
      lastUsedAtMs: Math.max(before.lastUsedAtMs, usedAtMs),
    });
  }

  /** Stores an entry with the state that it has now, and shows the list. */
  #put(entry: Conversation): void {
    const own = this.#current;
    if (own === null) return;
    own.entries.set(entry.id, { ...entry, state: this.#isTalking(entry.id) ? 'live' : idleState(entry) });
    this.#evict(own, entry.id);
  }

  /**
   * The other side of a conversation according to this session. Neither a call nor an invitation to its conference can
   * move a conversation to a third person.
   */
  #peerIn({ conversationId, peer, sessionType }: SessionView): Identity | undefined {
    if (sessionType === 'conference') return this.#current?.entries.get(conversationId)?.peer ?? peer;
    return this.mayBeWith(peer.address, conversationId) ? peer : undefined;
  }

  /** A session left the list: its conversation may no longer be live. */
  #settle(id: ConversationId): void {
    const entry = this.#current?.entries.get(id);
    if (entry?.state === 'live' && !this.#isTalking(id)) this.#put(entry);
  }

  /** While a call continues, no conference has replaced it: the escalation can still fail (SPEC ESC-3). */
  #noteConference(): void {
    const conference = this.#conference;
    if (conference === null || this.#isTalking(conference.conversationId)) return;
    this.replaced(conference.conversationId, conference.id);
  }

  /** Whether two people talk in it, or share a screen. Invitations to its conference do not count. */
  #isTalking(id: ConversationId): boolean {
    return this.#sessions.some(
      (session) => session.conversationId === id && session.sessionType !== 'conference' && isLive(session),
    );
  }

  #isLive(id: ConversationId): boolean {
    return this.#sessions.some((session) => session.conversationId === id && isLive(session));
  }

  /**
   * Evicts what is too much: the least recently used first, but never one with a live session (CONV-2).
   * @param spared is in use now
   */
  #evict(own: Own, spared?: ConversationId): void {
    this.#writer.changed();
    const free = [...own.entries.values()].filter(({ id }) => id !== spared && !this.#isLive(id));
    const out = free.slice(0, Math.max(0, own.entries.size - MAX_CONVERSATIONS));
    for (const { id, peer } of out) {
      own.entries.delete(id);
      own.gone.set(id, peer.address);
    }
    for (const id of [...own.gone.keys()].slice(0, Math.max(0, own.gone.size - keptGone)))
      own.gone.delete(id);
    if (own === this.#current) this.#options.show(this.list().slice(0, MAX_CONVERSATIONS));
    const ids = out.map(({ id }) => id);
    if (ids.length > 0) this.#options.evicted(own.address, ids);
  }

  #content() {
    return [...this.#people.values()]
      .slice(-keptPeople)
      .map(({ address: own, entries }) => ({ own, conversations: [...entries.values()] }));
  }
}

function freshOwn(address: Address, entries: Own['entries']): Own {
  return { address, entries, gone: new Map() };
}

/** The state without a live session. */
function idleState({ replacedBy }: Conversation): Conversation['state'] {
  return replacedBy === undefined ? 'idle' : 'replaced';
}

function isLive({ state }: SessionView): boolean {
  return state !== 'terminated';
}
