import * as z from 'zod';
import { EpochMs } from '../bounds.ts';
import { ConferenceId, ConversationId, InvitationId, SessionId } from '../ids.ts';
import { RequestedMedia, Sdp, Source } from '../media.ts';
import { Address, DisplayName, ShortText } from '../text/addresses.ts';

/** What one session carries (SPEC "session type"). */
export const SessionType = z.enum(['instant-messaging', 'audio-video', 'application-sharing', 'conference']);
export type SessionType = z.infer<typeof SessionType>;

/** Somebody who is known to the server, and whether one of their endpoints is signed in. */
export const Person = z.object({
  address: Address,
  displayName: DisplayName,
  presence: z.enum(['available', 'in-call', 'do-not-disturb', 'offline']),
});
export type Person = z.infer<typeof Person>;

/** Who somebody is: what others read, and what they call. */
export const Identity = z.object({ address: Address, displayName: DisplayName });
export type Identity = z.infer<typeof Identity>;

/** An address can block at most so many others. */
export const MAX_BLOCKED = 1_000;

/** An invitation as its callee receives it (SPEC INV-1). */
export const Invitation = z.object({
  id: InvitationId,
  sessionId: SessionId,
  conversationId: ConversationId,
  sessionType: SessionType,
  from: Identity,
  media: RequestedMedia,
  subject: ShortText.optional(),
  /** The conference to come to, for the type `conference` (SPEC CONV-3). */
  conferenceId: ConferenceId.optional(),
  /** The call that this conference continues. Said by the server, to the device of that call alone (SPEC ESC-1). */
  escalates: SessionId.optional(),
  /** Who referred the inviter here. Said by the server (RFC 3892, SPEC REF-1). */
  referredBy: Identity.optional(),
  /** The session of the callee whose place it takes. Said by the server, to the device of that session alone (RFC 3891). */
  replaces: SessionId.optional(),
  /** Milliseconds since the epoch, on the server's clock. */
  expiresAtMs: EpochMs,
});
export type Invitation = z.infer<typeof Invitation>;

/** The open invitation of the other side that ours has crossed, and its offer (SPEC INV-13). */
export const Crossing = z.object({ invitation: Invitation, offer: Sdp.optional() });
export type Crossing = z.infer<typeof Crossing>;

/**
 * Which of the later offers of a session it is, as its inviter counts them; the answer names the same. An offer that
 * another one took the place of may still be answered, and that answer is not the other one's.
 */
export const OfferNumber = z.number().int().min(1).max(1_000_000);
export type OfferNumber = z.infer<typeof OfferNumber>;

/** How often one side of a session has said what it sends, as the server counts. */
export const MediaNumber = z.number().int().min(0).max(1_000_000_000);
export type MediaNumber = z.infer<typeof MediaNumber>;

/** What one side of a session was told last of what the other one sends. */
export const SeenMedia = z.object({ sessionId: SessionId, number: MediaNumber });
export type SeenMedia = z.infer<typeof SeenMedia>;

/** What a participant sends at this moment. */
export const MediaStatus = z.object({
  microphone: z.enum(['on', 'muted', 'off']),
  camera: z.enum(['on', 'off']),
  screen: z.enum(['on', 'off']),
  /** Of one's own, what is on but gives nothing, since the system has muted its track. The others see it as off. */
  interrupted: z
    .array(Source.exclude(['screen']))
    .max(2)
    .optional(),
  /** Name of the screen or window that is shared, for the far side. */
  screenName: ShortText.optional(),
});
export type MediaStatus = z.infer<typeof MediaStatus>;

/** What the others learn of one's own media: what gives nothing is not on. */
export function asOthersSee({ interrupted = [], ...status }: MediaStatus): MediaStatus {
  const isOut = (source: 'microphone' | 'camera') => status[source] === 'on' && interrupted.includes(source);
  return {
    ...status,
    ...(isOut('microphone') && { microphone: 'muted' }),
    ...(isOut('camera') && { camera: 'off' }),
  };
}

/** Whether two say the same, so that a status that is said again is told to nobody. */
export function isSameMedia(one: MediaStatus, other: MediaStatus): boolean {
  const { microphone, camera, screen, screenName } = one;
  return (
    microphone === other.microphone &&
    camera === other.camera &&
    screen === other.screen &&
    screenName === other.screenName
  );
}
