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

/** Every notice from server to main: facts, in the order in which they happened. */
export const NOTICES = {
  /** The server ends this connection, and says why: AUTH_TOKEN_EXPIRED. */
  'connection-closing': z.object({ error: WireError }),

  'person-changed': z.object({ person: Person }),
  /** Another device of this address changed whom it blocks. */
  'blocked-changed': z.object({ blocked: z.array(Address).max(MAX_BLOCKED) }),

  /** The media worker of this server is further on, is there, or could not be made. */
  'conferences-availability': z.object({ conferences: ConferenceAvailability }),

  'invitation-received': z.object({ invitation: Invitation, offer: Sdp.optional() }),
  /** To the inviter: a device of the callee alerts its user (180). */
  'invitation-ringing': z.object({ invitationId: InvitationId }),
  /** To the inviter and to every device of the callee that rang, each with the ending as it reads there. */
  'invitation-ended': z.object({ invitationId: InvitationId, ending: Ending }),

  /** To a device that does not want to be disturbed: somebody called, and read so (NOTE-6). */
  'invitation-missed': z.object({ invitation: Invitation, ending: Ending }),

  /** Their re-INVITE: to be answered with `session.answer`; when `renewed`, by a new peer connection. */
  'session-offered': z.object({
    sessionId: SessionId,
    offer: Sdp,
    offerNumber: OfferNumber.optional(),
    renewed: z.boolean().optional(),
  }),
  /** To the inviter: the other side's page is another one. To be met with a renewed `session.offer`. */
  'session-renewal-asked': z.object({ sessionId: SessionId }),
  /** To both: the conference was given up, the call goes on alone (ESC-3). `by` as it reads there. */
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

  /** To the referee: somebody whom they talk to refers them to another (RFC 3515). To be met with `refer.answer`. */
  'refer-received': z.object({ refer: Refer }),
  /** To the referrer: how far it has come. Exactly one of them is final, and ends the subscription (REF-2). */
  'refer-notified': z.object({ referId: ReferId, progress: ReferProgress }),
  /** To the referee: it is no longer asked for. Whoever has not reached the target gives it up (REF-3). */
  'refer-withdrawn': z.object({ referId: ReferId, reason: ReferWithdrawal }),

  /** A message to this address, or one that another device of it sent. */
  'message-received': z.object({ message: Message }),
  /** Messages up to a sequence, written by anyone but `by`, are delivered or read. To the devices of both sides. */
  'message-marked': z.object({
    conversationId: ConversationId,
    by: Address,
    progress: MessageProgress,
    upToSequence: Sequence,
    revision: Sequence,
  }),

  /** A participant came in, or something about them changed. */
  'participant-changed': z.object({ conferenceId: ConferenceId, participant: Participant }),
  'participant-left': z.object({ conferenceId: ConferenceId, participantId: ParticipantId, ending: Ending }),
  /** This endpoint's stay is over without its asking (CONF-5). */
  'conference-exited': z.object({ conferenceId: ConferenceId, ending: Ending }),

  /** Title, lock, waiting room or the removed ones are different now. */
  'conference-changed': z.object({ conferenceId: ConferenceId, conference: ConferenceInfo }),
  /** To those who organize: so many wrong passcodes were said, and more guesses may follow. */
  'passcode-guessed': z.object({ conferenceId: ConferenceId, wrong: Count }),
  /** To somebody in the waiting room: come in now, by another `conference.join`. */
  'conference-admitted': z.object({ conferenceId: ConferenceId }),
  /** An organizer has muted this participant, or ended the screen that they share. They may begin again. */
  'source-stopped': z.object({
    conferenceId: ConferenceId,
    source: Source.exclude(['camera']),
    by: Identity,
  }),
  /** An organizer asks this participant to unmute. */
  'unmute-asked': z.object({ conferenceId: ConferenceId, by: Identity }),
  'speakers-changed': z.object({ conferenceId: ConferenceId, speakers: Speakers }),
  /** To everyone, its author too. */
  'chat-received': z.object({ conferenceId: ConferenceId, message: ChatMessage }),
  'reaction-received': z.object({
    conferenceId: ConferenceId,
    participantId: ParticipantId,
    reaction: Reaction,
  }),

  'consumer-added': z.object({ conferenceId: ConferenceId, consumer: ConsumerParameters }),
  'consumer-closed': z.object({ conferenceId: ConferenceId, consumerId: ConsumerId }),
  /** The highest layer of this producer that anybody needs; null when nobody sees it: nothing need be encoded. */
  'layers-wanted': z.object({
    conferenceId: ConferenceId,
    producerId: ProducerId,
    spatialLayer: SpatialLayer.nullable(),
  }),
  /** A receiver still waits for a key frame of this producer: make one now, whatever was sent lately. */
  'key-frame-wanted': z.object({ conferenceId: ConferenceId, producerId: ProducerId }),
} as const satisfies Record<string, z.ZodType>;

export type NoticeName = keyof typeof NOTICES;
export type NoticeData<Name extends NoticeName> = z.infer<(typeof NOTICES)[Name]>;

/**
 * A notice of any name, as one discriminated union. What is said to somebody in a conference names their stay: a notice
 * of an earlier stay there may be late, and is nothing to a later one.
 */
export type Notice = {
  [Name in NoticeName]: { name: Name; data: NoticeData<Name>; stayId?: ParticipantId };
}[NoticeName];
