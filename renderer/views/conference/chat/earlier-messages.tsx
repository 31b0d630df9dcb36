import { useEffect } from 'preact/hooks';
import type { ThreadView } from '../../../../protocol/messages.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { escalationText } from '../../../i18n/en-escalation.ts';
import type { OpenedMessages } from '../../../state/conversations/messages.ts';
import { useConversations } from '../../conversation/conversations-context.ts';
import { LogStart, MessagesByDay } from '../../conversation/message-log.tsx';
import { useAppState } from '../../store-context.ts';

/** What our user and one other wrote to each other in the call that became a conference. */
export interface Earlier {
  /** Undefined for whoever was not in that call, and where nothing was written. */
  readonly thread: ThreadView | undefined;
  readonly opened: OpenedMessages;
}

/** Reads what was written before this conference: it has the conversation of its call (SPEC ESC-4). */
export function useEarlier({ conference: { conversationId } }: StayView): Earlier {
  const { messages } = useConversations();
  const thread = useAppState().threads.find((each) => each.conversationId === conversationId);
  const isThere = thread !== undefined;
  useEffect(() => {
    if (isThere) void messages.open(conversationId);
  }, [messages, conversationId, isThere]);
  return { thread, opened: messages.of(conversationId).value };
}

/** What the two wrote to each other, above what everybody writes. Nobody else has it. */
export function EarlierMessages({ thread, opened }: Earlier) {
  if (!thread) return null;
  const { conversationId, peer } = thread;
  return (
    <>
      {/* What was said before is no news in the log around it. */}
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
