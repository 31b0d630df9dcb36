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
  /** Whether this sign-in is over: what comes back then says nothing about the message. */
  over(): boolean;
  /** The server has one. */
  sent(message: Message): void;
  changed(messages: MessageView[]): void;
}

/**
 * Sends what waits, one after the other, in the order in which it was written (SPEC SES-2). A message stays `sending`
 * until the server has answered: after a broken connection or a crash it goes out again under the same ID.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #pace: Pace;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#pace = new Pace(options.clock);
  }

  /** Ends when nothing waits any more. @throws ParleyError a failure that passes */
  async sendAll(): Promise<void> {
    const { messages, over } = this.#options;
    for (let next = messages.nextToSend(); next !== undefined; next = messages.nextToSend()) {
      await this.#pace.next();
      if (over()) return;
      await this.#send(next);
      if (over()) return;
    }
  }

  async #send(view: MessageView): Promise<void> {
    const { messages, server, over, sent, changed } = this.#options;
    const { id, conversationId, from, to, text } = view;
    try {
      const reply = await server.request('message.send', { messageId: id, conversationId, to, text });
      sent({ id, conversationId, from, to, text, ...reply });
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'STATE_ILLEGAL');
      if (over() || isPassing(error)) throw error;
      const failed = messages.fail(id, error.code);
      if (failed) changed([failed]);
    }
  }
}
