import { MicOff } from 'lucide';
import type { Participant } from '../../../protocol/conferences/conference.ts';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import { text } from '../../i18n/en.ts';
import { OwnPicture, RemotePicture } from '../../media/elements/track-elements.tsx';
import { Avatar } from '../avatar.tsx';
import { Icon } from '../icon.tsx';

interface TileProps {
  readonly participant: Participant;
  readonly stay: StayView;
  readonly isOwn: boolean;
}

/** One participant: the picture, or the initials while the camera is off; the name; whether they are muted. */
export function Tile({ participant, stay, isOwn }: TileProps) {
  const { id, displayName } = participant;
  // What we send ourselves is known here first.
  const media = isOwn ? stay.local : participant.media;
  return (
    <li class="tile" data-testid="tile" data-participant={id}>
      {isOwn ? (
        <OwnPicture leaseId={stay.leaseId} class="picture picture-mirrored" testId="local-video" />
      ) : (
        <RemotePicture
          carriageId={stay.conference.id}
          owner={id}
          source="camera"
          class="picture"
          testId="remote-video"
        />
      )}
      {media.camera !== 'on' && (
        <div class="no-picture">
          <Avatar name={displayName} size="l" />
        </div>
      )}
      <span class="tile-name">
        {media.microphone !== 'on' && (
          <>
            <Icon node={MicOff} />
            <span class="visually-hidden">{text.devices.muted}</span>
          </>
        )}
        <span class="tile-name-words">{isOwn ? text.conference.you(displayName) : displayName}</span>
      </span>
    </li>
  );
}
