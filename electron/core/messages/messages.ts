import { MAX_CONVERSATIONS } from '../../../protocol/conversations.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import { ConversationId, MessageId } from '../../../protocol/ids.ts';
import {
  MAX_TEXT_BYTES,
  MessageText,
  type MessageView,
  type ThreadView,
  textBytes,
} from '../../../protocol/messages.ts';
import type { CommandData, CommandReply } from '../../../protocol/rpc/commands.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Clock, Ids, Log, PagePort, Requester } from '../ports.ts';
import { Delivery } from './delivery.ts';
import { readPage } from './message-pages.ts';
import { MessagePush } from './message-push.ts';
import type { MessageStore, OwnMessages } from './message-store.ts';
import { inListOrder, threadViewOf } from './threads.ts';

/** At most so many messages wait to be sent: as many as a server keeps for one person (SPEC SES-2). */
const mostWaiting = 1_000;

export interface MessagesOptions {
  store: MessageStore;
  conversations: Conversations;
  server: Requester;
  page: PagePort;
  clock: Clock;
  ids: Ids;
  log: Log;
  nameOf(address: Address): Identity;
  /** Shows the conversations that have messages, latest first. */
  show(threads: ThreadView[]): void;
}

/** Whose messages these are. */
interface Owner {
  identity: Identity;
  messages: OwnMessages;
  threads: Map<ConversationId, ThreadView>;
}

/** All instant messages of whoever is signed in: kept here, sent and received, shown (SPEC SES-2). */
export class Messages {
  readonly #options: MessagesOptions;
  readonly #push: MessagePush;
  #owner: Owner | null = null;
  #delivery: Delivery | null = null;
  #closed = false;

  constructor(options: MessagesOptions) {
    this.#options = options;
    this.#push = new MessagePush(options.page);
  }

