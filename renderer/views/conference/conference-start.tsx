import { Link, Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { text } from '../../i18n/en.ts';
import { Icon } from '../icon.tsx';
import { useAppState, useStore } from '../store-context.ts';

/** New conference, or join one by its link. */
export function ConferenceStart({ onJoin }: { onJoin: (link: string) => void }) {
  return (
    <section class="card conference-start" aria-labelledby="conference-title">
      <h2 id="conference-title">{text.home.conference}</h2>
      <NewConference />
      <hr />
      <JoinByLink onJoin={onJoin} />
    </section>
  );
}

function NewConference() {
  const { ask } = useStore();
  const { registration, settings } = useAppState();
  const [isWorking, setWorking] = useState(false);
  const start = async () => {
    setWorking(true);
    const title = text.home.newConferenceTitle(registration.displayName ?? '');
    const created = await ask('create-conference', { title });
    if (created) await ask('join-conference', { link: created.link, media: settings.startWith });
    setWorking(false);
  };
  return (
    <div class="stack-s">
      <button
        type="button"
        class="button button-primary button-wide"
        data-testid="new-conference"
        disabled={isWorking}
        onClick={() => void start()}
      >
        <Icon node={Plus} />
        {text.home.newConference}
      </button>
      <p class="soft small">{text.home.newConferenceLead}</p>
    </div>
  );
}

function JoinByLink({ onJoin }: { onJoin: (link: string) => void }) {
  const [link, setLink] = useState('');
  return (
    <form
      class="stack-s"
      onSubmit={(event) => {
        event.preventDefault();
        if (link.trim()) onJoin(link.trim());
      }}
    >
      <label class="field">
        <span class="field-label">{text.home.joinLink}</span>
        <input
          class="input"
          data-testid="join-link"
          value={link}
          onInput={(event) => setLink(event.currentTarget.value)}
          placeholder={text.home.joinPlaceholder}
          maxLength={400}
          autocomplete="off"
          spellcheck={false}
          required
        />
      </label>
      <button type="submit" class="button button-wide" data-testid="join-submit">
        <Icon node={Link} />
        {text.home.joinSubmit}
      </button>
    </form>
  );
}
