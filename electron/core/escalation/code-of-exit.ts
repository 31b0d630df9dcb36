import type { Ending } from '../../../protocol/endings.ts';
import type { ErrorCode, WireError } from '../../../protocol/errors.ts';

/** Returns why an escalation failed, from how the stay in its conference ended. */
export function codeOfExit(ending: Ending | undefined, error: WireError | undefined): ErrorCode {
  if (error !== undefined) return error.code;
  switch (ending?.reason) {
    case 'removed':
      return 'CONFERENCE_REMOVED';
    case 'connection-lost':
      return 'CONNECTION_LOST';
    case 'server-error':
      return 'WORKER_CRASHED';
    default:
      return 'CONFERENCE_ENDED';
  }
}
