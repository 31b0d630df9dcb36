import type { StayView } from '../../protocol/rpc/app-state.ts';
import { LaterConferenceView } from './later-views.ts';
import { BeneathProvider } from './ui/background-layer.ts';

interface ConferenceSlotProps {
  readonly stay: StayView;
  /** The call that it is about to carry is still what the user sees and uses. */
  readonly isBeneath: boolean;
}

/**
 * A stay on stage, or laid out and playing beneath the call that becomes it: the same element before and after, so that
 * its pictures go on (SPEC ESC-2).
 */
export function ConferenceSlot({ stay, isBeneath }: ConferenceSlotProps) {
  return (
    <BeneathProvider value={isBeneath}>
      <div class="conference-slot" inert={isBeneath} data-testid="conference-slot">
        <LaterConferenceView stay={stay} />
      </div>
    </BeneathProvider>
  );
}
