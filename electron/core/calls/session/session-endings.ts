import type { EndedBy, Ending, EndingReason } from '../../../../protocol/endings.ts';
import type { ErrorCode, ParleyError } from '../../../../protocol/errors.ts';

/** Endings of sessions and stays by error; every other error is a `server-error` by the server. */
const ENDING_OF_ERROR: Partial<Record<ErrorCode, readonly [EndingReason, EndedBy]>> = {
  TARGET_UNKNOWN: ['not-found', 'server'],
  TARGET_OFFLINE: ['unavailable', 'them'],
  TARGET_SELF: ['loop-detected', 'server'],
  TARGET_BLOCKED: ['forbidden', 'them'],
  TARGET_BUSY: ['busy', 'them'],
  TARGET_DO_NOT_DISTURB: ['do-not-disturb', 'them'],
  CONVERSATION_FORBIDDEN: ['forbidden', 'server'],
  RATE_LIMITED: ['rate-limited', 'server'],
  INVITATION_CANCELLED: ['cancelled', 'them'],
  INVITATION_CROSSED: ['busy', 'them'],
  INVITATION_GONE: ['expired', 'server'],
  SESSION_GONE: ['hung-up', 'them'],
  REQUEST_TIMED_OUT: ['timed-out', 'server'],
  CONNECTION_LOST: ['connection-lost', 'system'],
  CONFERENCE_ENDED: ['ended', 'server'],
  REFER_GONE: ['cancelled', 'system'],
  REPLACES_UNKNOWN: ['unavailable', 'them'],
  MEDIA_PERMISSION_DENIED: ['device-refused', 'you'],
  MEDIA_DEVICE_MISSING: ['media-failed', 'system'],
  MEDIA_DEVICE_BUSY: ['media-failed', 'system'],
  MEDIA_DEVICE_TIMED_OUT: ['media-failed', 'system'],
  MEDIA_NOT_NEGOTIABLE: ['media-failed', 'system'],
  MEDIA_FAILED: ['media-failed', 'system'],
  PAGE_ABSENT: ['media-failed', 'system'],
  RPC_MALFORMED: ['media-failed', 'system'],
};

/** The ending of a session or stay that failed with this error. */
export function endingOfError(error: ParleyError): Ending {
  const [reason, by] = ENDING_OF_ERROR[error.code] ?? ['server-error', 'server'];
  return { reason, by };
}
