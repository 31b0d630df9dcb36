import { Hourglass, Lock, MicOff, Settings2 } from 'lucide';
import { may } from '../../../../protocol/conferences/powers.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { inConferenceText } from '../../../i18n/en-conferences.ts';
import { ownRole } from '../../../state/stay.ts';
import { useStore } from '../../store-context.ts';
import { Menu } from '../../ui/menu.tsx';

const words = inConferenceText.menu;

/** The organizer's settings of the conference (SPEC CONF-8); nothing for others. */
export function ConferenceMenu({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  if (!may(ownRole(stay), 'conference.change')) return null;
  const { id: conferenceId, locked, waitingRoom } = stay.conference;
  return (
    <Menu
      label={words.label}
      icon={Settings2}
      testId="conference-menu"
      class="button-control"
      isDisabled={stay.state !== 'connected'}
      items={[
        {
          testId: 'toggle-lock',
          label: words.lock,
          icon: Lock,
          isOn: locked,
          onSelect: () => void ask('conference.change', { conferenceId, locked: !locked }),
        },
        {
          testId: 'toggle-waiting-room',
          label: words.waitingRoom,
          icon: Hourglass,
          isOn: waitingRoom,
          onSelect: () => void ask('conference.change', { conferenceId, waitingRoom: !waitingRoom }),
        },
        {
          testId: 'mute-all',
          label: words.muteAll,
          icon: MicOff,
          onSelect: () => void ask('conference.mute', { conferenceId, participantId: null }),
        },
      ]}
    />
  );
}
