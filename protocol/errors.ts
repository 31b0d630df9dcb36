import * as z from 'zod';
import { boundedRecord } from './bounds.ts';

/**
 * Every failure that a user or a caller can get, and whether the same request may succeed later.
 * `sip` is its response code in RFC 3261 or SPEC. The interface text is in `renderer/i18n`, keyed by code.
 */
export const ERRORS = {
  PROTOCOL_VERSION_MISMATCH: { retryable: false, sip: 505 },
  PROTOCOL_MALFORMED: { retryable: false, sip: 400 },
  PROTOCOL_TOO_LARGE: { retryable: false, sip: 513 },
  PROTOCOL_UNKNOWN_REQUEST: { retryable: false, sip: 501 },
  RATE_LIMITED: { retryable: true, sip: 503 },
  REQUEST_TIMED_OUT: { retryable: true, sip: 408 },
  CONNECTION_LOST: { retryable: true, sip: 503 },

  AUTH_REQUIRED: { retryable: false, sip: 401 },
  AUTH_TOKEN_INVALID: { retryable: false, sip: 401 },
  AUTH_TOKEN_EXPIRED: { retryable: false, sip: 401 },
  /** Context: `endsAtMs` is when the sign-in ends. */
  AUTH_TOKEN_EXPIRES_SOON: { retryable: false, sip: 401 },
  AUTH_FORBIDDEN: { retryable: false, sip: 403 },

  SERVER_UNREACHABLE: { retryable: true, sip: 503 },
  SERVER_INSECURE: { retryable: false, sip: 403 },
  SERVER_PORT_IN_USE: { retryable: false, sip: 500 },
  SERVER_START_FAILED: { retryable: true, sip: 500 },
  SERVER_CONFIG_INVALID: { retryable: false, sip: 500 },
  SERVER_INTERNAL: { retryable: true, sip: 500 },
  WORKER_MISSING: { retryable: false, sip: 500 },
  WORKER_CRASHED: { retryable: true, sip: 500 },
  CONFERENCES_PREPARING: { retryable: true, sip: 503 },

  SETTINGS_DAMAGED: { retryable: false, sip: 500 },
  PROFILE_IN_USE: { retryable: false, sip: 486 },
  DATA_UNSAFE: { retryable: false, sip: 500 },

  TARGET_UNKNOWN: { retryable: false, sip: 404 },
  TARGET_OFFLINE: { retryable: true, sip: 480 },
  TARGET_SELF: { retryable: false, sip: 482 },
  TARGET_BLOCKED: { retryable: false, sip: 403 },
  TARGET_BUSY: { retryable: true, sip: 486 },
  TARGET_DO_NOT_DISTURB: { retryable: true, sip: 480 },
  HEADERS_INVALID: { retryable: false, sip: 400 },
  LIMIT_REACHED: { retryable: false, sip: 403 },
  INVITATION_GONE: { retryable: false, sip: 481 },
  INVITATION_CROSSED: { retryable: true, sip: 491 },
  INVITATION_CANCELLED: { retryable: false, sip: 487 },
  SESSION_GONE: { retryable: false, sip: 481 },
  SESSION_WRONG_STATE: { retryable: false, sip: 491 },

  ESCALATION_FAILED: { retryable: true, sip: 503 },
  REFER_GONE: { retryable: false, sip: 481 },
  REFER_PENDING: { retryable: true, sip: 491 },
  REFER_LOOP: { retryable: false, sip: 482 },
  REFER_TO_PARTNER: { retryable: false, sip: 486 },
  REFER_FAILED: { retryable: true, sip: 480 },
  REFER_TIMED_OUT: { retryable: true, sip: 408 },
  REFER_TERMINATED: { retryable: true, sip: 487 },
  REPLACES_UNKNOWN: { retryable: false, sip: 481 },

  CONVERSATION_FORBIDDEN: { retryable: false, sip: 403 },
  MESSAGE_TOO_LARGE: { retryable: false, sip: 513 },
  MESSAGE_UNKNOWN: { retryable: false, sip: 481 },
  MAILBOX_FULL: { retryable: true, sip: 480 },
  STORE_DAMAGED: { retryable: false, sip: 500 },
  STORE_NEWER: { retryable: false, sip: 500 },
  STORE_FULL: { retryable: true, sip: 500 },

  CONFERENCE_UNKNOWN: { retryable: false, sip: 404 },
  CONFERENCE_ENDED: { retryable: false, sip: 410 },
  CONFERENCE_FULL: { retryable: true, sip: 486 },
  CONFERENCE_ALREADY_JOINED: { retryable: false, sip: 491 },
  CONFERENCE_NOT_JOINED: { retryable: false, sip: 481 },
  CONFERENCE_PASSCODE_WRONG: { retryable: false, sip: 403 },
  CONFERENCE_LOCKED: { retryable: true, sip: 423 },
  CONFERENCE_REMOVED: { retryable: false, sip: 403 },
  CONFERENCE_FORBIDDEN: { retryable: false, sip: 403 },
  CONFERENCE_NEEDS_ORGANIZER: { retryable: false, sip: 403 },
  PARTICIPANT_UNKNOWN: { retryable: false, sip: 481 },
  /** Context: `server` is the host, with the port unless it is the default. */
  CONFERENCE_OTHER_SERVER: { retryable: false, sip: 404 },
  CONFERENCE_LINK_INVALID: { retryable: false, sip: 400 },

  MEDIA_PERMISSION_DENIED: { retryable: true, sip: 488 },
  MEDIA_DEVICE_MISSING: { retryable: true, sip: 488 },
  MEDIA_DEVICE_BUSY: { retryable: true, sip: 488 },
  MEDIA_DEVICE_TIMED_OUT: { retryable: true, sip: 488 },
  MEDIA_DEVICE_REPLACED: { retryable: true, sip: 488 },
  MEDIA_NOT_NEGOTIABLE: { retryable: false, sip: 488 },
  MEDIA_OBJECT_UNKNOWN: { retryable: false, sip: 481 },
  MEDIA_FAILED: { retryable: true, sip: 500 },
  MEDIA_NOT_SENT: { retryable: true, sip: 500 },
  SHARE_NOT_RESUMED: { retryable: true, sip: 500 },
  MEDIA_STOPPED: { retryable: false, sip: 403 },
  PAGE_ABSENT: { retryable: true, sip: 480 },
  LINK_NOT_OPENED: { retryable: true, sip: 500 },

  RPC_FORBIDDEN: { retryable: false, sip: 403 },
  RPC_MALFORMED: { retryable: false, sip: 400 },
  STATE_ILLEGAL: { retryable: false, sip: 500 },
} as const satisfies Record<string, { retryable: boolean; sip: number }>;

