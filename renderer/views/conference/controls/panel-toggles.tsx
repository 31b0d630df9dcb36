import { Hand, MessageSquare, Users } from 'lucide';
import type { RefObject } from 'preact';
import { may } from '../../../../protocol/conferences/powers.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { conferenceText } from '../../../i18n/en-conferences.ts';
import { stageText } from '../../../i18n/en-stage.ts';
import { ownRole } from '../../../state/stay.ts';
import { useShortcuts, useShownKeys } from '../../settings/shortcuts.ts';
import { useAppState, useStore } from '../../store-context.ts';
import { useSingleFlight } from '../../ui/behavior/single-flight.ts';
import { ControlCount } from '../../ui/control-count.tsx';
import { ControlToggle } from '../../ui/control-toggle.tsx';

/** Raises and lowers the user's hand. */
export function HandToggle({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  const runOnce = useSingleFlight();
  const { conference, participantId, participants, state } = stay;
  const own = participants.find(({ id }) => id === participantId);
  const isRaised = own?.handRaisedAtMs !== undefined;
  const isConnected = state === 'connected';
  const toggle = () => {
    if (isConnected)
      void runOnce(() => ask('conference.hand', { conferenceId: conference.id, raised: !isRaised }));
  };
  useShortcuts({ hand: { letter: toggle } });
  const keys = useShownKeys('hand');
  return (
    <ControlToggle
      testId="toggle-hand"
      label={stageText.hand.label}
      title={isRaised ? stageText.hand.lower : stageText.hand.raise}
      icon={Hand}
      isOn={isRaised}
      keys={keys}
      isDisabled={!isConnected}
      onToggle={toggle}
    />
  );
}

interface PanelToggleProps {
  readonly stay: StayView;
  readonly isShown: boolean;
  /** ID of the element that the button shows. */
  readonly controls: string;
  readonly onToggle: () => void;
  readonly button?: RefObject<HTMLButtonElement | null>;
}

/** Shows the chat, with the number of new messages. */
export function ChatToggle({ stay, isShown, controls, onToggle, button }: PanelToggleProps) {
  const { chat } = useAppState();
  const unread = chat?.conferenceId === stay.conference.id ? chat.unread : 0;
  useShortcuts({ chat: { letter: onToggle } });
  const keys = useShownKeys('chat');
  return (
    <ControlToggle
      testId="toggle-chat"
      label={unread > 0 ? stageText.chat.unread(unread) : stageText.chat.label}
      title={isShown ? stageText.chat.hide : stageText.chat.show}
      icon={MessageSquare}
      button={button}
      isOn={isShown}
      keys={keys}
      controls={isShown ? controls : undefined}
      onToggle={onToggle}
    >
      <ControlCount count={unread} testId="chat-unread" />
    </ControlToggle>
  );
}

/** Shows the roster, with the number of raised hands and waiting people. */
export function PeopleToggle({ stay, isShown, controls, onToggle }: PanelToggleProps) {
  const { participants } = stay;
  const hands = participants.filter(({ handRaisedAtMs }) => handRaisedAtMs !== undefined).length;
  const mayAdmit = may(ownRole(stay), 'conference.admit');
  const waiting = mayAdmit ? participants.filter(({ role }) => role === 'waiting').length : 0;
  const count = hands + waiting;
  useShortcuts({ people: { letter: onToggle } });
  const keys = useShownKeys('people');
  return (
    <ControlToggle
      testId="toggle-roster"
      label={count > 0 ? stageText.people(conferenceText.roster, { hands, waiting }) : conferenceText.roster}
      title={isShown ? conferenceText.hideRoster : conferenceText.showRoster}
      icon={Users}
      isOn={isShown}
      keys={keys}
      controls={isShown ? controls : undefined}
      onToggle={onToggle}
    >
      <ControlCount count={count} testId="roster-count" />
    </ControlToggle>
  );
}
