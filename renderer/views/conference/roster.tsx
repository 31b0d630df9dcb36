import { Mic, MicOff, Video, VideoOff } from 'lucide';
import type { Participant } from '../../../protocol/conferences/conference.ts';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import { text } from '../../i18n/en.ts';
import { Avatar } from '../avatar.tsx';
import { Icon } from '../icon.tsx';
import { PendingInvitations } from './pending-invitations.tsx';

/** Everyone who is in, with role and media, and whom we have invited. */
export function Roster({ stay }: { stay: StayView }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard (axe)
    <aside class="roster" id="roster" aria-labelledby="roster-title" data-testid="roster" tabIndex={0}>
      <h2 id="roster-title">{text.conference.roster}</h2>
      <ul class="rows">
        {stay.participants.map((participant) => (
          <RosterRow
            key={participant.id}
            participant={participant}
            isOwn={participant.id === stay.participantId}
          />
        ))}
        <PendingInvitations stay={stay} />
      </ul>
    </aside>
  );
}

function RosterRow({ participant, isOwn }: { participant: Participant; isOwn: boolean }) {
  const { displayName, role, status, media } = participant;
  const isMuted = media.microphone !== 'on';
  const isDark = media.camera !== 'on';
  return (
    <li class="row">
      <Avatar name={displayName} size="s" />
      <div class="row-words">
        <span>{isOwn ? text.conference.you(displayName) : displayName}</span>
        <span class="soft small">
          {status === 'connected' ? text.conference.roles[role] : text.conference.statuses[status]}
        </span>
      </div>
      <span class="row-marks soft">
        <Icon node={isMuted ? MicOff : Mic} />
        <Icon node={isDark ? VideoOff : Video} />
        {isMuted && <span class="visually-hidden">{text.devices.muted}</span>}
      </span>
    </li>
  );
}
