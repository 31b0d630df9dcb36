import type { ConversationId } from '../../../protocol/ids.ts';
import type { MessageView } from '../../../protocol/messages.ts';
import type { PagePort } from '../ports.ts';
import { chunksOf } from './message-pages.ts';

/** Tells the attached page which messages are new or changed: one order at a time, so that many do not flood it. */
export class MessagePush {
  readonly #page: PagePort;
  /** What is still to be told, the latest state of each message, by conversation. */
  #waiting = new Map<ConversationId, Map<string, MessageView>>();
  #telling = false;

  constructor(page: PagePort) {
    this.#page = page;
  }

  tell(messages: readonly MessageView[]): void {
    // A page that attaches later reads what it shows.
    if (!this.#page.attached) return;
    for (const message of messages) {
      const waiting = this.#waiting.get(message.conversationId) ?? new Map<string, MessageView>();
      waiting.set(message.id, message);
      this.#waiting.set(message.conversationId, waiting);
    }
    if (!this.#telling) void this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    this.#telling = true;
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      const [conversationId, messages] = next;
      for (const chunk of chunksOf(messages)) {
        // A page that goes away meanwhile reads them when it is back.
        await this.#page.order('messages-changed', { conversationId, messages: chunk }).catch(() => {});
      }
    }
    this.#telling = false;
  }

  #take(): [ConversationId, MessageView[]] | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const [conversationId, messages] = first;
    this.#waiting.delete(conversationId);
    return [conversationId, [...messages.values()]];
  }
}
