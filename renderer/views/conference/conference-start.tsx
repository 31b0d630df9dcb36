import { Link, Plus, SlidersHorizontal } from 'lucide';
import { useState } from 'preact/hooks';
import { text } from '../../i18n/en.ts';
import { Icon } from '../icon.tsx';
import { IconButton } from '../icon-button.tsx';
import { LaterCreateDialog } from '../later-views.ts';
import { useNewConference } from './new-conference.ts';

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
  const create = useNewConference();
  const [isWorking, setWorking] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const start = async () => {
    setWorking(true);
    await create({});
    setWorking(false);
  };
  return (
    <div class="stack-s">
      <div class="split-button">
        <button
          type="button"
          class="button button-primary"
          data-testid="new-conference"
          disabled={isWorking}
          onClick={() => void start()}
        >
          <Icon node={Plus} />
          {text.home.newConference}
        </button>
        <IconButton
          label={text.home.newConferenceOptions}
          icon={SlidersHorizontal}
          class="button-primary"
          testId="new-conference-options"
          disabled={isWorking}
          onClick={() => setChoosing(true)}
        />
      </div>
      <p class="soft small">{text.home.newConferenceLead}</p>
      {isChoosing && <LaterCreateDialog onClose={() => setChoosing(false)} />}
    </div>
  );
}

function JoinByLink({ onJoin }: { onJoin: (link: string) => void }) {
  const [typed, setTyped] = useState('');
  return (
    <form
      class="stack-s"
      onSubmit={(event) => {
        event.preventDefault();
        // What was copied here may have the passcode behind the link.
        const [link] = typed.trim().split(/\s/);
        if (link) onJoin(link);
      }}
    >
      <label class="field">
        <span class="field-label">{text.home.joinLink}</span>
        <input
          class="input"
          data-testid="join-link"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
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