  /** Signed in, for the first time or again. */
  registered(identity: Identity, mailboxId: string): void {
    if (this.#closed) return;
    const { server, clock, log, nameOf } = this.#options;
    this.#delivery?.close();
    const owner = this.#takeOver(identity);
    this.#delivery = new Delivery({
      own: identity.address,
      messages: owner.messages,
      mailboxId,
      server,
      clock,
      log,
      nameOf,
      mayConverse: (address, id) => this.#options.conversations.mayBeWith(address, id),
      changed: (messages) => this.#changed(owner, messages),
    });
  }

  /** The connection is lost; what is written now waits. */
  lost(): void {
    this.#delivery?.close();
    this.#delivery = null;
  }

  /** Nobody is signed in any more. */
  signedOut(): void {
    this.lost();
    if (this.#owner === null) return;
    this.#owner = null;
    this.#options.conversations.signedOut();
    this.#options.show([]);
  }

  /** Takes the notices that are about messages. @returns whether it was one */
  take(notice: Notice): boolean {
    if (notice.name === 'message-received') this.#delivery?.messageReceived(notice.data.message);
    else if (notice.name === 'message-marked') this.#delivery?.messagesMarked(notice.data);
    else return false;
    return true;
  }

  /**
   * Writes a message; it is shown at once, and goes out when those before it have.
   * @throws ParleyError MESSAGE_TOO_LARGE, RPC_MALFORMED when there is nothing in it, CONVERSATION_FORBIDDEN when the
   * conversation is with somebody else, MAILBOX_FULL when too many wait, AUTH_REQUIRED
   */
  send({ to, conversationId, text: written }: CommandData<'send-message'>): CommandReply<'send-message'> {
    const owner = this.#signedIn();
    const { ids, clock, conversations, nameOf } = this.#options;
    // Half a character cannot be kept, and would read otherwise at the far side.
    const text = written.toWellFormed();
    checkText(text);
    if (owner.messages.waitingToBeSent() >= mostWaiting) {
      throw new ParleyError('MAILBOX_FULL', 'too many messages wait to be sent');
    }
    const id = conversationId ?? conversations.latestWith(to) ?? ConversationId.parse(ids.next());
    const peer = conversations.peerOf(id);
    if (peer !== undefined && peer !== to) {
      throw new ParleyError('CONVERSATION_FORBIDDEN', 'this conversation is with somebody else');
    }
    const message = { id: MessageId.parse(ids.next()), conversationId: id, from: owner.identity, to, text };
    const view = owner.messages.write({ ...message, sentAtMs: clock.now() }, nameOf(to));
    this.#changed(owner, [view]);
    this.#delivery?.send();
    return { conversationId: id, messageId: view.id };
  }

  /** @throws ParleyError MESSAGE_UNKNOWN unless one that failed has this ID; AUTH_REQUIRED */
  retry(id: MessageId): void {
    const owner = this.#signedIn();
    const view = owner.messages.retry(id);
    if (view === undefined) throw new ParleyError('MESSAGE_UNKNOWN', 'no such message that failed');
    this.#changed(owner, [view]);
    this.#delivery?.send();
  }

  /** @throws ParleyError AUTH_REQUIRED */
  read({ conversationId, beforeSequence }: CommandData<'read-messages'>): CommandReply<'read-messages'> {
    return readPage(this.#signedIn().messages, conversationId, beforeSequence);
  }

  /** Our user has seen a conversation to its end. @throws ParleyError AUTH_REQUIRED */
  markRead(conversationId: ConversationId): void {
    const owner = this.#signedIn();
    const read = owner.messages.readAll(conversationId);
    if (read.length === 0) return;
    this.#changed(owner, read);
    this.#delivery?.read();
  }

  /** These conversations are gone, with their messages. */
  forget(own: Address, conversationIds: readonly ConversationId[]): void {
    if (this.#closed) return;
    this.#options.store.of(own).forget(conversationIds);
    const owner = this.#owner;
    if (owner?.identity.address !== own) return;
    const had = conversationIds.filter((id) => owner.threads.delete(id));
    if (had.length > 0) this.#show(owner);
  }

  /** Idempotent. */
  close(): void {
    this.lost();
    this.#closed = true;
    this.#owner = null;
    this.#options.store.close();
  }

  #signedIn(): Owner {
    if (this.#owner === null) throw new ParleyError('AUTH_REQUIRED', 'nobody is signed in');
    return this.#owner;
  }

  /** Shows what is kept for somebody who signs in. */
  #takeOver(identity: Identity): Owner {
    const { store, conversations } = this.#options;
    const { address } = identity;
    conversations.signedIn(address);
    const messages = store.of(address);
    const kept = messages.threads();
    const owner = {
      identity,
      messages,
      threads: new Map(kept.map((thread) => [thread.conversationId, threadViewOf(thread)] as const)),
    };
    this.#owner = owner;
    // Those that the cache lost when it was damaged.
    for (const { conversationId, peer, last } of kept) {
      if (conversations.peerOf(conversationId) === undefined) {
        conversations.messageSeen(conversationId, peer, last.sentAtMs);
      }
    }
    this.#show(owner);
    return owner;
  }

  #changed(owner: Owner, messages: MessageView[]): void {
    if (owner !== this.#owner || messages.length === 0) return;
    for (const id of new Set(messages.map(({ conversationId }) => conversationId))) {
      const thread = owner.messages.thread(id);
      if (thread === undefined) continue;
      owner.threads.set(id, threadViewOf(thread));
      this.#options.conversations.messageSeen(id, thread.peer, thread.last.sentAtMs);
    }
    this.#show(owner);
    this.#push.tell(messages);
  }

  #show({ threads }: Owner): void {
    this.#options.show(inListOrder(threads).slice(0, MAX_CONVERSATIONS));
  }
}

/** @throws ParleyError MESSAGE_TOO_LARGE, RPC_MALFORMED */
function checkText(text: string): void {
  const bytes = textBytes(text);
  if (bytes > MAX_TEXT_BYTES) {
    const context = { bytes, maxBytes: MAX_TEXT_BYTES };
    throw new ParleyError('MESSAGE_TOO_LARGE', 'a message of too many bytes', { context });
  }
  if (!MessageText.safeParse(text).success) throw new ParleyError('RPC_MALFORMED', 'a message without text');
}
