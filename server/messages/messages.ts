import { ParleyError } from '../../protocol/errors.ts';
import type { Message } from '../../protocol/messages.ts';
import type { RequestData, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Blocks } from '../presence/blocks.ts';
import type { Directory } from '../presence/directory.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import type { Store } from '../store/store.ts';
import type { Conversations } from './conversations.ts';

/** Maximum number of messages in a `message.sync` reply. */
const MAX_PAGE = 1_000;
/** The share of a mailbox that one sender can fill, so that others can still send messages (SPEC SES-2). */
const SHARE_OF_ONE = 0.1;
/** Maximum amount of text in a `message.sync` reply, in bytes of UTF-8. */
const MAX_PAGE_BYTES = 512 * 1024;

export interface MessagesOptions {
  store: Store;
  directory: Directory;
  conversations: Conversations;
  blocks: Blocks;
  clock: Clock;
  log: Logger;
  /**
   * How many undelivered messages may wait for one reader, a tenth of them from one sender; also how many delivered
   * messages are kept for one reader (SPEC SES-2).
   */
  mailboxSize: number;
  /** Called once for each stored message, for the metrics. */
  onKept: () => void;
}

/** Instant messages: stored until their reader has them, and sent to all devices of both sides (RFC 3428, SPEC SES-2). */
export class Messages {
  readonly #options: MessagesOptions;

  constructor(options: MessagesOptions) {
    this.#options = options;
  }

  /**
   * Stores a message and sends it to the signed-in devices of both sides. Sending it twice gets the same reply.
   * @throws ParleyError TARGET_SELF, TARGET_UNKNOWN, TARGET_BLOCKED, CONVERSATION_FORBIDDEN, MAILBOX_FULL, STORE_FULL,
   *   PROTOCOL_MALFORMED if its ID belongs to another message
   */
  send(from: Endpoint, data: RequestData<'message.send'>): RequestReply<'message.send'> {
    // The database cannot store lone surrogates, and a repeated message has to be recognized by its text.
    const text = data.text.toWellFormed();
    const known = this.#options.store.messages.find(from.address, data.messageId);
    if (known !== undefined) return sentAgain(known, { ...data, text });
    const message = this.#keep(from, { ...data, text });
    this.#options.onKept();
    this.#options.log.info({ messageId: message.id, endpointId: from.id }, 'message stored');
    this.#tell([message.to, from.address], from, (device) => device.notify('message-received', { message }));
    return replyFor(message);
  }

  /** All changes after the last revision that a device knows. */
  sync(from: Endpoint, { afterRevision }: RequestData<'message.sync'>): RequestReply<'message.sync'> {
    const messages: Message[] = [];
    let bytes = 0;
    // One more than fits, to find out whether there are more.
    const changed = this.#options.store.messages.changedAfter(from.address, afterRevision, MAX_PAGE + 1);
    for (const message of changed) {
      bytes += Buffer.byteLength(message.text);
      const full = messages.length === MAX_PAGE || (messages.length > 0 && bytes > MAX_PAGE_BYTES);
      if (full) return { messages, more: true };
      messages.push(message);
    }
    return { messages, more: false };
  }

  /**
   * Marks messages as delivered or read. Progress never goes backwards.
   * @throws ParleyError CONVERSATION_FORBIDDEN
   */
  mark(from: Endpoint, { conversationId, progress, upToSequence }: RequestData<'message.mark'>): void {
    const { store, conversations, mailboxSize } = this.#options;
    const reader = from.address;
    conversations.checkReader(reader, conversationId);
    const changed = store.transaction(() => {
      const marked = store.messages.mark({ conversationId, reader, progress, upToSequence });
      if (marked !== undefined) store.messages.keepDelivered(reader, mailboxSize);
      return marked;
    });
    if (changed === undefined) return;
    const { sequence, revision, writers } = changed;
    const notice = { conversationId, by: reader, progress, upToSequence: sequence, revision };
    // Only to the two people: guests of a conference in this conversation must not be notified.
    this.#tell([reader, ...writers], from, (device) => device.notify('message-marked', notice));
  }

  #keep(from: Endpoint, data: RequestData<'message.send'>): Message {
    const { store, directory, conversations, blocks, clock, mailboxSize } = this.#options;
    const { messageId: id, conversationId, to, text } = data;
    if (to === from.address) throw new ParleyError('TARGET_SELF', 'the target is the sender');
    if (directory.identityAt(to) === undefined) {
      throw new ParleyError('TARGET_UNKNOWN', 'nobody has this address');
    }
    const use = { id: conversationId, from: from.address, to };
    conversations.check(use);
    blocks.check(from.address, to);
    const share = Math.max(1, Math.floor(mailboxSize * SHARE_OF_ONE));
    const { messages } = store;
    if (messages.waitingFor(to) >= mailboxSize || messages.waitingFor(to, from.address) >= share) {
      throw new ParleyError('MAILBOX_FULL', 'too many messages are waiting for this person');
    }
    return store.transaction(() => {
      conversations.store(use);
      const sentAtMs = clock.nowMs();
      return store.messages.add({ id, conversationId, from: from.identity, to, text, sentAtMs });
    });
  }

  #tell(addresses: readonly Message['to'][], except: Endpoint, tell: (device: Endpoint) => void): void {
    for (const address of addresses) {
      for (const device of this.#options.directory.endpointsOf(address)) if (device !== except) tell(device);
    }
  }
}

function replyFor({ sequence, revision, sentAtMs, progress }: Message): RequestReply<'message.send'> {
  return { sequence, revision, sentAtMs, progress };
}

function sentAgain(known: Message, data: RequestData<'message.send'>): RequestReply<'message.send'> {
  const { conversationId, to, text } = data;
  if (known.conversationId === conversationId && known.to === to && known.text === text) {
    return replyFor(known);
  }
  throw new ParleyError('PROTOCOL_MALFORMED', 'this message ID belongs to another message');
}
