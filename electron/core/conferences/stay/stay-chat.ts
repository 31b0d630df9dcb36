import { type ChatMessage, type ChatView, MAX_CHAT_KEPT } from '../../../../protocol/conferences/chat.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { ConferenceId } from '../../../../protocol/ids.ts';
import type { Log, Requester } from '../../ports.ts';

export interface StayChatOptions {
  conferenceId: ConferenceId;
  server: Requester;
  log: Log;
  /** Whether our user wrote a message. */
  isOwn(message: ChatMessage): boolean;
  show(chat: ChatView): void;
}

/** The chat of one stay: the messages from before our user joined, and new ones (SPEC CONF-11). */
export class StayChat {
  readonly #options: StayChatOptions;
  /** In order, without duplicates. */
  #messages: ChatMessage[] = [];
  /** Our user has read all messages up to this one. */
  #seenSequence = 0;
  #open = false;

  constructor(options: StayChatOptions) {
    this.#options = options;
  }

  /** Accepts messages from now on, and reads the existing messages. */
  open(): void {
    this.#open = true;
    this.#show();
    this.#readHistory().catch((thrown) => {
      const { code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
      this.#options.log.info('the chat so far could not be read', { code });
    });
  }

  /** Accepts no more messages. The existing messages stay readable. Idempotent. */
  close(): void {
    this.#open = false;
  }

  received(message: ChatMessage): void {
    if (this.#open) this.#add([message]);
  }

  /** Our user has read the chat. */
  see(): void {
    this.#seenSequence = this.#messages.at(-1)?.sequence ?? 0;
    this.#show();
  }

  async #readHistory(): Promise<void> {
    const { server, conferenceId } = this.#options;
    let before: { beforeSequence?: number } = {};
    for (let read = 0; read < MAX_CHAT_KEPT; ) {
      const { messages, more } = await server.request('conference.read-chat', { conferenceId, ...before });
      if (!this.#open) return;
      this.#add(messages);
      const [first] = messages;
      if (first === undefined || !more) return;
      before = { beforeSequence: first.sequence };
      read += messages.length;
    }
  }

  #add(messages: readonly ChatMessage[]): void {
    const known = new Map([...this.#messages, ...messages].map((message) => [message.sequence, message]));
    this.#messages = [...known.values()]
      .sort((one, other) => one.sequence - other.sequence)
      .slice(-MAX_CHAT_KEPT);
    this.#show();
  }

  #show(): void {
    const { conferenceId, isOwn, show } = this.#options;
    const isUnread = (message: ChatMessage) => message.sequence > this.#seenSequence && !isOwn(message);
    show({ conferenceId, messages: this.#messages, unread: this.#messages.filter(isUnread).length });
  }
}
