import { may } from '../../../../protocol/conferences/powers.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { ownRole } from '../../../state/stay.ts';
import type { ToggledShare } from '../../call/sharing/share-toggle.tsx';
import { useStore } from '../../store-context.ts';
import { useSingleFlight } from '../../ui/behavior/single-flight.ts';

/** The user's own shared screen in the conference. */
export interface OwnShare extends ToggledShare {
  /** False if the user's role cannot share a screen. */
  readonly isOffered: boolean;
}

export function useOwnShare(stay: StayView): OwnShare {
  const { ask } = useStore();
  const runOnce = useSingleFlight();
  const { screenLeaseId, state, conference, local } = stay;
  const isOn = local.screen === 'on';
  const isOffered = may(ownRole(stay), 'share-screen');
  const mayToggle = state === 'connected' && (isOn || isOffered);
  const toggle = () => {
    if (!mayToggle) return;
    void runOnce(() =>
      isOn
        ? ask('set-source', { leaseId: screenLeaseId, source: 'screen', on: false })
        : ask('share-in-conference', { conferenceId: conference.id }),
    );
  };
  return { isOn, mayToggle, isOffered, toggle };
}
