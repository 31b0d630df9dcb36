import { Settings } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { text } from '../../i18n/en.ts';
import { MissedCalls } from '../call/ended-card.tsx';
import { LiveCalls } from '../call/live-calls.tsx';
import { ConferenceStart } from '../conference/lobby/conference-start.tsx';
import { useWantedLink } from '../conference/lobby/wanted-link.ts';
import { useConversations } from '../conversation/conversations-context.ts';
import { LazyConversationView, LazyJoinPreview, LazySettingsDialog } from '../lazy-views.ts';
import { NotificationNotice } from '../settings/notification-notice.tsx';
import { useAppState, useStore } from '../store-context.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Brand } from '../ui/brand.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { DoNotDisturbToggle } from './do-not-disturb.tsx';
import { HomeLists } from './home-lists.tsx';
import { SignOutButton } from './sign-out-button.tsx';

/** The page without a call or conference: people, conversations, history, and buttons for conferences. */
export function Home() {
  const { ask } = useStore();
  const { linkToJoin } = useConversations().navigation;
  const { link, obstacle, isOffered } = useWantedLink();
  const [isSettingsOpen, setSettingsOpen] = useState(false);
  // When home is left, an ignored link is forgotten, so that no later call asks about it.
  useEffect(
    () => () => {
      linkToJoin.value = null;
    },
    [linkToJoin],
  );
  const back = () => {
    linkToJoin.value = null;
    if (isOffered) void ask('dismiss-link', {});
  };
  if (link !== null && obstacle === null)
    return <LazyJoinPreview key={link} link={link} onBack={back} onOver={back} />;
  return (
    <div class="home" data-testid="home">
      <HomeHeader onSettings={() => setSettingsOpen(true)} />
      <LiveCalls />
      <HomeMain />
      {isSettingsOpen && <LazySettingsDialog onClose={() => setSettingsOpen(false)} />}
    </div>
  );
}

/** The lists, with the open conversation beside them. A narrow window shows only one of the two. */
function HomeMain() {
  const { navigation, cache } = useConversations();
  const main = useRef<HTMLElement>(null);
  const opened = navigation.opened.value;
  const wasOpen = useRef(false);
  useEffect(() => {
    // Keyboard users continue in the lists when they go back.
    if (wasOpen.current && !opened)
      main.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    wasOpen.current = opened !== null;
  }, [opened]);
  const conversationId = opened && (opened.conversationId ?? cache.latestWith(opened.peer.address)?.id);
  return (
    <main ref={main} class="home-main" data-opened={opened !== null}>
      <h1 class="visually-hidden">{text.home.title}</h1>
      <div class="home-lists">
        <NotificationNotice />
        <MissedCalls />
        <HomeLists />
      </div>
      {opened ? (
        <LazyConversationView
          key={opened.conversationId ?? opened.peer.address}
          conversation={{ peer: opened.peer, conversationId: conversationId ?? undefined }}
        />
      ) : (
        <div class="home-aside">
          <ConferenceStart />
        </div>
      )}
    </main>
  );
}

function HomeHeader({ onSettings }: { onSettings: () => void }) {
  const { displayName = '', address } = useAppState().registration;
  return (
    <header class="home-header">
      <Brand />
      <div class="home-self">
        <Avatar name={displayName} size="s" />
        <div class="home-self-words">
          <span class="visually-hidden">{text.home.signedInAs}</span>
          <strong>{displayName}</strong>
          <span class="soft small">{address}</span>
        </div>
        <DoNotDisturbToggle />
        <IconButton
          label={text.home.settings}
          look="quiet"
          icon={Settings}
          testId="open-settings"
          onClick={onSettings}
        />
        <SignOutButton />
      </div>
    </header>
  );
}
