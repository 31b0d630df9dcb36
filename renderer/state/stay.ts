import type { Participant } from '../../protocol/conferences/conference.ts';
import type { Role } from '../../protocol/conferences/roles.ts';
import type { StayView } from '../../protocol/rpc/app-state.ts';

/** Our user's role in the conference, for `may` of the protocol; `waiting` until they are in. */
export function ownRole({ participants, participantId }: StayView): Role {
  return participants.find(({ id }) => id === participantId)?.role ?? 'waiting';
}

/** Whether our user was not admitted to a conference. */
export function wasRefused({ state, participantId, error }: StayView): boolean {
  return state === 'exited' && participantId === undefined && error !== undefined;
}

/** Whether the passcode was wrong or missing, or the user has to wait before the next try (SPEC CONF-2). */
export function asksForPasscode({ participantId, error }: StayView): boolean {
  if (participantId !== undefined) return false;
  return (
    error?.code === 'CONFERENCE_PASSCODE_WRONG' ||
    (error?.code === 'RATE_LIMITED' && error.context.retryAfterMs !== undefined)
  );
}

/** Who is in the waiting room. */
export function waitingIn({ participants }: StayView): Participant[] {
  return participants.filter(({ role }) => role === 'waiting');
}
