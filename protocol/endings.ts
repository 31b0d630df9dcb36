import * as z from 'zod';
import { ShortText } from './text/addresses.ts';
import { CustomHeaders } from './text/headers.ts';

/**
 * Every way in which an invitation, a session or a stay can end, with its SIP response.
 * The list is closed: server, main, log and interface text handle all of it (SPEC INV-2, INV-4, CONF-5).
 */
export const ENDINGS = {
  accepted: { sip: 200 },
  declined: { sip: 603 },
  busy: { sip: 486 },
  unavailable: { sip: 480 },
  'not-acceptable-here': { sip: 488 },
  'do-not-disturb': { sip: 480 },
  'not-found': { sip: 404 },
  forbidden: { sip: 403 },
  /** The person, or one of their devices, sent more requests than the server accepts (SPEC RES-6). */
  'rate-limited': { sip: 503 },
  'loop-detected': { sip: 482 },
  cancelled: { sip: 487 },
  expired: { sip: 408 },
  'answered-elsewhere': { sip: 200 },
  'hung-up': { sip: 200 },
  /** The conference replaced the call (SPEC ESC-2). */
  escalated: { sip: 200 },
  /** The other side is in a call with a third person now, because of a referral (SPEC REF-3). */
  transferred: { sip: 200 },
  /** Another session replaced it (RFC 3891, SPEC REF-5). */
  replaced: { sip: 200 },
  'signed-out': { sip: 480 },
  'connection-lost': { sip: 503 },
  /** Our token expired, so the server ended the connection. */
  'sign-in-expired': { sip: 401 },
  'timed-out': { sip: 408 },
  'media-failed': { sip: 488 },
  'device-refused': { sip: 488 },
  'server-error': { sip: 500 },
  /** This program was killed, or the machine lost power, before the call ended (SPEC INV-12). */
  interrupted: { sip: 503 },
  left: { sip: 200 },
  removed: { sip: 403 },
  ended: { sip: 410 },
} as const satisfies Record<string, { sip: number }>;

export type EndingReason = keyof typeof ENDINGS;
export const EndingReason = z.enum(Object.keys(ENDINGS) as [EndingReason, ...EndingReason[]]);

/** Reasons that a callee may give. There is no `not-specified`: the inviter would learn nothing from it (INV-4). */
export const DeclineReason = z.enum([
  'declined',
  'busy',
  'unavailable',
  'not-acceptable-here',
  'do-not-disturb',
]);
export type DeclineReason = z.infer<typeof DeclineReason>;

/** Who caused an ending, from the reader's point of view. */
export const EndedBy = z.enum(['you', 'them', 'server', 'system']);
export type EndedBy = z.infer<typeof EndedBy>;

/** The one typed reason why something ended. */
export const Ending = z.object({
  reason: EndingReason,
  by: EndedBy,
  /** A short message from the person who caused it. */
  text: ShortText.optional(),
  /** Custom headers of the decline or the BYE (SPEC INV-8). */
  headers: CustomHeaders.optional(),
});
export type Ending = z.infer<typeof Ending>;

/**
 * SIP response code of an ending.
 * @public part of the contract, although no program of Parley sends the number
 */
export function sipCodeOf(ending: Ending): number {
  return ENDINGS[ending.reason].sip;
}

/** The same ending from the other side's point of view. */
export function asSeenByOther(ending: Ending): Ending {
  const by = ending.by === 'you' ? 'them' : ending.by === 'them' ? 'you' : ending.by;
  return { ...ending, by };
}

/** How a stay ended, with its code for applications (SPEC CONF-5). */
export const STAY_EXITS = { left: 0, removed: 1, ended: 2, disconnected: 3 } as const;
export type StayExit = keyof typeof STAY_EXITS;
export const StayExit = z.enum(Object.keys(STAY_EXITS) as [StayExit, ...StayExit[]]);

/** All endings that are not a disconnection: our user wanted to leave, was removed, or the conference ended. */
const EXIT_OF_ENDING: { readonly [Reason in EndingReason]?: StayExit } = {
  left: 'left',
  'hung-up': 'left',
  'signed-out': 'left',
  cancelled: 'left',
  transferred: 'left',
  replaced: 'left',
  removed: 'removed',
  ended: 'ended',
};

/** The exit code name for this ending of a stay. */
export function stayExitOf({ reason }: Pick<Ending, 'reason'>): StayExit {
  return EXIT_OF_ENDING[reason] ?? 'disconnected';
}