/** Code of a {@link ParleyError}. */
export type ErrorCode = keyof typeof ERRORS;
export const ErrorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

/** Details for logs and interface text. Never secrets, never message contents. */
export type ErrorContext = Record<string, string | number | boolean>;

/** Limits of the context on the wire. */
const MAX_CONTEXT_KEYS = 32;
const MAX_CONTEXT_TEXT = 4_096;
const finite = z.number().min(-Number.MAX_VALUE).max(Number.MAX_VALUE);
const ContextValue = z.union([z.string().max(MAX_CONTEXT_TEXT), finite, z.boolean()]);

/** An error as it crosses a process boundary: without stack and cause. */
export const WireError = z.object({
  code: ErrorCode,
  message: z.string().max(500),
  context: boundedRecord(z.string().max(64), ContextValue, MAX_CONTEXT_KEYS).default({}),
});
export type WireError = z.infer<typeof WireError>;

/** The only error class of Parley. Errors of browsers, mediasoup and sockets are translated where they enter. */
export class ParleyError extends Error {
  readonly code: ErrorCode;
  readonly context: ErrorContext;

  constructor(code: ErrorCode, message: string, details: { context?: ErrorContext; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.name = 'ParleyError';
    this.code = code;
    this.context = details.context ?? {};
  }

  /** Whether the same request may succeed later without a change. */
  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }

  /** SIP response code (RFC 3261 §21). */
  get sip(): number {
    return ERRORS[this.code].sip;
  }

  toWire(): WireError {
    const context: ErrorContext = {};
    for (const [key, value] of Object.entries(this.context).slice(0, MAX_CONTEXT_KEYS)) {
      context[key] = typeof value === 'string' ? value.slice(0, MAX_CONTEXT_TEXT) : value;
    }
    return { code: this.code, message: this.message.slice(0, 500), context };
  }

  static fromWire(wire: WireError): ParleyError {
    return new ParleyError(wire.code, wire.message, { context: wire.context });
  }

  /** Turns a thrown value into a ParleyError. Any other value is a defect and gets the code `fallback`. */
  static from(thrown: unknown, fallback: ErrorCode): ParleyError {
    if (thrown instanceof ParleyError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new ParleyError(fallback, message, { cause: thrown });
  }
}
