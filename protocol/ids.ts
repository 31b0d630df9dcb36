import * as z from 'zod';

/** Opaque ids on the wire: 8 to 64 characters of the URL-safe Base64 alphabet, so that they fit links and logs. */
const idText = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'not an id');

/** One signed-in device of an address. Assigned by the server. */
export const EndpointId = idText.brand<'EndpointId'>();
export type EndpointId = z.infer<typeof EndpointId>;

/** One invitation (RFC 3261 INVITE). Assigned by the inviter, so that sending it twice is harmless. */
export const InvitationId = idText.brand<'InvitationId'>();
export type InvitationId = z.infer<typeof InvitationId>;

/** One session between two endpoints (RFC 3261 dialog). Assigned by the inviter. */
export const SessionId = idText.brand<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;

/** One referral (RFC 3515 REFER) and the subscription that it makes. Assigned by the referrer. */
export const ReferId = idText.brand<'ReferId'>();
export type ReferId = z.infer<typeof ReferId>;

/** A conversation outlives its carriage (SPEC CONV). Assigned by whoever starts it; unguessable. */
export const ConversationId = idText.brand<'ConversationId'>();
export type ConversationId = z.infer<typeof ConversationId>;

/** One instant message (RFC 3428). Assigned by its sender, so that sending it twice is harmless. */
export const MessageId = idText.brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

/** RFC 4353 conference. Assigned by the server; whoever knows it may ask to join. */
export const ConferenceId = idText.brand<'ConferenceId'>();
export type ConferenceId = z.infer<typeof ConferenceId>;

/** RFC 4575 user in one conference. Assigned by the server for one stay. */
export const ParticipantId = idText.brand<'ParticipantId'>();
export type ParticipantId = z.infer<typeof ParticipantId>;

/** The right to hold capture devices for one session or stay (SPEC LEASE). Assigned by main. */
export const LeaseId = idText.brand<'LeaseId'>();
export type LeaseId = z.infer<typeof LeaseId>;

/** mediasoup's ids are UUIDs; they are only compared, never read. */
export const TransportId = idText.brand<'TransportId'>();
export type TransportId = z.infer<typeof TransportId>;
export const ProducerId = idText.brand<'ProducerId'>();
export type ProducerId = z.infer<typeof ProducerId>;
export const ConsumerId = idText.brand<'ConsumerId'>();
export type ConsumerId = z.infer<typeof ConsumerId>;

/** What carries media: a session (peer to peer) or a conference (SFU). */
export const CarriageId = z.union([SessionId, ConferenceId]);
export type CarriageId = z.infer<typeof CarriageId>;
