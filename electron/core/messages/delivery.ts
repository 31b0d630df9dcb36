import { ParleyError } from '../../../protocol/errors.ts';
import type { ConversationId } from '../../../protocol/ids.ts';
import type { Message, MessageView } from '../../../protocol/messages.ts';
import type { NoticeData } from '../../../protocol/signaling/notices.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import { isPassing, RetryingTask } from '../kernel/retrying-task.ts';
import type { Clock, Log, Requester } from '../ports.ts';
import type { OwnMessages } from './message-store.ts';
import { Outbox } from './outbox.ts';

/** Delay between a notice with a gap before it and the sync, so that many notices cause one request. */
const catchUpDelayMs = 2_000;

export interface DeliveryOptions {
  own: Address;
  messages: OwnMessages;
  /** The server's store at this registration. */
  mailboxId: string;
  server: Requester;
  clock: Clock;
  log: Log;
  nameOf(address: Address): Identity;
  /** Whether a conversation may be with this person (CONV-4). */
  mayConverse(address: Address, id: ConversationId): boolean;
  /** Called with messages that are new or have a new state. */
  changed(messages: MessageView[]): void;
}

/**
 * Exchanges messages with the server during one registration: sends what is queued, fetches what arrived meanwhile, and
 * reports which messages are delivered and read. It ends when the connection is lost; the next registration creates a
 * new one.
 *
 * `message.sync` is authoritative. A notice is applied immediately, but moves the cursor only if no change is missing
 * before it (SPEC SES-2); otherwise a sync follows soon. The server's revisions count the changes of all people, so
 * gaps are normal when many people write.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #sync: RetryingTask;
  readonly #outbox: RetryingTask;
  readonly #marks: RetryingTask;
  #closed = false;
  /** Whether the first sync is done, so that the stored messages have no gaps. */
  #caughtUp = false;
  #cancelCatchUp: (() => void) | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { messages, server, clock, log, changed } = options;
    const outbox = new Outbox({
      messages,
      server,
      clock,
      changed,
      isClosed: () => this.#closed,
      sent: (message) => this.messageReceived(message),
    });
    this.#outbox = new RetryingTask({ name: 'sending messages', clock, log, run: () => outbox.sendAll() });
    this.#sync = new RetryingTask({ name: 'message sync', clock, log, run: () => this.#syncAll() });
    this.#marks = new RetryingTask({ name: 'message marks', clock, log, run: () => this.#sendMarks() });
    this.#sync.start();
    this.#outbox.start();
  }

  /** Sends the messages that are queued. */
  send(): void {
    this.#outbox.start();
  }

  /** Reports to the server what the user has read. */
  sendReadMarks(): void {
    if (this.#caughtUp) this.#marks.start();
  }

  messageReceived(message: Message): void {
    if (this.#closed) return;
    this.#store([message]);
    this.#advanceCursor(message.revision);
  }

  messagesMarked(marked: NoticeData<'message-marked'>): void {
    const { own, messages, mailboxId, changed } = this.#options;
    if (this.#closed) return;
    const { conversationId, by, progress, upToSequence, revision } = marked;
    const written = by === own ? 'by-them' : 'by-us';
    changed(messages.applyMark(mailboxId, { conversationId, written, progress, upToSequence }));
    this.#advanceCursor(revision);
  }

  /** Call it when the connection is lost or the user signs out. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#cancelCatchUp?.();
    for (const errand of [this.#sync, this.#outbox, this.#marks]) errand.close();
  }

  #store(received: readonly Message[]): void {
    const { messages, mailboxId, nameOf, changed } = this.#options;
    changed(messages.storeReceived(mailboxId, this.#dropForeign(received), nameOf));
  }

  /** Drops messages whose conversation ID belongs to another person. A correct server sends none (CONV-4). */
  #dropForeign(received: readonly Message[]): Message[] {
    const { mayConverse, own, log } = this.#options;
    const others = new Map<ConversationId, Address>();
    return received.filter(({ id, conversationId, from, to }) => {
      const other = from.address === own ? to : from.address;
      const known = others.get(conversationId);
      const fits = known === undefined ? mayConverse(other, conversationId) : known === other;
      if (fits) others.set(conversationId, other);
      else log.warn('a message names a conversation with another person', { messageId: id });
      return fits;
    });
  }

  /** Moves the cursor past a change that was applied, or schedules a sync if changes before it are missing. */
  #advanceCursor(revision: number): void {
    const { messages, mailboxId, clock } = this.#options;
    const cursor = messages.cursor(mailboxId);
    if (revision === cursor + 1) messages.moveCursor(mailboxId, revision);
    else if (revision > cursor) {
      this.#cancelCatchUp ??= clock.after(catchUpDelayMs, () => {
        this.#cancelCatchUp = null;
        this.#sync.start();
      });
    }
    // Before the first sync, messages that have not arrived yet may precede the ones the user has read.
    if (this.#caughtUp) this.#marks.start();
  }

  async #syncAll(): Promise<void> {
    const { messages, mailboxId, server } = this.#options;
    for (let more = true; more && !this.#closed; ) {
      const afterRevision = messages.cursor(mailboxId);
      const page = await server.request('message.sync', { afterRevision });
      if (this.#closed) return;
      const revision = Math.max(0, ...page.messages.map((message) => message.revision));
      // If Parley crashes between these two lines, the next sync returns the same page, which changes nothing.
      this.#store(page.messages);
      messages.moveCursor(mailboxId, revision);
      more = page.more && revision > afterRevision;
    }
    this.#caughtUp = true;
    this.#marks.start();
  }

  async #sendMarks(): Promise<void> {
    const { messages, mailboxId, server, log } = this.#options;
    for (const mark of messages.pendingMarks(mailboxId)) {
      if (this.#closed) return;
      try {
        await server.request('message.mark', mark);
      } catch (thrown) {
        const error = ParleyError.from(thrown, 'STATE_ILLEGAL');
        if (this.#closed || isPassing(error)) throw error;
        // The server no longer has these messages, so the mark is not needed.
        log.warn('a mark was refused', { code: error.code });
      }
      if (!this.#closed) messages.confirmMark(mailboxId, mark);
    }
  }
}
