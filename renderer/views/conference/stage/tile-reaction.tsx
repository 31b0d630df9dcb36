import type { ParticipantId } from '../../../../protocol/ids.ts';
import { useReactions } from '../../reactions-context.ts';
import { Icon } from '../../ui/icon.tsx';
import { REACTION_ICONS } from '../controls/reaction-icons.ts';

/** A participant's current reaction, on their tile. `StageAnnouncer` announces it to screen readers. */
export function TileReaction({ participantId }: { participantId: ParticipantId }) {
  const { shown } = useReactions();
  const latest = shown.value.find((each) => each.participantId === participantId);
  if (!latest) return null;
  const { number, reaction } = latest;
  return (
    <span key={number} class="tile-reaction" data-testid="reaction" data-reaction={reaction}>
      <Icon node={REACTION_ICONS[reaction]} />
    </span>
  );
}
