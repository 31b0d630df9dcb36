import { ScreenShare } from 'lucide';
import type { Ringing, ScreenShareView } from '../../../protocol/rpc/session-view.ts';
import { text } from '../../i18n/en.ts';
import { useStore } from '../store-context.ts';
import { useSingleFlight } from '../ui/behavior/single-flight.ts';
import { Icon } from '../ui/icon.tsx';
import { InvitationCard } from './incoming-call.tsx';

const NO_DEVICES = { microphone: false, camera: false };

/** An invitation to view a screen (SPEC SES-3). Accepting opens no device. */
export function IncomingShare({ session }: { session: Ringing<ScreenShareView> }) {
  const { ask, stay } = useStore();
  const runOnce = useSingleFlight();
  const { invitationId, peer, subject } = session;
  // The stage of a conference does not show screens from outside of the conference.
  const isInConference = stay.value !== null && stay.value.state !== 'exited';
  return (
    <InvitationCard
      session={session}
      title={text.incoming.shareTitle(peer.displayName)}
      lead={isInConference ? text.incoming.shareInConference : subject || text.incoming.share}
    >
      <div class="incoming-actions">
        {!isInConference && (
          <button
            type="button"
            class="button button-good"
            data-testid="accept-share"
            onClick={() => void runOnce(() => ask('accept', { invitationId, media: NO_DEVICES }))}
          >
            <Icon node={ScreenShare} />
            {text.incoming.acceptShare}
          </button>
        )}
        <button
          type="button"
          class="button button-bad"
          data-testid="decline"
          onClick={() => void runOnce(() => ask('decline', { invitationId, reason: 'declined' }))}
        >
          {text.incoming.decline}
        </button>
      </div>
    </InvitationCard>
  );
}
