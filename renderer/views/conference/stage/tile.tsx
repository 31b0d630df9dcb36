import { AudioLines, Hand, MicOff } from 'lucide';
import type { Participant } from '../../../../protocol/conferences/conference.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { asOthersSee } from '../../../../protocol/signaling/shapes.ts';
import { text } from '../../../i18n/en.ts';
import { conferenceText } from '../../../i18n/en-conferences.ts';
import { stageText } from '../../../i18n/en-stage.ts';
import { OwnPicture, RemotePicture } from '../../../media/elements/track-elements.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { useIsInBackground } from '../../ui/background-layer.ts';
import { Icon } from '../../ui/icon.tsx';
import { ConnectionLost } from '../lobby/connection-lost.tsx';
import type { Place } from './layout/grid-layout.ts';
import { placeStyle } from './layout/place-style.ts';
import { TileReaction } from './tile-reaction.tsx';

interface TileProps {
  readonly participant: Participant;
  readonly stay: StayView;
  readonly place: Place;
  readonly isSpeaking: boolean;
  /** The dominant speaker, also during short pauses. */
  readonly isSpeaker: boolean;
  /** The picture is only requested in a size at which the face can be recognised. */
  readonly isSparing: boolean;
}

/**
 * One participant: the picture, or initials while the camera is off; the name; whether they are muted, speak, have
 * raised a hand or lost connection.
 */
export function Tile({ participant, stay, place, isSpeaking, isSpeaker, isSparing }: TileProps) {
  const { id, displayName, status, handRaisedAtMs } = participant;
  const isOwn = id === stay.participantId;
  // For the own participant the page has newer media status than the roster.
  const media = isOwn ? asOthersSee(stay.local) : participant.media;
  const isLost = status === 'disconnected';
  const isCovered = useIsInBackground();
  return (
    <li
      class="tile"
      data-testid="tile"
      data-participant={id}
      data-status={status}
      data-speaking={isSpeaking && !isLost}
      style={placeStyle(place)}
    >
      {isOwn ? (
        <OwnPicture leaseId={stay.leaseId} class="picture picture-mirrored" testId="local-video" />
      ) : (
        <RemotePicture
          carriageId={stay.conference.id}
          owner={id}
          source="camera"
          isSpeaker={isSpeaker}
          isSparing={isSparing}
          isCovered={isCovered}
          class="picture"
          testId="remote-video"
        />
      )}
      {media.camera !== 'on' && (
        <div class="no-picture">
          <Avatar name={displayName} size="l" />
        </div>
      )}
      {isLost && <ConnectionLost />}
      {handRaisedAtMs !== undefined && (
        <span class="tile-hand" data-testid="hand">
          <Icon node={Hand} />
          <span class="visually-hidden">{stageText.hand.raised}</span>
        </span>
      )}
      <TileReaction participantId={id} />
      <span class="tile-name">
        <MicrophoneMark isOn={media.microphone === 'on'} isSpeaking={isSpeaking && !isLost} />
        <span class="tile-name-words">{isOwn ? conferenceText.you(displayName) : displayName}</span>
      </span>
    </li>
  );
}

/** Speaking is shown not only by colour. It is hidden from screen readers, because their users hear it. */
function MicrophoneMark({ isOn, isSpeaking }: { isOn: boolean; isSpeaking: boolean }) {
  if (isOn) return isSpeaking ? <Icon node={AudioLines} /> : null;
  return (
    <>
      <Icon node={MicOff} />
      <span class="visually-hidden">{text.devices.muted}</span>
    </>
  );
}
