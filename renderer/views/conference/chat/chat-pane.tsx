import { ArrowDown, MessageCircle } from 'lucide';
import { useEffect } from 'preact/hooks';
import type { ChatMessage } from '../../../../protocol/conferences/chat.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { inConferenceText } from '../../../i18n/en-conferences.ts';
import { conversationText } from '../../../i18n/en-conversations.ts';
import { isReadNow } from '../../../state/conversations/reading.ts';
import { MessageText } from '../../conversation/message-item.tsx';
import { useMarkRead } from '../../conversation/message-log.tsx';
import { useAppState, useStore } from '../../store-context.ts';
import { dateTimeWords, timeWords } from '../../ui/behavior/date-format.ts';
import { useScrollToEnd } from '../../ui/behavior/scroll-to-end.ts';
import { useWindowFocus } from '../../ui/behavior/window-focus.ts';
import { Icon } from '../../ui/icon.tsx';
import { ChatComposer } from './chat-composer.tsx';
import { EarlierMessages, useEarlierMessages } from './earlier-messages.tsx';

const words = inConferenceText.chat;

interface ChatPaneProps {
  readonly stay: StayView;
  /** The user has just opened the chat to write. */
  readonly autoFocus: boolean;
  readonly onClose: () => void;
}

/** The chat of a conference, including messages from before the user joined (SPEC CONF-11). */
export function ChatPane({ stay, autoFocus, onClose }: ChatPaneProps) {
  return (
    <section class="conversation-pane chat-pane" aria-labelledby="chat-title" data-testid="chat-pane">
      <h2 id="chat-title" class="chat-title">
        {words.label}
      </h2>
      <ChatLog stay={stay} />
      <ChatComposer key={stay.conference.id} stay={stay} autoFocus={autoFocus} onEscape={onClose} />
    </section>
  );
}

function ChatLog({ stay }: { stay: StayView }) {
  const { registration } = useAppState();
  const chat = useChat(stay);
  const earlier = useEarlierMessages(stay);
  const messages = (chat?.messages ?? []).map((message) => ({
    ...message,
    direction: message.from.address === registration.address ? ('outgoing' as const) : ('incoming' as const),
  }));
  const scroll = useScrollToEnd([...earlier.opened.messages, ...messages]);
  useMarkRead(stay.conference.conversationId, earlier.opened.isRead && scroll.isAtEnd);
  useMarkSeen(stay, scroll.isAtEnd);
  return (
    <div class="log-frame">
      <div
        ref={scroll.element}
        class="log"
        role="log"
        aria-label={words.log}
        aria-relevant="additions"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={() => void scroll.follow()}
      >
        <EarlierMessages {...earlier} />
        {messages.length === 0 && <NoChat />}
        <ul class="log-messages">
          {messages.map((message) => (
            <ChatItem key={message.id} message={message} isOwn={message.direction === 'outgoing'} />
          ))}
        </ul>
      </div>
      {!scroll.isAtEnd && scroll.hasNew && (
        <button type="button" class="button button-primary log-newest" onClick={scroll.toEnd}>
          <Icon node={ArrowDown} />
          {conversationText.messages.newest}
        </button>
      )}
    </div>
  );
}

function NoChat() {
  return (
    <div class="empty log-empty">
      <Icon node={MessageCircle} class="icon-large" />
      <p>{words.none}</p>
      <p class="soft small">{words.noneLead}</p>
    </div>
  );
}

function ChatItem({ message, isOwn }: { message: ChatMessage; isOwn: boolean }) {
  const { id, from, text, sentAtMs } = message;
  return (
    <li
      class="message"
      data-testid="chat-message"
      data-message={id}
      data-direction={isOwn ? 'outgoing' : 'incoming'}
    >
      <div class="message-facts soft small">
        <span class="chat-author">{isOwn ? words.you : from.displayName}</span>
        <time dateTime={new Date(sentAtMs).toISOString()} title={dateTimeWords(sentAtMs)}>
          {timeWords(sentAtMs)}
        </time>
      </div>
      <div class="message-bubble">
        <MessageText text={text} />
      </div>
    </li>
  );
}

/** The chat of this conference; null until main has read it. */
function useChat(stay: StayView) {
  const { chat } = useAppState();
  return chat?.conferenceId === stay.conference.id ? chat : null;
}

/** Marks the chat as read when the user can have seen its end. */
function useMarkSeen(stay: StayView, isAtEnd: boolean): void {
  const { ask } = useStore();
  const conferenceId = stay.conference.id;
  const unread = useChat(stay)?.unread ?? 0;
  const isSeen = isReadNow({ unread, isAtEnd, ...useWindowFocus() });
  useEffect(() => {
    if (isSeen) void ask('see-chat', { conferenceId });
  }, [ask, conferenceId, isSeen, unread]);
}
