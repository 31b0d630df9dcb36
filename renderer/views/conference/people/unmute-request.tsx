import { Mic } from 'lucide';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { inConferenceText } from '../../../i18n/en-conferences.ts';
import { useStore } from '../../store-context.ts';
import { Icon } from '../../ui/icon.tsx';

const words = inConferenceText.unmute;

/** An organizer asks the user to unmute. The user decides (SPEC CONF-8). Takes no focus. */
export function UnmuteRequest({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  const { unmuteAskedBy, leaseId, conference } = stay;
  const isAsked = unmuteAskedBy !== undefined && stay.state === 'connected';
  return (
    // Always in the document, so that new text inside is announced.
    <div role="status" aria-label={words.region} class="unmute-request">
      {isAsked && (
        <div class="card unmute-card" data-testid="unmute-request">
          <p>{words.asks(unmuteAskedBy.displayName)}</p>
          <div class="actions">
            <button
              type="button"
              class="button"
              data-testid="unmute-dismiss"
              onClick={() => void ask('dismiss-unmute', { conferenceId: conference.id })}
            >
              {words.dismiss}
            </button>
            <button
              type="button"
              class="button button-primary"
              data-testid="unmute-accept"
              onClick={() => void ask('set-source', { leaseId, source: 'microphone', on: true })}
            >
              <Icon node={Mic} />
              {words.accept}
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
