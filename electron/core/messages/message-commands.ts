import type { Conversations } from '../conversations/conversations.ts';
import type { AttachedCommands } from '../ports.ts';
import type { Messages } from './messages.ts';

/** The parts of the core that run the commands about messages and conversations. */
export interface MessageCommandParts {
  messages: Messages;
  conversations: Conversations;
}

const done = {};

/** The page's commands about messages and conversations. */
export function messageCommands({ messages, conversations }: MessageCommandParts) {
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
    'load-conversations': async () => ({ conversations: conversations.load() }),
    'keep-conversation': async ({ conversation }) => ({ evicted: conversations.keep(conversation) }),
  } satisfies Partial<AttachedCommands>;
}
