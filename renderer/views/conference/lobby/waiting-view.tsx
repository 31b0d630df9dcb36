import { Hourglass, LogOut } from 'lucide';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { inConferenceText } from '../../../i18n/en-conferences.ts';
import { useStore } from '../../store-context.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Icon } from '../../ui/icon.tsx';

const words = inConferenceText.waiting;

/** The waiting room: nothing is sent or received until an organizer admits the user. */
export function WaitingView({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  const { id: conferenceId, title } = stay.conference;
  return (
    <main class="centred" data-testid="waiting-view">
      <section class="card waiting-card" aria-labelledby="waiting-title">
        <span class="badge">
          <Icon node={Hourglass} class="icon-large" />
        </span>
        <div class="stack-s">
          <p class="soft">{title}</p>
          <h1 id="waiting-title">{words.title}</h1>
          <p>{words.lead}</p>
          <p class="soft">{words.devices}</p>
          <ErrorNote error={stay.error} />
        </div>
        <div class="actions">
          <button
            type="button"
            class="button"
            data-testid="leave"
            onClick={() => void ask('leave-conference', { conferenceId })}
          >
            <Icon node={LogOut} />
            {words.leave}
          </button>
        </div>
      </section>
    </main>
  );
}
