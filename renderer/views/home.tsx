import { LogOut, Settings } from 'lucide';
import { useState } from 'preact/hooks';
import { text } from '../i18n/en.ts';
import { Avatar } from './avatar.tsx';
import { Brand } from './brand.tsx';
import { ConferenceStart } from './conference-start.tsx';
import { MissedCalls } from './ended-card.tsx';
import { Icon } from './icon.tsx';
import { JoinPreview } from './join-preview.tsx';
import { PeopleList } from './people-list.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { useAppState, useStore } from './store-context.ts';

/** Who is there, and how to meet. */
export function Home() {
  const { ask } = useStore();
  const { offeredLink } = useAppState();
  const [typedLink, setLink] = useState<string | null>(null);
  const [isSettingsOpen, setSettingsOpen] = useState(false);
  const link = typedLink ?? offeredLink ?? null;
  const back = () => {
    setLink(null);
    if (offeredLink) void ask('dismiss-link', {});
  };
  if (link !== null) return <JoinPreview key={link} link={link} onBack={back} />;
  return (
    <div class="home" data-testid="home">
      <HomeHeader onSettings={() => setSettingsOpen(true)} />
      <main class="home-main">
        <h1 class="visually-hidden">{text.home.title}</h1>
        <MissedCalls />
        <div class="home-columns">
          <PeopleList />
          <ConferenceStart onJoin={setLink} />
        </div>
      </main>
      {isSettingsOpen && <SettingsDialog onClose={() => setSettingsOpen(false)} />}
    </div>
  );
}

function HomeHeader({ onSettings }: { onSettings: () => void }) {
  const { ask } = useStore();
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
        <button
          type="button"
          class="button button-icon button-quiet"
          title={text.home.settings}
          aria-label={text.home.settings}
          data-testid="open-settings"
          onClick={onSettings}
        >
          <Icon node={Settings} />
        </button>
        <button
          type="button"
          class="button button-icon button-quiet"
          title={text.home.signOut}
          aria-label={text.home.signOut}
          data-testid="sign-out"
          onClick={() => void ask('sign-out', {})}
        >
          <Icon node={LogOut} />
        </button>
      </div>
    </header>
  );
}
