import type { StayView } from '../../protocol/rpc/app-state.ts';
import { LazyConferenceView } from './lazy-views.ts';
import { BackgroundProvider } from './ui/background-layer.ts';

interface ConferenceSlotProps {
  readonly stay: StayView;
  /** The call that becomes this conference is still on stage. */
  readonly isInBackground: boolean;
}

/**
 * A stay on stage, or rendered in the background of the call that becomes it. It is the same element in both cases, so
 * that its pictures keep playing (SPEC ESC-2).
 */
export function ConferenceSlot({ stay, isInBackground }: ConferenceSlotProps) {
  return (
    <BackgroundProvider value={isInBackground}>
      <div class="conference-slot" inert={isInBackground} data-testid="conference-slot">
        <LazyConferenceView stay={stay} />
      </div>
    </BackgroundProvider>
  );
}
