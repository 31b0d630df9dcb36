import { may } from '../../../../protocol/conferences/powers.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { inConferenceText } from '../../../i18n/en-conferences.ts';
import { ownRole } from '../../../state/stay.ts';
import { useStore } from '../../store-context.ts';
import { Avatar } from '../../ui/avatar.tsx';

const words = inConferenceText.removedPeople;

/** People who were removed, for organizers, with buttons to readmit them (SPEC CONF-9). */
export function RemovedPeople({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  const { id: conferenceId, removed } = stay.conference;
  if (removed.length === 0 || !may(ownRole(stay), 'conference.readmit')) return null;
  return (
    <section class="roster-section" aria-labelledby="removed-people" data-testid="removed-people">
      <h3 id="removed-people">{words.title}</h3>
      <ul class="rows">
        {removed.map(({ address, displayName }) => (
          <li key={address} class="row" data-testid="removed-row" data-address={address}>
            <Avatar name={displayName} size="s" />
            <div class="row-words">
              <span>{displayName}</span>
              <span class="soft small">{address}</span>
            </div>
            <button
              type="button"
              class="button button-small button-stage"
              aria-label={words.readmitPerson(displayName)}
              data-testid="readmit"
              onClick={() => void ask('conference.readmit', { conferenceId, address })}
            >
              {words.readmit}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
