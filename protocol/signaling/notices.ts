import * as z from 'zod';
import { Count, Sequence } from '../bounds.ts';
import { ConferenceAvailability } from '../conferences/availability.ts';
import { ChatMessage, Reaction } from '../conferences/chat.ts';
import { ConferenceInfo, Participant, Speakers } from '../conferences/conference.ts';
import { EndedBy, Ending } from '../endings.ts';
import { ErrorCode, WireError } from '../errors.ts';
import {
  ConferenceId,
  ConsumerId,
  ConversationId,
  InvitationId,
  ParticipantId,
  ProducerId,
  ReferId,
  SessionId,
} from '../ids.ts';
import { ConsumerParameters, IceCandidate, Sdp, Source, SpatialLayer } from '../media.ts';
import { Message, MessageProgress } from '../messages.ts';
import { Refer, ReferProgress, ReferWithdrawal } from '../refer.ts';
import { Address } from '../text/addresses.ts';
import {
  Identity,
  Invitation,
  MAX_BLOCKED,
  MediaNumber,
  MediaStatus,
  OfferNumber,
  Person,
} from './shapes.ts';

/**
 * Every notice from server to main: facts, in the order in which they happened. `by` is from the receiver's point of view.
 */
export const NOTICES = {
  /** The server is about to end this connection. The error says why: AUTH_TOKEN_EXPIRED. */
  'connection-closing': z.object({ error: WireError }),

  'person-changed': z.object({ person: Person }),
  /** Another device of this address changed the list of blocked people. */
  'blocked-changed': z.object({ blocked: z.array(Address).max(MAX_BLOCKED) }),

  /** The media worker of this server made progress, is ready, or could not be prepared. */
  'conferences-availability': z.object({ conferences: ConferenceAvailability }),

  'invitation-received': z.object({ invitation: Invitation, offer: Sdp.optional() }),
  /** To the inviter: a device of the callee alerts its user (180). */
  'invitation-ringing': z.object({ invitationId: InvitationId }),
  /** To the inviter and to every device of the callee that rang. */
  'invitation-ended': z.object({ invitationId: InvitationId, ending: Ending }),

  /** To a device on Do not disturb: a person called and was told about it (NOTE-6). */
  'invitation-missed': z.object({ invitation: Invitation, ending: Ending }),

  /** The other side's re-INVITE. Answer it with `session.answer`, from a new peer connection if `renewed`. */
  'session-offered': z.object({
    sessionId: SessionId,
    offer: Sdp,
    offerNumber: OfferNumber.optional(),
    renewed: z.boolean().optional(),
  }),
  /** To the inviter: the other side has a new page. Reply with a renewed `session.offer`. */
  'session-renewal-asked': z.object({ sessionId: SessionId }),
  /** To both sides: the escalation failed; the call continues without the conference (ESC-3). */
  'session-rolled-back': z.object({
    sessionId: SessionId,
    conferenceId: ConferenceId,
    code: ErrorCode,
    by: EndedBy,
  }),
  'session-hold': z.object({ sessionId: SessionId, held: z.boolean() }),
  'session-answered': z.object({
    sessionId: SessionId,
    answer: Sdp,
    offerNumber: OfferNumber.optional(),
  }),
  'session-candidate': z.object({ sessionId: SessionId, candidate: IceCandidate.nullable() }),
  'session-media': z.object({ sessionId: SessionId, media: MediaStatus, number: MediaNumber.optional() }),
  'session-ended': z.object({ sessionId: SessionId, ending: Ending }),

  /** To the referee: the other side of a call refers them to a target (RFC 3515). Answer it with `refer.answer`. */
  'refer-received': z.object({ refer: Refer }),
  /** To the referrer: progress. Exactly one of these notices is final and ends the subscription (REF-2). */
  'refer-notified': z.object({ referId: ReferId, progress: ReferProgress }),
  /** To the referee: the referral was withdrawn. A referee who has not reached the target stops trying (REF-3). */
  'refer-withdrawn': z.object({ referId: ReferId, reason: ReferWithdrawal }),

  /** A message to this address, or from another device of it. */
  'message-received': z.object({ message: Message }),
  /** To the devices of both sides: messages to `by` up to a sequence are delivered or read. */
  'message-marked': z.object({
    conversationId: ConversationId,
    by: Address,
    progress: MessageProgress,
    upToSequence: Sequence,
    revision: Sequence,
  }),

  /** A participant joined or changed. */
  'participant-changed': z.object({ conferenceId: ConferenceId, participant: Participant }),
  'participant-left': z.object({ conferenceId: ConferenceId, participantId: ParticipantId, ending: Ending }),
  /** This endpoint's stay was ended, not by its own request (CONF-5). */
  'conference-exited': z.object({ conferenceId: ConferenceId, ending: Ending }),

  /** The title, the lock, the waiting room or the list of removed people changed. */
  'conference-changed': z.object({ conferenceId: ConferenceId, conference: ConferenceInfo }),
  /** To the organizers: the number of wrong passcodes so far. */
  'passcode-guessed': z.object({ conferenceId: ConferenceId, wrong: Count }),
  /** To an endpoint in the waiting room: it is admitted. Join with another `conference.join`. */
  'conference-admitted': z.object({ conferenceId: ConferenceId }),
  /** An organizer muted this participant or ended their shared screen. They may start it again. */
  'source-stopped': z.object({
    conferenceId: ConferenceId,
    source: Source.exclude(['camera']),
    by: Identity,
  }),
  /** An organizer asked this participant to unmute. */
  'unmute-asked': z.object({ conferenceId: ConferenceId, by: Identity }),
  'speakers-changed': z.object({ conferenceId: ConferenceId, speakers: Speakers }),
  /** To every participant, including its author. */
  'chat-received': z.object({ conferenceId: ConferenceId, message: ChatMessage }),
  'reaction-received': z.object({
    conferenceId: ConferenceId,
    participantId: ParticipantId,
    reaction: Reaction,
  }),

  'consumer-added': z.object({ conferenceId: ConferenceId, consumer: ConsumerParameters }),
  'consumer-closed': z.object({ conferenceId: ConferenceId, consumerId: ConsumerId }),
  /** The highest layer of this producer that a receiver needs. Null: nobody is watching, so no layer need be encoded. */
  'layers-wanted': z.object({
    conferenceId: ConferenceId,
    producerId: ProducerId,
    spatialLayer: SpatialLayer.nullable(),
  }),
  /** A receiver is still waiting for a key frame of this producer. Make one now, even right after the last one. */
  'key-frame-wanted': z.object({ conferenceId: ConferenceId, producerId: ProducerId }),
} as const satisfies Record<string, z.ZodType>;

export type NoticeName = keyof typeof NOTICES;
export type NoticeData<Name extends NoticeName> = z.infer<(typeof NOTICES)[Name]>;

/**
 * A notice of any name, as one discriminated union. `stayId` is the stay that a notice about a conference is for. A late
 * notice for an earlier stay in the same conference is ignored.
 */
export type Notice = {
  [Name in NoticeName]: { name: Name; data: NoticeData<Name>; stayId?: ParticipantId };
}[NoticeName];
