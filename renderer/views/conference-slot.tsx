import type { StayView } from '../../protocol/rpc/app-state.ts';
import { LaterConferenceView } from './later-views.ts';
import { BeneathProvider } from './ui/background-layer.ts';

interface ConferenceSlotProps {
  readonly stay: StayView;
  /** The call that becomes this conference is still on stage. */
  readonly isBeneath: boolean;
}

/**
 * A stay on stage, or rendered in the background of the call that becomes it. It is the same element in both cases, so
 * that its pictures keep playing (SPEC ESC-2).
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
