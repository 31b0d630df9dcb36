import { Hourglass } from 'lucide';
import { may } from '../../../../protocol/conferences/powers.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { inConferenceText } from '../../../i18n/en-conferences.ts';
import { ownRole, waitingIn } from '../../../state/stay.ts';
import { useStore } from '../../store-context.ts';
import { Icon } from '../../ui/icon.tsx';

const words = inConferenceText.waitingPeople;

/** Says that people are waiting, for organizers, while the roster is hidden. */
export function WaitingHint({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  const waiting = waitingIn(stay);
  if (waiting.length === 0 || !may(ownRole(stay), 'conference.admit')) return null;
  return (
    <div class="organizer-hint" data-testid="waiting-hint">
      <Icon node={Hourglass} />
      <p>{words.hint(waiting.map(({ displayName }) => displayName))}</p>
      <button
        type="button"
        class="button button-small button-stage"
        data-testid="admit-from-hint"
        onClick={() =>
          void ask('conference.admit', { conferenceId: stay.conference.id, participantId: null })
        }
      >
        {waiting.length === 1 ? words.admit : words.admitAll}
      </button>
    </div>
  );
}
