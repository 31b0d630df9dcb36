import type { EndedBy, Ending } from '../../../protocol/endings.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Endpoint } from '../../presence/endpoint.ts';
import type { RelayedSession } from '../relayed-session.ts';

/** Why an escalation was rolled back, and who caused it (SPEC ESC-3). */
export interface RollBack {
  code: ErrorCode;
  by: Address | 'server' | 'system';
}

/** Who caused it, from the point of view of one side of the call. A third person is shown as the system. */
export function causeSeenBy(reader: Endpoint, by: RollBack['by'], call: RelayedSession): EndedBy {
  if (by === reader.address) return 'you';
  if (by === call.partnerOf(reader)?.address) return 'them';
  return by === 'server' ? 'server' : 'system';
}

/**
 * The roll-back after one side has not accepted the other's invitation to the conference.
 * @param ending of that invitation, from the callee's point of view
 */
export function unanswered(
  { reason }: Ending,
  { inviter, callee }: { inviter: Endpoint; callee: Endpoint },
): RollBack {
  switch (reason) {
    case 'cancelled':
      return { code: 'INVITATION_CANCELLED', by: inviter.address };
    case 'expired':
      return { code: 'REQUEST_TIMED_OUT', by: 'system' };
    case 'do-not-disturb':
      return { code: 'TARGET_DO_NOT_DISTURB', by: callee.address };
    default:
      return { code: 'CONFERENCE_NOT_JOINED', by: callee.address };
  }
}
