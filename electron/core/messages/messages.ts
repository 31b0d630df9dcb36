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

/** Maximum number of messages waiting to be sent: as many as a server keeps for one person (SPEC SES-2). */
const maxWaiting = 1_000;

export interface MessagesOptions {
  store: MessageStore;
  conversations: Conversations;
  server: Requester;
  page: PagePort;
  clock: Clock;
  ids: Ids;
  log: Log;
  nameOf(address: Address): Identity;
  /** Shows the conversations that have messages, with the latest first. */
  show(threads: ThreadView[]): void;
}

/** The signed-in user and the user's messages. */
interface Owner {
  identity: Identity;
  messages: OwnMessages;
  threads: Map<ConversationId, ThreadView>;
}

/** Stores, sends, receives and shows all instant messages of the signed-in user (SPEC SES-2). */
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

  /** Call it after each registration: the first one, and each after a lost connection. */
  registered(identity: Identity, mailboxId: string): void {
    if (this.#closed) return;
    const { server, clock, log, nameOf } = this.#options;
    this.#delivery?.close();
    const owner = this.#openFor(identity);
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

  /** Call it when the connection is lost. New messages then wait. */
  connectionLost(): void {
    this.#delivery?.close();
    this.#delivery = null;
  }

  /** Call it when the user has signed out. */
  signedOut(): void {
    this.connectionLost();
    if (this.#owner === null) return;
    this.#owner = null;
    this.#options.conversations.signedOut();
    this.#options.show([]);
  }

  /** Handles a notice about messages. @returns whether it was such a notice */
  handle(notice: Notice): boolean {
    if (notice.name === 'message-received') this.#delivery?.messageReceived(notice.data.message);
    else if (notice.name === 'message-marked') this.#delivery?.messagesMarked(notice.data);
    else return false;
    return true;
  }

  /**
   * Writes a message. It is shown immediately, and sent after the messages before it.
   * @throws ParleyError MESSAGE_TOO_LARGE, RPC_MALFORMED if it has no text, CONVERSATION_FORBIDDEN if the conversation
   * is with another person, MAILBOX_FULL if too many messages wait, AUTH_REQUIRED
   */
  send({ to, conversationId, text: written }: CommandData<'send-message'>): CommandReply<'send-message'> {
    const owner = this.#signedIn();
    const { ids, clock, conversations, nameOf } = this.#options;
    // A lone surrogate cannot be stored as UTF-8, and the recipient would see another character.
    const text = written.toWellFormed();
    checkText(text);
    if (owner.messages.waitingToBeSent() >= maxWaiting) {
      throw new ParleyError('MAILBOX_FULL', 'too many messages wait to be sent');
    }
    const id = conversationId ?? conversations.latestWith(to) ?? ConversationId.parse(ids.next());
    const peer = conversations.peerOf(id);
    if (peer !== undefined && peer !== to) {
      throw new ParleyError('CONVERSATION_FORBIDDEN', 'this conversation is with another person');
    }
    const message = { id: MessageId.parse(ids.next()), conversationId: id, from: owner.identity, to, text };
    const view = owner.messages.write({ ...message, sentAtMs: clock.now() }, nameOf(to));
    this.#changed(owner, [view]);
    this.#delivery?.send();
    return { conversationId: id, messageId: view.id };
  }

  /** Sends a failed message again. @throws ParleyError MESSAGE_UNKNOWN if no failed message has this ID, AUTH_REQUIRED */
  retry(id: MessageId): void {
    const owner = this.#signedIn();
    const view = owner.messages.retry(id);
    if (view === undefined) throw new ParleyError('MESSAGE_UNKNOWN', 'no failed message has this ID');
    this.#changed(owner, [view]);
    this.#delivery?.send();
  }

  /** @throws ParleyError AUTH_REQUIRED */
  read({ conversationId, beforeSequence }: CommandData<'read-messages'>): CommandReply<'read-messages'> {
    return readPage(this.#signedIn().messages, conversationId, beforeSequence);
  }

  /** Marks a conversation as read: the user has seen its last message. @throws ParleyError AUTH_REQUIRED */
  markRead(conversationId: ConversationId): void {
    const owner = this.#signedIn();
    const read = owner.messages.markAllRead(conversationId);
    if (read.length === 0) return;
    this.#changed(owner, read);
    this.#delivery?.sendReadMarks();
  }

  /** Deletes the messages of removed conversations. */
  forget(own: Address, conversationIds: readonly ConversationId[]): void {
    if (this.#closed) return;
    this.#options.store.of(own).forget(conversationIds);
    const owner = this.#owner;
    if (owner?.identity.address !== own) return;
    const removed = conversationIds.filter((id) => owner.threads.delete(id));
    if (removed.length > 0) this.#show(owner);
  }

  /** Idempotent. */
  close(): void {
    this.connectionLost();
    this.#closed = true;
    this.#owner = null;
    this.#options.store.close();
  }

  #signedIn(): Owner {
    if (this.#owner === null) throw new ParleyError('AUTH_REQUIRED', 'nobody is signed in');
    return this.#owner;
  }

  /** Loads and shows the stored messages of the user who signs in. */
  #openFor(identity: Identity): Owner {
    const { store, conversations } = this.#options;
    const { address } = identity;
    conversations.signedIn(address);
    const messages = store.of(address);
    const stored = messages.threads();
    const owner = {
      identity,
      messages,
      threads: new Map(stored.map((thread) => [thread.conversationId, threadViewOf(thread)] as const)),
    };
    this.#owner = owner;
    // Restores conversations that are missing in the cache because its file was damaged.
    for (const { conversationId, peer, last } of stored) {
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
    this.#push.push(messages);
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
    throw new ParleyError('MESSAGE_TOO_LARGE', 'the message is too long', { context });
  }
  if (!MessageText.safeParse(text).success) throw new ParleyError('RPC_MALFORMED', 'the message has no text');
}
