import { useEffect } from 'preact/hooks';
import type { ThreadView } from '../../../../protocol/messages.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { escalationText } from '../../../i18n/en-escalation.ts';
import type { OpenedMessages } from '../../../state/conversations/messages.ts';
import { useConversations } from '../../conversation/conversations-context.ts';
import { LogStart, MessagesByDay } from '../../conversation/message-log.tsx';
import { useAppState } from '../../store-context.ts';

/** Messages between the two people of the call that became this conference. */
export interface Earlier {
  /** Undefined for people who were not in that call, and if no messages were written. */
  readonly thread: ThreadView | undefined;
  readonly opened: OpenedMessages;
}

/** Reads the messages from before this conference: it continues the conversation of its call (SPEC ESC-4). */
export function useEarlierMessages({ conference: { conversationId } }: StayView): Earlier {
  const { messages } = useConversations();
  const thread = useAppState().threads.find((each) => each.conversationId === conversationId);
  const isThere = thread !== undefined;
  useEffect(() => {
    if (isThere) void messages.open(conversationId);
  }, [messages, conversationId, isThere]);
  return { thread, opened: messages.of(conversationId).value };
}

/** The messages between the two people, above the messages for everyone. Nobody else can see them. */
export function EarlierMessages({ thread, opened }: Earlier) {
  if (!thread) return null;
  const { conversationId, peer } = thread;
  return (
    <>
      {/* The log around this element must not announce old messages. */}
      <section aria-labelledby="chat-earlier-title" aria-live="off" data-testid="earlier-messages">
        <div class="chat-part">
          <h3 id="chat-earlier-title">{escalationText.earlier(peer.displayName)}</h3>
          <p class="soft small">{escalationText.earlierLead(peer.displayName)}</p>
        </div>
        <LogStart conversationId={conversationId} peer={peer} opened={opened} />
        <MessagesByDay messages={opened.messages} />
      </section>
      <div class="chat-part">
        <h3>{escalationText.everyone}</h3>
      </div>
    </>
  );
}
