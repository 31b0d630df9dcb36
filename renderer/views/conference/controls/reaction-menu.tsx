import { FaceSlightlySmilingPlus } from 'lucide';
import { Reaction } from '../../../../protocol/conferences/chat.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { stageText } from '../../../i18n/en-stage.ts';
import { useStore } from '../../store-context.ts';
import { Menu } from '../../ui/menu.tsx';
import { REACTION_ICONS } from './reaction-icons.ts';

/** The reactions to choose from. */
export function ReactionMenu({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  const conferenceId = stay.conference.id;
  return (
    <Menu
      label={stageText.reactions.label}
      icon={FaceSlightlySmilingPlus}
      testId="reactions"
      class="button-control"
      isDisabled={stay.state !== 'connected'}
      items={Reaction.options.map((reaction) => ({
        testId: `react-${reaction}`,
        label: stageText.reactions.names[reaction],
        icon: REACTION_ICONS[reaction],
        onSelect: () => void ask('conference.react', { conferenceId, reaction }),
      }))}
    />
  );
}
