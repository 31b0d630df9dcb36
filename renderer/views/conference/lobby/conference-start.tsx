import { Link, Plus, SlidersHorizontal } from 'lucide';
import { useId, useRef, useState } from 'preact/hooks';
import { conferenceLinkIn } from '../../../../protocol/text/links.ts';
import { errorWords, text } from '../../../i18n/en.ts';
import { useConversations } from '../../conversation/conversations-context.ts';
import { LazyCreateDialog } from '../../lazy-views.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ConferencesHint, useConferences } from '../conferences-ready.tsx';
import { useNewConference } from './new-conference.ts';

/** Buttons to start a conference, and a field to join one with its link. */
export function ConferenceStart() {
  return (
    <section class="card conference-start" aria-labelledby="conference-title">
      <h2 id="conference-title">{text.home.conference}</h2>
      <NewConference />
      <hr />
      <JoinByLink />
    </section>
  );
}

function NewConference() {
  const create = useNewConference();
  const mayStart = useConferences().state === 'ready';
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
          disabled={isWorking || !mayStart}
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
          disabled={isWorking || !mayStart}
          onClick={() => setChoosing(true)}
        />
      </div>
      <ConferencesHint />
      {isChoosing && <LazyCreateDialog onClose={() => setChoosing(false)} />}
    </div>
  );
}

function JoinByLink() {
  const { linkToJoin } = useConversations().navigation;
  const [typed, setTyped] = useState('');
  const [isInvalid, setInvalid] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const hint = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // No device is opened for text without a link (SPEC CONF-1).
    try {
      linkToJoin.value = conferenceLinkIn(typed);
    } catch {
      setInvalid(true);
      field.current?.focus();
    }
  };
  return (
    <form class="stack-s" onSubmit={submit}>
      <label class="field">
        <span class="field-label">{text.home.joinLink}</span>
        <input
          ref={field}
          class="input"
          data-testid="join-link"
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setInvalid(false);
          }}
          placeholder={text.home.joinPlaceholder}
          maxLength={2_000}
          autocomplete="off"
          spellcheck={false}
          required
          aria-describedby={hint}
          aria-invalid={isInvalid}
        />
      </label>
      <p class="inline-error" id={hint} role="alert" data-testid="join-link-error" hidden={!isInvalid}>
        {isInvalid && errorWords({ code: 'CONFERENCE_LINK_INVALID', context: {} })}
      </p>
      <button type="submit" class="button button-wide" data-testid="join-submit">
        <Icon node={Link} />
        {text.home.joinSubmit}
      </button>
    </form>
  );
}
