import { Phone, PhoneOff, Video } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { type CallConflict, conflictFor } from '../../../protocol/calls/call-conflict.ts';
import type { CallView, ConferenceInvitationView, Ringing } from '../../../protocol/rpc/session-view.ts';
import { callTitle, text } from '../../i18n/en.ts';
import { waitingMedia } from '../../state/call-waiting.ts';
import { useAppState, useStore } from '../store-context.ts';
import { Avatar } from '../ui/avatar.tsx';
import { useSingleFlight } from '../ui/behavior/single-flight.ts';
import { Icon, type IconNode } from '../ui/icon.tsx';
import { DeclineButtons } from './decline-buttons.tsx';

/** A ringing call; during another call this is call waiting (SPEC INV-10). */
export function IncomingCall({ session }: { session: Ringing<CallView> }) {
  const { requested, subject } = session;
  const conflict = conflictFor(session, useAppState());
  return (
    <InvitationCard
      session={session}
      title={callTitle(session)}
      lead={subject || (requested.camera ? text.incoming.video : text.incoming.audio)}
    >
      <AcceptChoice session={session} conflict={conflict} />
      <DeclineButtons session={session} mayMessage={conflict.other !== 'stay'} />
    </InvitationCard>
  );
}

interface InvitationCardProps {
  readonly session: Ringing;
  readonly title: string;
  readonly lead: string;
  readonly children: ComponentChildren;
}

/** The card of an invitation: who invites to what, with the answers. */
export function InvitationCard({ session, title, lead, children }: InvitationCardProps) {
  const titleId = useId();
  return (
    <section
      class="card incoming-card"
      aria-labelledby={titleId}
      data-testid="incoming-card"
      data-type={session.sessionType}
    >
      <div class="incoming-who">
        <Avatar name={session.peer.displayName} size="m" />
        <div class="row-words">
          <h2 id={titleId}>{title}</h2>
          <span class="soft small">{lead}</span>
        </div>
      </div>
      {children}
    </section>
  );
}

interface WaitingProps {
  readonly session: Ringing<CallView | ConferenceInvitationView>;
  readonly conflict: CallConflict;
}

/** The buttons that accept, depending on other calls. */
export function AcceptChoice({ session, conflict }: WaitingProps) {
  return conflict.other === 'nothing' ? (
    <AcceptButtons session={session} />
  ) : (
    <WaitingButtons session={session} conflict={conflict} />
  );
}

/** The requested media come first, so that the usual answer to an audio call does not open the camera. */
function AcceptButtons({ session: { invitationId, requested } }: Pick<WaitingProps, 'session'>) {
  const { ask } = useStore();
  const runOnce = useSingleFlight();
  const accept = (camera: boolean) =>
    void runOnce(() => ask('accept', { invitationId, media: { microphone: true, camera } }));
  const looks = ['good', 'good-soft'] as const;
  return (
    <div class="incoming-actions">
      {[requested.camera, !requested.camera].map((camera, index) => (
        <AcceptButton
          key={String(camera)}
          look={looks[index] ?? 'good-soft'}
          testId={camera ? 'accept-video' : 'accept-audio'}
          icon={camera ? Video : Phone}
          onClick={() => accept(camera)}
        >
          {camera ? text.incoming.acceptVideo : text.incoming.acceptAudio}
        </AcceptButton>
      ))}
    </div>
  );
}

function WaitingButtons({ session, conflict }: WaitingProps) {
  const { ask } = useStore();
  const runOnce = useSingleFlight();
  const { invitationId } = session;
  const media = waitingMedia(session, conflict);
  const accept = (others: 'hold' | 'end') =>
    void runOnce(() => ask('accept', { invitationId, media, others }));
  return (
    <div class="incoming-actions">
      {conflict.mayHold && (
        <AcceptButton look="good" testId="hold-accept" icon={Phone} onClick={() => accept('hold')}>
          {text.incoming.holdAccept}
        </AcceptButton>
      )}
      <AcceptButton
        look={conflict.mayHold ? 'good-soft' : 'good'}
        testId="end-accept"
        icon={PhoneOff}
        onClick={() => accept('end')}
      >
        {conflict.other === 'stay' ? text.incoming.leaveAccept : text.incoming.endAccept}
      </AcceptButton>
    </div>
  );
}

interface AcceptButtonProps {
  readonly look: 'good' | 'good-soft';
  readonly testId: string;
  readonly icon: IconNode;
  readonly onClick: () => void;
  readonly children: string;
}

/** A button that accepts in one way. */
export function AcceptButton({ look, testId, icon, onClick, children }: AcceptButtonProps) {
  return (
    <button type="button" class={`button button-${look}`} data-testid={testId} onClick={onClick}>
      <Icon node={icon} />
      {children}
    </button>
  );
}
