import { ParleyError } from '../../../protocol/errors.ts';
import type { ConversationId } from '../../../protocol/ids.ts';
import type { Message, MessageView } from '../../../protocol/messages.ts';
import type { NoticeData } from '../../../protocol/signaling/notices.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import { Errand, isPassing } from '../kernel/retrying-task.ts';
import type { Clock, Log, Requester } from '../ports.ts';
import type { OwnMessages } from './message-store.ts';
import { Outbox } from './outbox.ts';

/** How long after a notice the server is asked what lay before it: many notices need one request. */
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
  /** Messages are new, or have come further. */
  changed(messages: MessageView[]): void;
}

/**
 * The exchange of messages during one registration: what waits goes out, what came meanwhile comes in, and the server
 * learns what is delivered and read. It ends when the connection is lost; the next registration begins another one.
 *
 * `message.sync` is the truth. A notice is applied at once, but moves the cursor only when nothing lies between
 * (SPEC SES-2); otherwise the server is asked soon. Its revisions count the changes of everybody, so that gaps are
 * the rule where many people write.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #sync: Errand;
  readonly #outbox: Errand;
  readonly #marks: Errand;
  #over = false;
  /** The first sync is done: what is kept here has no gaps. */
  #caughtUp = false;
  #callOffCatchUp: (() => void) | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { messages, server, clock, log, changed } = options;
    const outbox = new Outbox({
      messages,
      server,
      clock,
      changed,
      over: () => this.#over,
      sent: (message) => this.messageReceived(message),
    });
    this.#outbox = new Errand({ name: 'sending messages', clock, log, run: () => outbox.sendAll() });
    this.#sync = new Errand({ name: 'message sync', clock, log, run: () => this.#syncAll() });
    this.#marks = new Errand({ name: 'message marks', clock, log, run: () => this.#tellMarks() });
    this.#sync.start();
    this.#outbox.start();
  }

  /** Something waits to be sent. */
  send(): void {
    this.#outbox.start();
  }

  /** Our user has read something. */
  read(): void {
    if (this.#caughtUp) this.#marks.start();
  }

  messageReceived(message: Message): void {
    if (this.#over) return;
    this.#take([message]);
    this.#followed(message.revision);
  }

  messagesMarked(marked: NoticeData<'message-marked'>): void {
    const { own, messages, mailboxId, changed } = this.#options;
    if (this.#over) return;
    const { conversationId, by, progress, upToSequence, revision } = marked;
    const written = by === own ? 'by-them' : 'by-us';
    changed(messages.mark(mailboxId, { conversationId, written, progress, upToSequence }));
    this.#followed(revision);
  }

  /** The connection is lost, or the user signed out. Idempotent. */
  close(): void {
    this.#over = true;
    this.#callOffCatchUp?.();
    for (const errand of [this.#sync, this.#outbox, this.#marks]) errand.close();
  }

  #take(received: readonly Message[]): void {
    const { messages, mailboxId, nameOf, changed } = this.#options;
    changed(messages.take(mailboxId, this.#withoutForeign(received), nameOf));
  }

  /** Leaves out what names a conversation with another person: a server that knows its people sends none (CONV-4). */
  #withoutForeign(received: readonly Message[]): Message[] {
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

  /** Moves the cursor over a change that was applied, or asks soon for those before it. */
  #followed(revision: number): void {
    const { messages, mailboxId, clock } = this.#options;
    const cursor = messages.cursor(mailboxId);
    if (revision === cursor + 1) messages.moveCursor(mailboxId, revision);
    else if (revision > cursor) {
      this.#callOffCatchUp ??= clock.after(catchUpDelayMs, () => {
        this.#callOffCatchUp = null;
        this.#sync.start();
      });
    }
    // Before, what the user has read may stand behind something that has not come yet.
    if (this.#caughtUp) this.#marks.start();
  }

  async #syncAll(): Promise<void> {
    const { messages, mailboxId, server } = this.#options;
    for (let more = true; more && !this.#over; ) {
      const afterRevision = messages.cursor(mailboxId);
      const page = await server.request('message.sync', { afterRevision });
      if (this.#over) return;
      const revision = Math.max(0, ...page.messages.map((message) => message.revision));
      // After a crash in between, the same page comes again, and changes nothing.
      this.#take(page.messages);
      messages.moveCursor(mailboxId, revision);
      more = page.more && revision > afterRevision;
    }
    this.#caughtUp = true;
    this.#marks.start();
  }

  async #tellMarks(): Promise<void> {
    const { messages, mailboxId, server, log } = this.#options;
    for (const mark of messages.owedMarks(mailboxId)) {
      if (this.#over) return;
      try {
        await server.request('message.mark', mark);
      } catch (thrown) {
        const error = ParleyError.from(thrown, 'STATE_ILLEGAL');
        if (this.#over || isPassing(error)) throw error;
        // The server has forgotten them: nothing is owed any more.
        log.warn('a mark was refused', { code: error.code });
      }
      if (!this.#over) messages.settleMark(mailboxId, mark);
    }
  }
}
