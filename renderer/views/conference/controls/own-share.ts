import { may } from '../../../../protocol/conferences/powers.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { ownRole } from '../../../state/stay.ts';
import type { ToggledShare } from '../../call/sharing/share-toggle.tsx';
import { useStore } from '../../store-context.ts';
import { useOnce } from '../../ui/behavior/single-flight.ts';

/** Our user's own screen in the conference. */
export interface OwnShare extends ToggledShare {
  /** False for those whose role has no screen to share. */
  readonly isOffered: boolean;
}

export function useOwnShare(stay: StayView): OwnShare {
  const { ask } = useStore();
  const once = useOnce();
  const { screenLeaseId, state, conference, local } = stay;
  const isOn = local.screen === 'on';
  const isOffered = may(ownRole(stay), 'share-screen');
  const mayToggle = state === 'connected' && (isOn || isOffered);
  const toggle = () => {
    if (!mayToggle) return;
    void once(() =>
      isOn
        ? ask('set-source', { leaseId: screenLeaseId, source: 'screen', on: false })
        : ask('share-in-conference', { conferenceId: conference.id }),
    );
  };
  return { isOn, mayToggle, isOffered, toggle };
}
