import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ConversationId, MessageId } from '../../../protocol/ids.ts';
import type { MessageView } from '../../../protocol/messages.ts';
import type { CommandData, CommandReply } from '../../../protocol/rpc/commands.ts';

/** Asks main for a page of messages; null when that failed and the user has been told. */
export type ReadMessages = (
  data: CommandData<'read-messages'>,
) => Promise<CommandReply<'read-messages'> | null>;

/** The messages of an opened conversation, as far as the page has read them. */
export interface OpenedMessages {
  /** By sequence. Messages that the server does not have yet are last, in the order in which they were written. */
  readonly messages: readonly MessageView[];
  /** Whether main has earlier messages. */
  readonly more: boolean;
  /** `idle` is also the state before the first page is requested. */
  readonly reading: 'idle' | 'first' | 'earlier';
  /** Whether the first page is here. */
  readonly isRead: boolean;
}

const NOTHING_READ: OpenedMessages = { messages: [], more: false, reading: 'idle', isRead: false };

/** The known messages, with new or changed messages in their places (SPEC SES-2): each message once, by its ID. */
export function upsert(
  known: readonly MessageView[],
  changed: readonly MessageView[],
): readonly MessageView[] {
  const byId = new Map<MessageId, MessageView>(known.map((message) => [message.id, message]));
  for (const message of changed) byId.set(message.id, message);
  return [...byId.values()].sort(inOrder);
}

function inOrder(one: MessageView, other: MessageView): number {
  const [a, b] = [one.sequence ?? Number.POSITIVE_INFINITY, other.sequence ?? Number.POSITIVE_INFINITY];
  if (a !== b) return a < b ? -1 : 1;
  return one.sequence === undefined ? one.sentAtMs - other.sentAtMs : 0;
}

/** The messages of the conversations that the user has opened in this page. Main keeps them; a reload reads again. */
export class Messages {
  readonly #read: ReadMessages;
  readonly #opened = new Map<ConversationId, Signal<OpenedMessages>>();
  /** Messages that main reported while a page was being read: they are newer than the same messages in that page. */
  readonly #changedMeanwhile = new Map<ConversationId, Set<MessageId>>();
  /** Counts resets. Replies to reads from before a reset are ignored. */
  #era = 0;

  constructor(read: ReadMessages) {
    this.#read = read;
  }

  /** The messages of one conversation; empty until {@link open}. */
  of(id: ConversationId): ReadonlySignal<OpenedMessages> {
    return this.#signalOf(id);
  }

  /** Reads the latest page, unless it is here already. */
  async open(id: ConversationId): Promise<void> {
    const { isRead, reading } = this.#signalOf(id).peek();
    if (!isRead && reading === 'idle') await this.#readPage(id, 'first');
  }

  /** Reads the page before the earliest message that is here. */
  async readEarlier(id: ConversationId): Promise<void> {
    const { more, reading } = this.#signalOf(id).peek();
    if (more && reading === 'idle') await this.#readPage(id, 'earlier');
  }

  /** Receives new or changed messages from main. The messages of other conversations are read when those are opened. */
  change(id: ConversationId, messages: readonly MessageView[]): void {
    const opened = this.#opened.get(id);
    if (!opened) return;
    for (const message of messages) this.#changedMeanwhile.get(id)?.add(message.id);
    opened.value = { ...opened.peek(), messages: upsert(opened.peek().messages, messages) };
  }

  /** Reads all opened conversations again: the page has attached again and may have missed changes. */
  async reread(): Promise<void> {
    this.#era += 1;
    this.#changedMeanwhile.clear();
    const opened = [...this.#opened];
    for (const [, each] of opened) each.value = { ...each.peek(), isRead: false, reading: 'idle' };
    await Promise.all(opened.map(([id]) => this.open(id)));
  }

  /** Forgets everything, because another user signs in. */
  reset(): void {
    this.#era += 1;
    for (const each of this.#opened.values()) each.value = NOTHING_READ;
    this.#opened.clear();
    this.#changedMeanwhile.clear();
  }

  async #readPage(id: ConversationId, reading: 'first' | 'earlier'): Promise<void> {
    const opened = this.#signalOf(id);
    const era = this.#era;
    const told = new Set<MessageId>();
    this.#changedMeanwhile.set(id, told);
    opened.value = { ...opened.peek(), reading };
    const beforeSequence = reading === 'earlier' ? earliestOf(opened.peek().messages) : undefined;
    const page = await this.#read({
      conversationId: id,
      ...(beforeSequence !== undefined && { beforeSequence }),
    });
    if (era !== this.#era) return;
    this.#changedMeanwhile.delete(id);
    const before = opened.peek();
    opened.value = page
      ? { ...after(before, page, told), reading: 'idle', isRead: true }
      : { ...before, reading: 'idle' };
  }

  #signalOf(id: ConversationId): Signal<OpenedMessages> {
    const opened = this.#opened.get(id) ?? signal(NOTHING_READ);
    this.#opened.set(id, opened);
    return opened;
  }
}

function earliestOf(messages: readonly MessageView[]): number | undefined {
  return messages.find(({ sequence }) => sequence !== undefined)?.sequence;
}

function after(
  before: OpenedMessages,
  page: CommandReply<'read-messages'>,
  told: ReadonlySet<MessageId>,
): OpenedMessages {
  const read = page.messages.filter(({ id }) => !told.has(id));
  if (before.reading === 'earlier')
    return { ...before, messages: upsert(before.messages, read), more: page.more };
  // A latest page that was read again replaces what was here: messages between the two may be missing.
  const kept = before.messages.filter(({ id }) => told.has(id));
  return { ...before, messages: upsert(kept, read), more: page.more };
}
