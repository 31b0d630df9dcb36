import type { AttachedCommands } from '../ports.ts';
import type { Messages } from './messages.ts';

/** The part of the core that runs the commands about messages. */
export interface MessageCommandParts {
  messages: Messages;
}

const done = {};

/** The page's commands about messages. */
export function messageCommands({ messages }: MessageCommandParts) {
  return {
    'send-message': async (data) => messages.send(data),
    'retry-message': async ({ messageId }) => {
      messages.retry(messageId);
      return done;
    },
    'read-messages': async (data) => messages.read(data),
    'mark-read': async ({ conversationId }) => {
      messages.markRead(conversationId);
      return done;
    },
  } satisfies Partial<AttachedCommands>;
}
