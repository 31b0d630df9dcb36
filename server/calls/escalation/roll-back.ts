import type { EndedBy, Ending } from '../../../protocol/endings.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Endpoint } from '../../presence/endpoint.ts';
import type { RelayedSession } from '../relayed-session.ts';

/** Why a call goes on without the conference that it was to become, and who caused it (SPEC ESC-3). */
export interface RollBack {
  code: ErrorCode;
  by: Address | 'server' | 'system';
}

/** Who caused it, as one of the two of the call reads it. A third person is nobody whom they could tell apart. */
export function readBy(by: RollBack['by'], reader: Endpoint, call: RelayedSession): EndedBy {
  if (by === reader.address) return 'you';
  if (by === call.partnerOf(reader)?.address) return 'them';
  return by === 'server' ? 'server' : 'system';
}

/**
 * One side has not come to the conference by the invitation of the other.
 * @param ending of that invitation, as its callee reads it
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
