import { MessagesSquare, Phone, PhoneIncoming, PhoneMissed, PhoneOutgoing, ScreenShare, Users } from 'lucide';
import type { HistoryEntry } from '../../../protocol/local/history.ts';
import { text } from '../../i18n/en.ts';
import { conversationText } from '../../i18n/en-conversations.ts';
import {
  type ConversationItem,
  type LastEvent,
  listConversations,
} from '../../state/conversations/conversation-list.ts';
import { shownText } from '../../state/conversations/message-text.ts';
import { isConferenceInvitation, isShare } from '../../state/sessions.ts';
import { useConversations } from '../conversation/conversations-context.ts';
import { useAppState } from '../store-context.ts';
import { whenWords } from '../ui/behavior/date-format.ts';
import { Icon, type IconNode } from '../ui/icon.tsx';
import { pastCallWords } from './past-call-words.ts';
import { PresenceAvatar } from './presence-avatar.tsx';

const words = conversationText.list;

/** The conversations, latest first, with the last event and the number of unread messages. */
export function ConversationList() {
  const { cache, navigation } = useConversations();
  const items = listConversations(useAppState(), cache.known.value);
  const opened = navigation.opened.value?.conversationId;
  if (items.length === 0) {
    return (
      <div class="empty">
        <Icon node={MessagesSquare} class="icon-large" />
        <p>{words.none}</p>
        <p class="soft small">{words.noneLead}</p>
      </div>
    );
  }
  return (
    <ul class="rows rows-many" data-testid="conversations">
      {items.map((item) => (
        <ConversationRow key={item.id} item={item} isOpened={item.id === opened} />
      ))}
    </ul>
  );
}

function ConversationRow({ item, isOpened }: { item: ConversationItem; isOpened: boolean }) {
  const { navigation } = useConversations();
  const { id, peer, presence, unread, atMs, last } = item;
  return (
    <li>
      <button
        type="button"
        class="row row-button"
        data-testid="conversation-row"
        data-conversation={id}
        data-address={peer.address}
        data-unread={unread}
        aria-current={isOpened}
        onClick={() => navigation.open({ peer, conversationId: id })}
      >
        <PresenceAvatar name={peer.displayName} presence={presence} />
        <span class="row-words">
          <strong>{peer.displayName}</strong>
          {presence && <span class="visually-hidden">{text.presence[presence]}</span>}
          <Last event={last} />
        </span>
        <span class="row-end">
          <time class="soft small" dateTime={new Date(atMs).toISOString()}>
            {whenWords(atMs, Date.now())}
          </time>
          <UnreadMark count={unread} />
        </span>
      </button>
    </li>
  );
}

function Last({ event }: { event: LastEvent }) {
  switch (event.kind) {
    case 'live':
      return <LastLine icon={Phone} words={words.live} tone="good" />;
    case 'nothing':
      return <LastLine words={words.nothing} />;
    case 'call':
      return <LastCall call={event.call} />;
    case 'message': {
      const { excerpt, lastDirection } = event.thread;
      return (
        <span class="row-last soft small">
          {lastDirection === 'outgoing' && <span>{words.you}</span>}
          <bdi>{shownText(excerpt)}</bdi>
        </span>
      );
    }
  }
}

function LastCall({ call }: { call: HistoryEntry }) {
  const { missed, direction, durationMs } = call;
  if (isShare(call)) return <LastLine icon={ScreenShare} words={conversationText.history.sharing} />;
  if (isConferenceInvitation(call))
    return <LastLine icon={Users} words={conversationText.history.conference} />;
  if (missed) return <LastLine icon={PhoneMissed} words={words.missed} tone="bad" />;
  const icon = direction === 'incoming' ? PhoneIncoming : PhoneOutgoing;
  // Only a call that did not take place needs a text for its ending.
  return <LastLine icon={icon} words={durationMs === undefined ? pastCallWords(call) : words[direction]} />;
}

interface LastLineProps {
  readonly icon?: IconNode;
  readonly words: string;
  readonly tone?: 'good' | 'bad';
}

function LastLine({ icon, words: said, tone }: LastLineProps) {
  return (
    <span class="row-last soft small" data-tone={tone}>
      {icon && <Icon node={icon} />}
      <span>{said}</span>
    </span>
  );
}

/** Number of unread messages; nothing for 0. */
function UnreadMark({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span class="count-mark">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span class="visually-hidden">{words.unread(count)}</span>
    </span>
  );
}
