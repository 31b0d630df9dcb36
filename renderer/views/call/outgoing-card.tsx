import { PhoneOff } from 'lucide';
import type { EstablishingCall } from '../../../protocol/rpc/session-view.ts';
import { text } from '../../i18n/en.ts';
import { conferenceText } from '../../i18n/en-conferences.ts';
import { OwnPicture } from '../../media/elements/track-elements.tsx';
import { useStore } from '../store-context.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { DeviceToggles } from './device-toggles.tsx';
import { HeldCalls } from './held-calls.tsx';
import { useOnStage } from './sharing/on-stage.ts';

/** An outgoing call until it is answered. */
export function OutgoingCard({ session }: { session: EstablishingCall }) {
  const { ask } = useStore();
  useOnStage();
  const { displayName } = session.peer;
  const words = session.progress === 'ringing' ? text.outgoing.ringing : text.outgoing.inviting;
  const referrer = session.referredBy;
  const isCameraOn = session.local.camera === 'on';
  return (
    <main class="stage-screen outgoing" data-testid="outgoing-card">
      <div class="outgoing-own" data-shown={isCameraOn}>
        <OwnPicture leaseId={session.leaseId} class="picture picture-mirrored" />
      </div>
      <div class="outgoing-who">
        <span class="ringing-avatar" data-ringing={session.progress === 'ringing'}>
          <Avatar name={displayName} size="l" />
        </span>
        <h1>{words(displayName)}</h1>
        {referrer && (
          <p data-testid="referred-by">{text.announce.referred(referrer.displayName, displayName)}</p>
        )}
      </div>
      <HeldCalls />
      <section class="controls" aria-label={conferenceText.controls}>
        <DeviceToggles leaseId={session.leaseId} local={session.local} />
        <button
          type="button"
          class="button button-bad control-wide"
          data-testid="cancel-call"
          onClick={() => void ask('hang-up', { sessionId: session.id })}
        >
          <Icon node={PhoneOff} />
          {text.outgoing.cancel}
        </button>
      </section>
    </main>
  );
}
