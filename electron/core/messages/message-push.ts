import type { ConversationId } from '../../../protocol/ids.ts';
import type { MessageView } from '../../../protocol/messages.ts';
import type { PagePort } from '../ports.ts';
import { chunksOf } from './message-pages.ts';

/** Sends new and changed messages to the attached page, with only one order in progress at a time. */
export class MessagePush {
  readonly #page: PagePort;
  /** The messages that are still to be sent, by conversation and message ID, each in its latest state. */
  #waiting = new Map<ConversationId, Map<string, MessageView>>();
  #sending = false;

  constructor(page: PagePort) {
    this.#page = page;
  }

  push(messages: readonly MessageView[]): void {
    // A page that attaches later reads the messages that it shows.
    if (!this.#page.attached) return;
    for (const message of messages) {
      const waiting = this.#waiting.get(message.conversationId) ?? new Map<string, MessageView>();
      waiting.set(message.id, message);
      this.#waiting.set(message.conversationId, waiting);
    }
    if (!this.#sending) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#sending = true;
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) {
      const [conversationId, messages] = next;
      for (const chunk of chunksOf(messages)) {
        // If the page detaches meanwhile, the next page reads the messages.
        await this.#page.order('messages-changed', { conversationId, messages: chunk }).catch(() => {});
      }
    }
    this.#sending = false;
  }

  #takeNext(): [ConversationId, MessageView[]] | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const [conversationId, messages] = first;
    this.#waiting.delete(conversationId);
    return [conversationId, [...messages.values()]];
  }
}
