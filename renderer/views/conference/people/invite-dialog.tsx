import { Users } from 'lucide';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import type { Person } from '../../../../protocol/signaling/shapes.ts';
import { text } from '../../../i18n/en.ts';
import { conferenceText } from '../../../i18n/en-conferences.ts';
import { pendingInvitations } from '../../../state/sessions.ts';
import { PersonSummary } from '../../home/person-summary.tsx';
import { useAppState, useStore } from '../../store-context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { type PendingInvitation, pendingWords } from './pending-invitations.tsx';

const words = conferenceText;

/** Choice of signed-in people to invite who are not in the conference (SPEC CONV-3). Stays open for the next one. */
export function InviteDialog({ stay, onClose }: { stay: StayView; onClose: () => void }) {
  const { people, registration, blocked, sessions } = useAppState();
  const here = new Set([registration.address, ...stay.participants.map(({ address }) => address)]);
  const invitable = people
    .filter(({ address, presence }) => presence !== 'offline' && !here.has(address))
    .filter(({ address }) => !blocked.includes(address))
    .sort((one, other) => one.displayName.localeCompare(other.displayName));
  const pending = pendingInvitations(sessions, stay.conference.id);
  return (
    <Dialog title={words.invite} closeLabel={words.inviteClose} testId="invite-dialog" onClose={onClose}>
      {invitable.length === 0 ? (
        <div class="empty">
          <Icon node={Users} class="icon-large" />
          <p>{words.inviteNobody}</p>
          <p class="soft small">{words.inviteNobodyLead}</p>
        </div>
      ) : (
        <ul class="rows">
          {invitable.map((person) => (
            <InviteRow
              key={person.address}
              person={person}
              stay={stay}
              invitation={pending.find(({ peer }) => peer.address === person.address)}
            />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

interface InviteRowProps {
  readonly person: Person;
  readonly stay: StayView;
  /** The pending invitation of this person. */
  readonly invitation: PendingInvitation | undefined;
}

function InviteRow({ person, stay, invitation }: InviteRowProps) {
  const { ask } = useStore();
  const { address, displayName, presence } = person;
  const conferenceId = stay.conference.id;
  return (
    <li class="row" data-testid="invite-row" data-address={address}>
      <PersonSummary
        person={person}
        words={invitation ? pendingWords(invitation) : text.presence[presence]}
      />
      <button
        type="button"
        class="button"
        aria-label={(invitation ? words.invitedPerson : words.invitePerson)(displayName)}
        data-testid="invite-person"
        disabled={invitation !== undefined || stay.state !== 'connected'}
        onClick={() => void ask('invite-to-conference', { conferenceId, to: address })}
      >
        {invitation ? words.pending : words.inviteSubmit}
      </button>
    </li>
  );
}
