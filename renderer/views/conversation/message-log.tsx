import { ArrowDown, MessageCircle } from 'lucide';
import { useEffect } from 'preact/hooks';
import type { ConversationId } from '../../../protocol/ids.ts';
import type { MessageView } from '../../../protocol/messages.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import { conversationText } from '../../i18n/en-conversations.ts';
import type { OpenedMessages } from '../../state/conversations/messages.ts';
import { isReadNow } from '../../state/conversations/reading.ts';
import { useAppState, useStore } from '../store-context.ts';
import { dayOf, dayWords } from '../ui/behavior/date-format.ts';
import { useScrollToEnd } from '../ui/behavior/scroll-to-end.ts';
import { useWindowFocus } from '../ui/behavior/window-focus.ts';
import { Icon } from '../ui/icon.tsx';
import { useConversations } from './conversations-context.ts';
import { MessageItem } from './message-item.tsx';

const words = conversationText.messages;

/** The messages of a conversation by day, latest at the end. The view stays at the end until the user scrolls up. */
export function MessageLog({ conversationId, peer }: { conversationId: ConversationId; peer: Identity }) {
  const { messages } = useConversations();
  const opened = messages.of(conversationId).value;
  const scroll = useScrollToEnd(opened.messages);
  useEffect(() => void messages.open(conversationId), [messages, conversationId]);
  useMarkRead(conversationId, opened.isRead && scroll.isAtEnd);
  const onScroll = () => {
    if (scroll.follow() === 'start') void messages.readEarlier(conversationId);
  };
  return (
    <div class="log-frame">
      <div
        ref={scroll.element}
        class="log"
        role="log"
        aria-label={words.label(peer.displayName)}
        aria-live={opened.reading === 'idle' ? 'polite' : 'off'}
        aria-relevant="additions"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
      >
        <LogStart conversationId={conversationId} peer={peer} opened={opened} />
        <MessagesByDay messages={opened.messages} />
      </div>
      {!scroll.isAtEnd && scroll.hasNew && (
        <button type="button" class="button button-primary log-newest" onClick={scroll.toEnd}>
          <Icon node={ArrowDown} />
          {words.newest}
        </button>
      )}
    </div>
  );
}

/** Messages in order, grouped by day. */
export function MessagesByDay({ messages }: { messages: readonly MessageView[] }) {
  return (
    <>
      {byDay(messages).map(({ day, messages: ofDay }) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h3 id={`day-${day}`} class="log-day small soft">
            {dayWords(day, Date.now())}
          </h3>
          <ul class="log-messages">
            {ofDay.map((message) => (
              <MessageItem key={message.id} message={message} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

interface LogStartProps {
  readonly conversationId: ConversationId;
  readonly peer: Identity;
  readonly opened: OpenedMessages;
}

/** The beginning of the log, above the first message. */
export function LogStart({ conversationId, peer, opened }: LogStartProps) {
  const { messages } = useConversations();
  if (opened.reading !== 'idle') return <p class="log-note soft small">{words.reading}</p>;
  if (!opened.isRead && opened.messages.length === 0) {
    return (
      <div class="log-note">
        <p>{words.failed}</p>
        <button type="button" class="button button-small" onClick={() => void messages.open(conversationId)}>
          {words.again}
        </button>
      </div>
    );
  }
  if (opened.more) {
    return (
      <button
        type="button"
        class="button button-small button-quiet log-earlier"
        onClick={() => void messages.readEarlier(conversationId)}
      >
        {words.earlier}
      </button>
    );
  }
  return opened.messages.length === 0 ? <NoMessages name={peer.displayName} /> : null;
}

/** Shown in a conversation without messages. */
export function NoMessages({ name }: { name: string }) {
  return (
    <div class="empty log-empty">
      <Icon node={MessageCircle} class="icon-large" />
      <p class="soft">{words.none(name)}</p>
    </div>
  );
}

/** Marks a conversation as read when the user can have seen its end. */
export function useMarkRead(conversationId: ConversationId, isAtEnd: boolean): void {
  const { ask } = useStore();
  const thread = useAppState().threads.find((each) => each.conversationId === conversationId);
  const unread = thread?.unread ?? 0;
  const isRead = isReadNow({ unread, isAtEnd, ...useWindowFocus() });
  const lastAtMs = thread?.lastAtMs;
  // Runs for each message that arrives while the conversation is on screen.
  useEffect(() => {
    if (isRead) void ask('mark-read', { conversationId });
  }, [ask, conversationId, isRead, unread, lastAtMs]);
}

interface Day {
  readonly day: number;
  readonly messages: MessageView[];
}

function byDay(messages: readonly MessageView[]): Day[] {
  const days: Day[] = [];
  for (const message of messages) {
    const day = dayOf(message.sentAtMs);
    const last = days.at(-1);
    // Clocks differ: a message can have an earlier day than the message before it. It then stays in the later day's
    // group.
    if (last && last.day >= day) last.messages.push(message);
    else days.push({ day, messages: [message] });
  }
  return days;
}
