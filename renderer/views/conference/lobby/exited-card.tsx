import { DoorOpen } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import { ERRORS } from '../../../../protocol/errors.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { exitedText } from '../../../i18n/en-conferences.ts';
import { asksForPasscode } from '../../../state/stay.ts';
import { Receipts } from '../../conversation/receipts.tsx';
import { exitedTitle } from '../../exited-words.ts';
import { useAppState, useStore } from '../../store-context.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Icon } from '../../ui/icon.tsx';
import { JoinPreview } from './join-preview.tsx';
import { useJoin } from './use-join.ts';

/** Endings after which the user may join again. */
const MAY_REJOIN: readonly string[] = [
  'left',
  'connection-lost',
  'timed-out',
  'media-failed',
  'server-error',
];

/** How a stay ended; or the lobby again if only the passcode was missing. */
export function ExitedScreen({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  const { conference, error } = stay;
  const close = () => ask('dismiss-ended', { carriageId: conference.id });
  if (!error || !asksForPasscode(stay)) return <ExitedCard stay={stay} onClose={close} />;
  return <JoinPreview link={conference.link} refusal={error} onBack={() => void close()} />;
}

interface ExitedCardProps {
  readonly stay: StayView;
  readonly onClose: () => Promise<unknown>;
}

/** How a stay ended, who is still in the conference, and when each device was released (SPEC CONF-5, LEASE-3). */
function ExitedCard({ stay, onClose }: ExitedCardProps) {
  const { settings } = useAppState();
  const join = useJoin();
  const dismiss = useRef<HTMLButtonElement>(null);
  useEffect(() => dismiss.current?.focus(), []);
  const { conference, ending, error } = stay;
  const mayRejoin = ending && MAY_REJOIN.includes(ending.reason) && (!error || ERRORS[error.code].retryable);
  const rejoin = async () => {
    await onClose();
    const { link, passcode } = conference;
    await join({ link, media: settings.startWith, passcode });
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
          <h1 id="exited-title">{exitedTitle(stay)}</h1>
          <ExitedDetails stay={stay} />
          <ErrorNote error={error} />
        </div>
        <Receipts leaseIds={[stay.leaseId, stay.screenLeaseId]} />
        <div class="actions">
          {mayRejoin && (
            <button type="button" class="button" data-testid="rejoin" onClick={() => void rejoin()}>
              {exitedText.rejoin}
            </button>
          )}
          <button
            ref={dismiss}
            type="button"
            class="button button-primary"
            data-testid="dismiss-ended"
            onClick={() => void onClose()}
          >
            {exitedText.dismiss}
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
      {ending?.text && (
        <p>
          {ending.by === 'them' && exitedText.said} “{ending.text}”
        </p>
      )}
      {stillIn && stillIn.length > 0 && (
        <p class="soft">{exitedText.stillIn(stillIn.map(({ displayName }) => displayName))}</p>
      )}
      {ending?.reason === 'left' && stillIn?.length === 0 && <p class="soft">{exitedText.nobodyIn}</p>}
    </>
  );
}
