import { useRef } from 'preact/hooks';
import type { AppState } from '../../../protocol/rpc/app-state.ts';
import { conversationText } from '../../i18n/en-conversations.ts';
import { unseenOf } from '../../state/conversations/unseen.ts';
import { TABS, type Tab } from '../../state/navigation.ts';
import { useConversations } from '../conversation/conversations-context.ts';
import { LazyConversationList, LazyHistoryList } from '../lazy-views.ts';
import { useAppState } from '../store-context.ts';
import { PeopleList } from './people-list.tsx';

const words = conversationText.tabs;

const LISTS = {
  people: PeopleList,
  conversations: LazyConversationList,
  history: LazyHistoryList,
} as const;

/** The number of new items in each list. */
const COUNTS: Readonly<Record<Tab, (state: AppState) => number>> = {
  people: () => 0,
  conversations: (state) => unseenOf(state).unreadMessages,
  history: (state) => unseenOf(state).missedCalls,
};

const MOVES: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Tabs with people, conversations and history (WAI-ARIA tabs). */
export function HomeLists() {
  const { tab } = useConversations().navigation;
  const tabs = useRef<HTMLDivElement>(null);
  const List = LISTS[tab.value];
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab.peek()) + move + TABS.length) % TABS.length] ?? 'people';
    tab.value = next;
    tabs.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <section class="card lists" aria-label={words.label}>
      <div ref={tabs} class="tabs" role="tablist" aria-label={words.label} onKeyDown={onKeyDown}>
        {TABS.map((each) => (
          <TabButton key={each} tab={each} />
        ))}
      </div>
      <div id="lists-panel" class="lists-panel" role="tabpanel" aria-labelledby={`tab-${tab.value}`}>
        <List />
      </div>
    </section>
  );
}

function TabButton({ tab }: { tab: Tab }) {
  const { navigation } = useConversations();
  const count = COUNTS[tab](useAppState());
  const isSelected = navigation.tab.value === tab;
  return (
    <button
      type="button"
      id={`tab-${tab}`}
      class="tab"
      role="tab"
      aria-selected={isSelected}
      aria-controls="lists-panel"
      tabIndex={isSelected ? 0 : -1}
      data-testid={`tab-${tab}`}
      onClick={() => {
        navigation.tab.value = tab;
      }}
    >
      {words[tab]}
      {count > 0 && (
        <span class="count-mark">
          <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
          <span class="visually-hidden">{tab === 'history' ? words.missed(count) : words.unread(count)}</span>
        </span>
      )}
    </button>
  );
}
