import type { Role } from './roles.ts';

const INSIDE: readonly Role[] = ['organizer', 'presenter', 'attendee'];
const PRESENTING: readonly Role[] = ['organizer', 'presenter'];
const ORGANIZING: readonly Role[] = ['organizer'];

/**
 * Which roles may do what in a conference. The server's checks, the interface and the tests use this one table
 * (SPEC CONF-8, SEC-2). The names are those of the requests. `share-screen` is `media.produce` of a screen, and `invite`
 * is `invitation.send`. Every participant may send the other media requests.
 */
export const POWERS = {
  'conference.leave': [...INSIDE, 'waiting'],
  'conference.media': INSIDE,
  'conference.hand': INSIDE,
  'conference.react': INSIDE,
  'conference.chat': INSIDE,
  'conference.read-chat': INSIDE,
  'media.produce': INSIDE,
  'media.set-producer-paused': INSIDE,
  'media.close-producer': INSIDE,
  'media.close-source': INSIDE,
  'media.resume-consumer': INSIDE,
  'media.want': INSIDE,
  'share-screen': PRESENTING,
  invite: PRESENTING,
  'conference.mute': ORGANIZING,
  'conference.ask-unmute': ORGANIZING,
  'conference.stop-share': ORGANIZING,
  'conference.lower-hand': ORGANIZING,
  'conference.remove': ORGANIZING,
  'conference.readmit': ORGANIZING,
  'conference.admit': ORGANIZING,
  'conference.change': ORGANIZING,
  'conference.set-role': ORGANIZING,
  'conference.terminate': ORGANIZING,
} as const satisfies Record<string, readonly Role[]>;

/** An action that depends on the role. */
export type Power = keyof typeof POWERS;

/** Whether a participant with this role may do it. */
export function may(role: Role, power: Power): boolean {
  return (POWERS[power] as readonly Role[]).includes(role);
}
