import * as z from 'zod';

/**
 * Whether this endpoint is signed in (RFC 3261 §10 registration).
 *
 * ```
 *   signed-out ──sign-in──► signing-in ──registered──► registered ──lost──► reconnecting
 *       ▲                      │ failed                    │  ▲                  │ │
 *       └──────────────────────┴──────── signed-out ───────┘  └──── registered ──┘ │
 *       └──────────────────────────────────────────── signed-out, failed ──────────┘
 * ```
 */
export const REGISTRATION_MOVES = {
  'signed-out': { 'sign-in': 'signing-in' },
  'signing-in': { registered: 'registered', failed: 'signed-out', 'sign-out': 'signed-out' },
  registered: { lost: 'reconnecting', 'sign-out': 'signed-out' },
  reconnecting: { registered: 'registered', failed: 'signed-out', 'sign-out': 'signed-out' },
} as const satisfies Record<string, Record<string, string>>;

export type RegistrationState = keyof typeof REGISTRATION_MOVES;
export const RegistrationState = z.enum(
  Object.keys(REGISTRATION_MOVES) as [RegistrationState, ...RegistrationState[]],
);
export type RegistrationEvent = 'sign-in' | 'registered' | 'failed' | 'lost' | 'sign-out';
