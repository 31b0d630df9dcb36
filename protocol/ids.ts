import * as z from 'zod';

/** IDs are opaque: 8 to 64 characters of the URL-safe Base64 alphabet, so that they fit into links and logs. */
const idText = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'not an ID');

/** One signed-in device of an address. Assigned by the server. */
export const EndpointId = idText.brand<'EndpointId'>();
export type EndpointId = z.infer<typeof EndpointId>;

/** One invitation (RFC 3261 INVITE). Assigned by the inviter, so that sending it twice is harmless. */
export const InvitationId = idText.brand<'InvitationId'>();
export type InvitationId = z.infer<typeof InvitationId>;

/** One session between two endpoints (RFC 3261 dialog). Assigned by the inviter. */
export const SessionId = idText.brand<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;

/** One referral (RFC 3515 REFER) and its subscription. Assigned by the referrer. */
export const ReferId = idText.brand<'ReferId'>();
export type ReferId = z.infer<typeof ReferId>;

/** A conversation outlives its sessions and carriages (SPEC CONV). Assigned by the person who starts it; unguessable. */
export const ConversationId = idText.brand<'ConversationId'>();
export type ConversationId = z.infer<typeof ConversationId>;

/** One instant message (RFC 3428). Assigned by its sender, so that sending it twice is harmless. */
export const MessageId = idText.brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

/** RFC 4353 conference. Assigned by the server. Anyone who knows the ID may ask to join. */
export const ConferenceId = idText.brand<'ConferenceId'>();
export type ConferenceId = z.infer<typeof ConferenceId>;

/** One participant (RFC 4575 user). Assigned by the server for one stay. */
export const ParticipantId = idText.brand<'ParticipantId'>();
export type ParticipantId = z.infer<typeof ParticipantId>;

/** The right to use capture devices for one session, stay or preview (SPEC LEASE). Assigned by main. */
export const LeaseId = idText.brand<'LeaseId'>();
export type LeaseId = z.infer<typeof LeaseId>;

/** The IDs of mediasoup are UUIDs; Parley only compares them. */
export const TransportId = idText.brand<'TransportId'>();
export type TransportId = z.infer<typeof TransportId>;
export const ProducerId = idText.brand<'ProducerId'>();
export type ProducerId = z.infer<typeof ProducerId>;
export const ConsumerId = idText.brand<'ConsumerId'>();
export type ConsumerId = z.infer<typeof ConsumerId>;

/** A carriage: of a session (peer to peer) or of a stay in a conference (SFU). */
export const CarriageId = z.union([SessionId, ConferenceId]);
export type CarriageId = z.infer<typeof CarriageId>;
