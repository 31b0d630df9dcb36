import * as z from 'zod';
import { EpochMs } from '../bounds.ts';
import { ConferenceId, ConversationId, InvitationId, SessionId } from '../ids.ts';
import { RequestedMedia, Sdp, Source } from '../media.ts';
import { Address, DisplayName, ShortText } from '../text/addresses.ts';

/** What a session is for (SPEC "session type"). */
export const SessionType = z.enum(['instant-messaging', 'audio-video', 'application-sharing', 'conference']);
export type SessionType = z.infer<typeof SessionType>;

/** A person that the server knows, and the presence of their endpoints. */
export const Person = z.object({
  address: Address,
  displayName: DisplayName,
  presence: z.enum(['available', 'in-call', 'do-not-disturb', 'offline']),
});
export type Person = z.infer<typeof Person>;

/** A person's address and name. */
export const Identity = z.object({ address: Address, displayName: DisplayName });
export type Identity = z.infer<typeof Identity>;

/** How many addresses one address can block. */
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
  /** The conference, for the type `conference` (SPEC CONV-3). */
  conferenceId: ConferenceId.optional(),
  /** The call that this conference continues. Set by the server, only for the device of that call (SPEC ESC-1). */
  escalates: SessionId.optional(),
  /** Who referred the inviter to the callee. Set by the server (RFC 3892, SPEC REF-1). */
  referredBy: Identity.optional(),
  /** The callee's session that this one replaces. Set by the server, only for the device of that session (RFC 3891). */
  replaces: SessionId.optional(),
  /** Milliseconds since the epoch, on the server's clock. */
  expiresAtMs: EpochMs,
});
export type Invitation = z.infer<typeof Invitation>;

/** The other side's open invitation that crossed with ours, and its offer (SPEC INV-13). */
export const Crossing = z.object({ invitation: Invitation, offer: Sdp.optional() });
export type Crossing = z.infer<typeof Crossing>;

/**
 * Number of a later offer in a session, as the inviter counts them. Its answer has the same number, so that a late answer
 * to a replaced offer is not mistaken for the answer to the offer that replaced it.
 */
export const OfferNumber = z.number().int().min(1).max(1_000_000);
export type OfferNumber = z.infer<typeof OfferNumber>;

/** How many times one side of a session has sent its media status, as the server counts. */
export const MediaNumber = z.number().int().min(0).max(1_000_000_000);
export type MediaNumber = z.infer<typeof MediaNumber>;

/** The latest media status of the other side that one side of a session has received. */
export const SeenMedia = z.object({ sessionId: SessionId, number: MediaNumber });
export type SeenMedia = z.infer<typeof SeenMedia>;

/** What a participant is sending. */
export const MediaStatus = z.object({
  microphone: z.enum(['on', 'muted', 'off']),
  camera: z.enum(['on', 'off']),
  screen: z.enum(['on', 'off']),
  /** Own sources that are on but silent or black because the system muted their track. Others see them as muted or off. */
  interrupted: z
    .array(Source.exclude(['screen']))
    .max(2)
    .optional(),
  /** Name of the shared screen or window, for the other side. */
  screenName: ShortText.optional(),
});
export type MediaStatus = z.infer<typeof MediaStatus>;

/** Nothing is sent. */
export const ALL_OFF: MediaStatus = { microphone: 'off', camera: 'off', screen: 'off' };

/** The own media status as the others see it: an interrupted source is not on. */
export function asOthersSee({ interrupted = [], ...status }: MediaStatus): MediaStatus {
  const isOut = (source: 'microphone' | 'camera') => status[source] === 'on' && interrupted.includes(source);
  return {
    ...status,
    ...(isOut('microphone') && { microphone: 'muted' }),
    ...(isOut('camera') && { camera: 'off' }),
  };
}

/** Whether two statuses are the same, so that a repeated one need not be sent to others. */
export function isSameMedia(one: MediaStatus, other: MediaStatus): boolean {
  const { microphone, camera, screen, screenName } = one;
  return (
    microphone === other.microphone &&
    camera === other.camera &&
    screen === other.screen &&
    screenName === other.screenName
  );
}
