import { ParleyError } from '../../../protocol/errors.ts';
import type { Message, MessageView } from '../../../protocol/messages.ts';
import { isPassing } from '../kernel/retrying-task.ts';
import type { Clock, Requester } from '../ports.ts';
import type { OwnMessages } from './message-store.ts';
import { Pace } from './pace.ts';

export interface OutboxOptions {
  messages: OwnMessages;
  server: Requester;
  clock: Clock;
  /** Whether this registration has ended. A failure after that says nothing about the message. */
  isClosed(): boolean;
  /** Called when the server has stored a message. */
  sent(message: Message): void;
  changed(messages: MessageView[]): void;
}

/**
 * Sends the queued messages one after another, in the order in which they were written (SPEC SES-2). A message stays
 * `sending` until the server has replied. After a broken connection or a crash it is sent again with the same ID.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #pace: Pace;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#pace = new Pace(options.clock);
  }

  /** Resolves when the queue is empty. @throws ParleyError after a temporary failure */
  async sendAll(): Promise<void> {
    const { messages, isClosed } = this.#options;
    for (let next = messages.nextToSend(); next !== undefined; next = messages.nextToSend()) {
      await this.#pace.next();
      if (isClosed()) return;
      await this.#send(next);
      if (isClosed()) return;
    }
  }

  async #send(view: MessageView): Promise<void> {
    const { messages, server, isClosed, sent, changed } = this.#options;
    const { id, conversationId, from, to, text } = view;
    try {
      const reply = await server.request('message.send', { messageId: id, conversationId, to, text });
      sent({ id, conversationId, from, to, text, ...reply });
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'STATE_ILLEGAL');
      if (isClosed() || isPassing(error)) throw error;
      const failed = messages.fail(id, error.code);
      if (failed) changed([failed]);
    }
  }
}
