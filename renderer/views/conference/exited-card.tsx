import { DoorOpen } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import { ERRORS } from '../../../protocol/errors.ts';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import { stayEndingWords, text } from '../../i18n/en.ts';
import { ErrorNote } from '../error-note.tsx';
import { Icon } from '../icon.tsx';
import { useAppState, useStore } from '../store-context.ts';

/** Reasons after which coming back is the user's own choice. */
const MAY_REJOIN: readonly string[] = [
  'left',
  'connection-lost',
  'timed-out',
  'media-failed',
  'server-error',
];

/** How a stay ended, and who is still in (SPEC CONF-5). */
export function ExitedScreen({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  const { settings } = useAppState();
  const dismiss = useRef<HTMLButtonElement>(null);
  useEffect(() => dismiss.current?.focus(), []);
  const { conference, ending, error, participantId } = stay;
  const wasIn = participantId !== undefined;
  const mayRejoin = ending && MAY_REJOIN.includes(ending.reason) && (!error || ERRORS[error.code].retryable);
  const close = () => ask('dismiss-ended', { carriageId: conference.id });
  const rejoin = async () => {
    await close();
    await ask('join-conference', { link: conference.link, media: settings.startWith });
  };
  return (
    <main class="centred">
      <section
        class="card ended-card ended-whole"
        aria-labelledby="exited-title"
        data-testid="exited-card"
        data-reason={ending?.reason}
      >
        <span class="badge">
          <Icon node={DoorOpen} class="icon-large" />
        </span>
        <div class="ended-words">
          <h1 id="exited-title">
            {ending && (wasIn || !error) ? stayEndingWords(ending) : text.exited.notJoined}
          </h1>
          <ExitedDetails stay={stay} />
          <ErrorNote error={error} />
        </div>
        <div class="actions">
          {mayRejoin && (
            <button type="button" class="button" data-testid="rejoin" onClick={() => void rejoin()}>
              {text.exited.rejoin}
            </button>
          )}
          <button
            ref={dismiss}
            type="button"
            class="button button-primary"
            data-testid="dismiss-ended"
            onClick={() => void close()}
          >
            {text.exited.dismiss}
          </button>
        </div>
      </section>
    </main>
  );
}

function ExitedDetails({ stay }: { stay: StayView }) {
  const { ending, stillIn } = stay;
  return (
    <>
      {ending?.text && <p>{ending.text}</p>}
      {ending?.reason === 'left' && stillIn && (
        <p class="soft">
          {stillIn.length === 0
            ? text.exited.nobodyIn
            : text.exited.stillIn(stillIn.map(({ displayName }) => displayName))}
        </p>
      )}
    </>
  );
}
