import type { Participant } from '../../../../protocol/conferences/conference.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { conferenceText } from '../../../i18n/en-conferences.ts';
import { ParticipantRow } from './participant-row.tsx';
import { PendingInvitations } from './pending-invitations.tsx';
import { RemovedPeople } from './removed-people.tsx';
import { WaitingPeople } from './waiting-people.tsx';

/** Waiting people, participants, pending invitations, and for organizers the removed people (SPEC CONF-3). */
export function Roster({ stay }: { stay: StayView }) {
  const inside = stay.participants.filter(({ role }) => role !== 'waiting');
  const hands = raisedHands(inside);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard (axe)
    <aside class="roster" id="roster" aria-labelledby="roster-title" data-testid="roster" tabIndex={0}>
      <h2 id="roster-title">{conferenceText.roster}</h2>
      <WaitingPeople stay={stay} />
      <ul class="rows">
        {inside.map((participant) => (
          <ParticipantRow
            key={participant.id}
            stay={stay}
            participant={participant}
            handPlace={placeOf(participant, hands)}
          />
        ))}
        <PendingInvitations stay={stay} />
      </ul>
      <RemovedPeople stay={stay} />
    </aside>
  );
}

/** Participants with a raised hand, in the order in which they raised it. */
function raisedHands(participants: readonly Participant[]): Participant[] {
  return participants
    .filter(({ handRaisedAtMs }) => handRaisedAtMs !== undefined)
    .sort((one, other) => (one.handRaisedAtMs ?? 0) - (other.handRaisedAtMs ?? 0));
}

function placeOf(participant: Participant, hands: readonly Participant[]): number | undefined {
  const index = hands.indexOf(participant);
  return index < 0 ? undefined : index + 1;
}
