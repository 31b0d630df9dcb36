import type { Role } from './roles.ts';

const INSIDE: readonly Role[] = ['organizer', 'presenter', 'attendee'];
const PRESENTING: readonly Role[] = ['organizer', 'presenter'];
const ORGANIZING: readonly Role[] = ['organizer'];

/**
 * Who may do what in a conference: the one table behind the server's checks, what the interface shows, and the tests
 * (SPEC CONF-8, SEC-2). The names are those of the requests; `share-screen` and `invite` are what one does by
 * `media.produce` and `invitation.send`. Whatever else is said to the SFU is for everyone who is in.
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

/** One thing that somebody in a conference may or may not do. */
export type Power = keyof typeof POWERS;

/** Whether somebody of this role may do it. */
export function may(role: Role, power: Power): boolean {
  return (POWERS[power] as readonly Role[]).includes(role);
}
