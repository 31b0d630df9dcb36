import { Users } from 'lucide';
import { conflictFor } from '../../../protocol/calls/call-conflict.ts';
import type { ConferenceInvitationView, Ringing } from '../../../protocol/rpc/session-view.ts';
import { text } from '../../i18n/en.ts';
import { continuedMedia } from '../../state/call-waiting.ts';
import { useAppState, useStore } from '../store-context.ts';
import { useSingleFlight } from '../ui/behavior/single-flight.ts';
import { DeclineButtons } from './decline-buttons.tsx';
import { AcceptButton, AcceptChoice, InvitationCard } from './incoming-call.tsx';

/** An invitation to a conference, or to continue the current call as a conference (SPEC CONV-3). */
export function IncomingConference({ session }: { session: Ringing<ConferenceInvitationView> }) {
  const { peer, subject, escalates } = session;
  const conflict = conflictFor(session, useAppState());
  const title = escalates ? text.incoming.escalationTitle : text.incoming.conferenceTitle;
  return (
    <InvitationCard
      session={session}
      title={title(peer.displayName)}
      lead={subject || text.incoming.conference}
    >
      {escalates ? (
        <ContinueButton session={session} />
      ) : (
        <AcceptChoice session={session} conflict={conflict} />
      )}
      <DeclineButtons session={session} mayMessage={!escalates && conflict.other !== 'stay'} />
    </InvitationCard>
  );
}

/** The conference replaces the call. Microphone and camera stay as they are. */
function ContinueButton({ session }: { session: Ringing<ConferenceInvitationView> }) {
  const { ask } = useStore();
  const { sessions } = useAppState();
  const runOnce = useSingleFlight();
  const { invitationId } = session;
  const media = continuedMedia(session, sessions) ?? { microphone: true, camera: false };
  return (
    <div class="incoming-actions">
      <AcceptButton
        look="good"
        testId="continue-conference"
        icon={Users}
        onClick={() => void runOnce(() => ask('accept', { invitationId, media, others: 'end' }))}
      >
        {text.incoming.continue}
      </AcceptButton>
    </div>
  );
}
