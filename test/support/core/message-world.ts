import { Conversations } from '../../../electron/core/conversations/conversations.ts';
import type { MessageStore } from '../../../electron/core/messages/message-store.ts';
import { Messages } from '../../../electron/core/messages/messages.ts';
import type { PagePort, Signaling } from '../../../electron/core/ports.ts';
import { openMemory } from '../../../electron/shell/profile/message-database.ts';
import type { Conversation } from '../../../protocol/conversations.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { Message, MessageView, ThreadView } from '../../../protocol/messages.ts';
import type { OrderData } from '../../../protocol/rpc/orders.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import { FakeClock, settled } from '../fake-clock.ts';
import { FakeJsonFile } from './fakes/fake-shell.ts';
import { ALICE, BOB, FakeSignaling } from './fakes/fake-signaling.ts';

/** Answers like a server with a mailbox: keeps each message once, and knows what came after a revision. */
export class FakeMailbox {
  readonly id: string;
  readonly kept: Message[] = [];
  #revision = 0;
  #sequence = 0;

  constructor(id = 'mailbox-1') {
    this.id = id;
  }

  /** A person writes a message. `skipped` is the number of changes before it that concern other people. */
  write(message: Pick<Message, 'id' | 'conversationId' | 'from' | 'to' | 'text'>, skipped = 0): Message {
    const known = this.kept.find(({ id }) => id === message.id);
    if (known) return known;
    this.#revision += skipped + 1;
    this.#sequence += 1;
    const kept: Message = {
      ...message,
      sequence: this.#sequence,
      revision: this.#revision,
      progress: 'sent',
      sentAtMs: 1_799_999_000_000 + this.#sequence,
    };
    this.kept.push(kept);
    return kept;
  }

  /** Bob writes to Alice. */
  fromBob(
    text: string,
    { id = `bob-message-${this.#sequence}`, conversationId = 'conversation-1' } = {},
  ): Message {
    return this.write({ id, conversationId, from: BOB, to: ALICE.address, text } as never);
  }

  mark(message: Message, progress: Message['progress']): Message {
    this.#revision += 1;
    const at = this.kept.findIndex(({ id }) => id === message.id);
    const marked = { ...message, progress, revision: this.#revision };
    this.kept[at] = marked;
    return marked;
  }

  after(revision: number): Message[] {
    return this.kept.filter((message) => message.revision > revision).sort((a, b) => a.revision - b.revision);
  }
}

/** The messages of main with a real database, between a fake page and a fake server. */
export class MessageWorld {
  readonly clock = new FakeClock();
  readonly signaling = new FakeSignaling();
  readonly mailbox: FakeMailbox;
  readonly store: MessageStore;
  readonly file: FakeJsonFile;
  readonly conversations: Conversations;
  readonly messages: Messages;
  /** The list of conversations that the page got last. */
  shown: Conversation[] = [];
  readonly damages: ParleyError[] = [];
  /** What the page was told, one entry an order. */
  readonly told: OrderData<'messages-changed'>[] = [];
  /** Every list of threads that was shown. */
  threads: ThreadView[] = [];
  attached = true;
  readonly #server: Signaling;
  #lastId = 0;

  constructor({
    store = openMemory(),
    file = new FakeJsonFile('conversations'),
    mailbox = new FakeMailbox(),
  } = {}) {
    this.store = store;
    this.file = file;
    this.mailbox = mailbox;
    const log = { info: () => {}, warn: () => {} };
    this.conversations = new Conversations({
      file,
      clock: this.clock,
      log,
      show: (conversations) => {
        this.shown = conversations;
      },
      damaged: (error) => this.damages.push(error),
      evicted: (own, ids) => this.messages.forget(own, ids),
    });
    this.#server = this.signaling.connect({
      url: 'http://127.0.0.1',
      requestTimeoutMs: 1_000,
      handshake: async () => ({ protocolVersion: 1, token: 'token' }),
      events: {
        opened: () => {},
        failed: () => {},
        lost: () => this.messages.connectionLost(),
        notice: (notice) => this.messages.handle(notice),
      },
    });
    this.#answerLike(this.mailbox);
    this.messages = new Messages({
      store,
      clock: this.clock,
      log,
      conversations: this.conversations,
      server: this.#server,
      page: this.#page(),
      ids: { next: () => `${this.mailbox.id}-id-${++this.#lastId}` },
      nameOf: (address) => (address === BOB.address ? BOB : { address, displayName: 'Someone' as never }),
      show: (threads) => {
        this.threads = threads;
      },
    });
  }

  async register(who: Identity = ALICE): Promise<void> {
    this.messages.registered(who, this.mailbox.id);
    await settled();
  }

  send(text: string, to = BOB.address): MessageView['id'] {
    return this.messages.send({ to, text }).messageId;
  }

  /** A conversation as a page reads it. */
  read(conversationId: string): MessageView[] {
    return this.messages.read({ conversationId: conversationId as never }).messages;
  }

  /** `message.send` fails so, this many times. */
  refuse(code: ParleyError['code'], times = 1): void {
    let left = times;
    this.signaling.when('message.send', async (data) => {
      left -= 1;
      if (left >= 0) throw new ParleyError(code, 'refused');
      return this.keep(data);
    });
  }

  /** What the server does with a message of Alice's. */
  keep(
    data: { messageId: MessageView['id'] } & Pick<MessageView, 'conversationId' | 'to' | 'text'>,
  ): Message {
    const { messageId: id, ...rest } = data;
    return this.mailbox.write({ id, from: ALICE, ...rest });
  }

  #answerLike(mailbox: FakeMailbox): void {
    this.signaling.when('message.send', async (data) => this.keep(data));
    this.signaling.when('message.sync', async ({ afterRevision }) => ({
      messages: mailbox.after(afterRevision),
      more: false,
    }));
  }

  #page(): PagePort {
    const world = this;
    return {
      get attached() {
        return world.attached;
      },
      order: async (name, data) => {
        if (!world.attached) throw new ParleyError('PAGE_ABSENT', 'no page');
        if (name === 'messages-changed') world.told.push(JSON.parse(JSON.stringify(data)));
        return {} as never;
      },
    };
  }
}
