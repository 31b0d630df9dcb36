import { KeyRound } from 'lucide';
import { may } from '../../../../protocol/conferences/powers.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { inConferenceText } from '../../../i18n/en-conferences.ts';
import { ownRole } from '../../../state/stay.ts';
import { useStore } from '../../store-context.ts';
import { Icon } from '../../ui/icon.tsx';

const words = inConferenceText.guessing;

/** Says that many wrong passcodes were entered, for organizers, until the conference is locked. */
export function GuessingHint({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  const { wrongPasscodes, conference, state } = stay;
  const isShown = state === 'connected' && !conference.locked && may(ownRole(stay), 'conference.change');
  return (
    // Always in the document, so that new text inside is announced.
    <div role="status" aria-label={words.region}>
      {isShown && wrongPasscodes !== undefined && (
        <div class="organizer-hint" data-testid="guessing-hint">
          <Icon node={KeyRound} />
          <p>{words.hint(wrongPasscodes)}</p>
          <button
            type="button"
            class="button button-small button-stage"
            data-testid="lock-from-hint"
            onClick={() => void ask('conference.change', { conferenceId: conference.id, locked: true })}
          >
            {words.lock}
          </button>
        </div>
      )}
    </div>
  );
}
