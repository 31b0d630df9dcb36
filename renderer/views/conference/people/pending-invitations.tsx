import { X } from 'lucide';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import type { ConferenceInvitationView, Live } from '../../../../protocol/rpc/session-view.ts';
import { conferenceText } from '../../../i18n/en-conferences.ts';
import { pendingInvitations } from '../../../state/sessions.ts';
import { useAppState, useStore } from '../../store-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/icon-button.tsx';

/** An invitation of ours that is not answered yet. */
export type PendingInvitation = Live<ConferenceInvitationView>;

/** The state of a pending invitation. */
export function pendingWords(invitation: PendingInvitation): string {
  const rings = invitation.state === 'establishing' && invitation.progress === 'ringing';
  return rings ? conferenceText.ringing : conferenceText.inviting;
}

/** Rows of invited people who have not answered yet (SPEC CONV-3). */
export function PendingInvitations({ stay }: { stay: StayView }) {
  const { sessions } = useAppState();
  return (
    <>
      {pendingInvitations(sessions, stay.conference.id).map((session) => (
        <PendingRow key={session.id} session={session} />
      ))}
    </>
  );
}

function PendingRow({ session }: { session: PendingInvitation }) {
  const { ask } = useStore();
  const { id, peer, state } = session;
  const { displayName } = peer;
  return (
    <li class="row" data-testid="pending-invitation" data-address={peer.address}>
      <Avatar name={displayName} size="s" />
      <div class="row-words">
        <span>{displayName}</span>
        <span class="soft small">{pendingWords(session)}</span>
      </div>
      <IconButton
        label={conferenceText.cancelInvitation(displayName)}
        look="quiet"
        icon={X}
        testId="cancel-invitation"
        disabled={state === 'terminating'}
        onClick={() => void ask('hang-up', { sessionId: id })}
      />
    </li>
  );
}
