import type { ConferenceAvailability } from '../../../protocol/conferences/availability.ts';
import { text } from '../../i18n/en.ts';
import { useAppState } from '../store-context.ts';

const READY: ConferenceAvailability = { state: 'ready' };

/** Whether the server can hold conferences now. */
export function useConferences(): ConferenceAvailability {
  return useAppState().registration.conferences ?? READY;
}

/** The text below the button that starts a conference: what it does, or why it is disabled. */
export function ConferencesHint() {
  const conferences = useConferences();
  return (
    <p class="soft small" data-testid="conferences-hint" data-state={conferences.state}>
      {wordsFor(conferences)}
    </p>
  );
}

function wordsFor(conferences: ConferenceAvailability): string {
  if (conferences.state === 'ready') return text.home.newConferenceLead;
  if (conferences.state === 'preparing') return text.home.conferencesPreparing(conferences.percent);
  const { command } = conferences;
  return command === undefined ? text.home.conferencesFailed : text.home.conferencesMissing(command);
}
