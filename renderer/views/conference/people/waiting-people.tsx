import { X } from 'lucide';
import type { Participant } from '../../../../protocol/conferences/conference.ts';
import { may } from '../../../../protocol/conferences/powers.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { conferenceText, inConferenceText } from '../../../i18n/en-conferences.ts';
import { ownRole, waitingIn } from '../../../state/stay.ts';
import { useStore } from '../../store-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/icon-button.tsx';

const words = inConferenceText.waitingPeople;

/** People in the waiting room, for an organizer with buttons to admit them or turn them away. */
export function WaitingPeople({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  const waiting = waitingIn(stay);
  if (waiting.length === 0) return null;
  const mayAdmit = may(ownRole(stay), 'conference.admit');
  const conferenceId = stay.conference.id;
  return (
    <section class="roster-section" aria-labelledby="waiting-people" data-testid="waiting-people">
      <div class="roster-heading">
        <h3 id="waiting-people">{words.title(waiting.length)}</h3>
        {mayAdmit && waiting.length > 1 && (
          <button
            type="button"
            class="button button-small button-stage"
            data-testid="admit-all"
            onClick={() => void ask('conference.admit', { conferenceId, participantId: null })}
          >
            {words.admitAll}
          </button>
        )}
      </div>
      <ul class="rows">
        {waiting.map((participant) => (
          <WaitingRow key={participant.id} stay={stay} participant={participant} mayAdmit={mayAdmit} />
        ))}
      </ul>
    </section>
  );
}

interface WaitingRowProps {
  readonly stay: StayView;
  readonly participant: Participant;
  readonly mayAdmit: boolean;
}

function WaitingRow({ stay, participant, mayAdmit }: WaitingRowProps) {
  const { ask } = useStore();
  const { id: participantId, displayName, address, role, status } = participant;
  const target = { conferenceId: stay.conference.id, participantId };
  return (
    <li
      class="row"
      data-testid="participant-row"
      data-participant={participantId}
      data-role={role}
      data-status={status}
    >
      <Avatar name={displayName} size="s" />
      <div class="row-words">
        <span>{displayName}</span>
        <span class="soft small">{mayAdmit ? address : conferenceText.roles.waiting}</span>
      </div>
      {mayAdmit && (
        <>
          <IconButton
            label={words.turnAway(displayName)}
            look="quiet"
            icon={X}
            testId="turn-away"
            onClick={() => void ask('conference.remove', target)}
          />
          <button
            type="button"
            class="button button-small button-stage"
            aria-label={words.admitPerson(displayName)}
            data-testid="admit"
            onClick={() => void ask('conference.admit', target)}
          >
            {words.admit}
          </button>
        </>
      )}
    </li>
  );
}
