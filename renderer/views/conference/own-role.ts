import type { Role } from '../../../protocol/conferences/roles.ts';
import type { StayView } from '../../../protocol/rpc/app-state.ts';

/** What our user may do in the conference that they are in, by `may` of the protocol; `waiting` until they are in. */
export function ownRole({ participants, participantId }: StayView): Role {
  return participants.find(({ id }) => id === participantId)?.role ?? 'waiting';
}
