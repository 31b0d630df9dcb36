import type { Participant } from '../protocol/conferences/conference.ts';
import type { Role } from '../protocol/conferences/roles.ts';
import type { StayView } from '../protocol/rpc/app-state.ts';

/** Our user's role in the conference, for `may` of the protocol; `waiting` until they are in. */
export function ownRole({ participants, participantId }: StayView): Role {
  return participants.find(({ id }) => id === participantId)?.role ?? 'waiting';
}

/** Was our user not let into a conference? */
export function wasRefused({ state, participantId, error }: StayView): boolean {
  return state === 'exited' && participantId === undefined && error !== undefined;
}

/** Who is in the waiting room. */
export function waitingIn({ participants }: StayView): Participant[] {
  return participants.filter(({ role }) => role === 'waiting');
}
