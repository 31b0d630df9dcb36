import { MonitorUp } from 'lucide';
import type { ParticipantId } from '../../../../protocol/ids.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { text } from '../../../i18n/en.ts';
import { stageText } from '../../../i18n/en-stage.ts';
import { RemotePicture } from '../../../media/elements/track-elements.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ConnectionLost } from '../lobby/connection-lost.tsx';
import type { Place } from './layout/grid-layout.ts';
import { placeStyle } from './layout/place-style.ts';
import type { StageChoice } from './stage-choice.ts';

interface ShownScreenProps {
  readonly stay: StayView;
  readonly choice: StageChoice;
  readonly place: Place;
  readonly onScreen: (sharer: ParticipantId) => void;
}

/** A shared screen, uncropped. If there are several, the user chooses one. */
export function ShownScreen({ stay, choice, place, onScreen }: ShownScreenProps) {
  const sharer = stay.participants.find(({ id }) => id === choice.shown);
  if (!sharer) return null;
  const { id, displayName, media, status } = sharer;
  return (
    <div
      class="shared-screen shown-screen"
      data-testid="shared-screen"
      data-participant={id}
      data-status={status}
      style={placeStyle(place)}
    >
      <RemotePicture
        key={id}
        carriageId={stay.conference.id}
        owner={id}
        source="screen"
        class="picture picture-whole"
        testId="remote-screen"
      />
      {status === 'disconnected' && <ConnectionLost />}
      <span class="tile-name" data-testid="screen-name">
        <span class="tile-name-words">{text.share.shares(displayName, media.screenName)}</span>
      </span>
      {choice.sharers.length > 1 && <ScreenMenu stay={stay} choice={choice} onScreen={onScreen} />}
    </div>
  );
}

function ScreenMenu({ stay, choice, onScreen }: Omit<ShownScreenProps, 'place'>) {
  const sharers = stay.participants.filter(({ id }) => choice.sharers.includes(id));
  return (
    <Menu
      label={stageText.screens(sharers.length)}
      icon={MonitorUp}
      testId="screens"
      class="button-icon button-stage"
      items={sharers.map(({ id, displayName }) => ({
        testId: `screen-of-${id}`,
        label: text.share.title(displayName),
        isOn: id === choice.shown,
        onSelect: () => onScreen(id),
      }))}
    />
  );
}
