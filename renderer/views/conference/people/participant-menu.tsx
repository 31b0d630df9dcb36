import {
  ArrowRightLeft,
  Crown,
  Ellipsis,
  Hand,
  Mic,
  MicOff,
  Presentation,
  ScreenShareOff,
  User,
  UserX,
} from 'lucide';
import { useState } from 'preact/hooks';
import type { Participant } from '../../../../protocol/conferences/conference.ts';
import type { GivenRole } from '../../../../protocol/conferences/roles.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { inConferenceText } from '../../../i18n/en-conferences.ts';
import { useStore } from '../../store-context.ts';
import type { IconNode } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ConfirmDialog } from '../controls/confirm-dialog.tsx';
import { type ParticipantAction, participantActions } from './participant-actions.ts';

const words = inConferenceText.participant;

const ICONS: Readonly<Record<ParticipantAction, IconNode>> = {
  mute: MicOff,
  'ask-unmute': Mic,
  'stop-share': ScreenShareOff,
  'lower-hand': Hand,
  'make-organizer': Crown,
  'make-presenter': Presentation,
  'make-attendee': User,
  'hand-over': ArrowRightLeft,
  remove: UserX,
};

/** A menu with what the user may do to a participant; nothing if there is nothing. */
export function ParticipantMenu({ stay, participant }: { stay: StayView; participant: Participant }) {
  const [isRemoving, setRemoving] = useState(false);
  const act = useActions(stay, participant, () => setRemoving(true));
  const actions = participantActions(stay, participant);
  const { displayName } = participant;
  return (
    <>
      {actions.length > 0 && (
        <Menu
          label={words.menu(displayName)}
          icon={Ellipsis}
          testId="participant-menu"
          items={actions.map((action) => ({
            testId: `action-${action}`,
            label: words.actions[action],
            icon: ICONS[action],
            isDestructive: action === 'remove',
            onSelect: act[action],
          }))}
        />
      )}
      {isRemoving && (
        <RemoveDialog stay={stay} participant={participant} onClose={() => setRemoving(false)} />
      )}
    </>
  );
}

function useActions(
  stay: StayView,
  { id: participantId }: Participant,
  onRemove: () => void,
): Record<ParticipantAction, () => void> {
  const { ask } = useStore();
  const conferenceId = stay.conference.id;
  const target = { conferenceId, participantId };
  const setRole = (role: GivenRole) => ask('conference.set-role', { ...target, role });
  const handOver = async () => {
    const given = await setRole('organizer');
    if (!given || !stay.participantId) return;
    await ask('conference.set-role', { conferenceId, participantId: stay.participantId, role: 'presenter' });
  };
  return {
    mute: () => void ask('conference.mute', target),
    'ask-unmute': () => void ask('conference.ask-unmute', target),
    'stop-share': () => void ask('conference.stop-share', target),
    'lower-hand': () => void ask('conference.lower-hand', target),
    'make-organizer': () => void setRole('organizer'),
    'make-presenter': () => void setRole('presenter'),
    'make-attendee': () => void setRole('attendee'),
    'hand-over': () => void handOver(),
    remove: onRemove,
  };
}

interface RemoveDialogProps {
  readonly stay: StayView;
  readonly participant: Participant;
  readonly onClose: () => void;
}

function RemoveDialog({ stay, participant: { id: participantId, displayName }, onClose }: RemoveDialogProps) {
  const { ask } = useStore();
  const conferenceId = stay.conference.id;
  return (
    <ConfirmDialog
      title={words.removeTitle(displayName)}
      testId="remove-dialog"
      message={words.removeMessage(displayName)}
      confirm={words.removeConfirm}
      cancel={words.removeCancel}
      confirmId="confirm-remove"
      onConfirm={(text) =>
        void ask('conference.remove', { conferenceId, participantId, text: text || undefined })
      }
      onClose={onClose}
    >
      <p>{words.removeLead}</p>
    </ConfirmDialog>
  );
}
