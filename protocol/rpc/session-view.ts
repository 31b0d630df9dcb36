import * as z from 'zod';
import { EpochMs } from '../bounds.ts';
import { EndedBy, Ending } from '../endings.ts';
import { WireError } from '../errors.ts';
import { ConferenceId, ConversationId, InvitationId, LeaseId, ReferId, SessionId } from '../ids.ts';
import { RequestedMedia } from '../media.ts';
import { ReferFailure, ReferTo } from '../refer.ts';
import { Identity, MediaStatus } from '../signaling/shapes.ts';
import { EscalationState } from '../states/escalation.ts';
import { ReferState } from '../states/refer.ts';
import { SessionProgress } from '../states/session.ts';
import { ShortText } from '../text/addresses.ts';

/** A call that is becoming a conference. */
const EscalationView = z.object({
  state: EscalationState,
  /** Known once the server has created the conference. */
  conferenceId: ConferenceId.optional(),
  /** Who asked for it. */
  by: EndedBy,
});
export type EscalationView = z.infer<typeof EscalationView>;

const ANY_REFERRAL = { id: ReferId, to: ReferTo, attended: z.boolean(), state: ReferState };

/** A referral that our user made (SPEC REF-2). */
export const TransferView = z.object({
  ...ANY_REFERRAL,
  /** How it failed, if it did. */
  failure: ReferFailure.optional(),
});
export type TransferView = z.infer<typeof TransferView>;

/** A referral that our user received. In `requested`, our user is being asked. */
export const ReferralView = z.object({ ...ANY_REFERRAL, expiresAtMs: EpochMs });
export type ReferralView = z.infer<typeof ReferralView>;

/** What every session has, in every state. */
const ANY_SESSION = {
  id: SessionId,
  invitationId: InvitationId,
  conversationId: ConversationId,
  direction: z.enum(['incoming', 'outgoing']),
  peer: Identity,
  subject: ShortText.optional(),
};

/** The devices of a session and the media of both sides, from its answer or dialling until it ends. */
const MEDIA = { leaseId: LeaseId, local: MediaStatus, remote: MediaStatus };

/** The facts of each state. What a state does not list, a session in that state cannot have. */
const INCOMING = {
  state: z.literal('incoming'),
  /** When the invitation stops ringing. */
  expiresAtMs: EpochMs,
};
const ESTABLISHING = { state: z.literal('establishing'), progress: SessionProgress };
const ESTABLISHED = {
  state: z.literal('established'),
  establishedAtMs: EpochMs,
  /** The media path broke and is being replaced (RFC 8445 ICE restart). */
  restarting: z.boolean().optional(),
};
const TERMINATING = { state: z.literal('terminating') };
const TERMINATED = {
  state: z.literal('terminated'),
  ending: Ending,
  /** The failure that caused the ending, if there was one. The interface text is chosen by its code. */
  error: WireError.optional(),
};
/** When an ended session with media was established; undefined if it never was. */
const WAS_ESTABLISHED = { establishedAtMs: EpochMs.optional() };

const ANY_CALL = {
  ...ANY_SESSION,
  sessionType: z.literal('audio-video'),
  /** The media that the invitation asked for. */
  requested: RequestedMedia,
  /** Who referred the inviter to the callee (SPEC REF-1). */
  referredBy: Identity.optional(),
};

/** What happens to a call besides its own course, once it is dialled or accepted. */
const ANSWERED_CALL = {
  ...ANY_CALL,
  /** The escalation of this call, while there is one (SPEC ESC). */
  escalation: EscalationView.optional(),
  /** Our user's latest referral of the other side of this call, until the user dismisses it. */
  transfer: TransferView.optional(),
  /** The other side of this call wants to refer our user to another person. */
  referral: ReferralView.optional(),
};

const LIVE_CALL = {
  ...ANSWERED_CALL,
  ...MEDIA,
  /** Which side holds the call (RFC 3264 §8.4). While either one does, neither sends media. */
  hold: z.object({ byUs: z.boolean(), byThem: z.boolean() }),
};

/** A call with audio and video. */
export const CallView = z.discriminatedUnion('state', [
  z.strictObject({ ...ANY_CALL, ...INCOMING }),
  z.strictObject({ ...LIVE_CALL, ...ESTABLISHING }),
  z.strictObject({ ...LIVE_CALL, ...ESTABLISHED }),
  z.strictObject({ ...LIVE_CALL, ...WAS_ESTABLISHED, ...TERMINATING }),
  z.strictObject({ ...ANSWERED_CALL, ...WAS_ESTABLISHED, leaseId: LeaseId, ...TERMINATED }),
]);
export type CallView = z.infer<typeof CallView>;

const ANY_SHARE = { ...ANY_SESSION, sessionType: z.literal('application-sharing') };

/** A screen or window that one side shows the other (SPEC SES-3). */
export const ScreenShareView = z.discriminatedUnion('state', [
  z.strictObject({ ...ANY_SHARE, ...INCOMING }),
  z.strictObject({ ...ANY_SHARE, ...MEDIA, ...ESTABLISHING }),
  z.strictObject({ ...ANY_SHARE, ...MEDIA, ...ESTABLISHED }),
  z.strictObject({ ...ANY_SHARE, ...MEDIA, ...WAS_ESTABLISHED, ...TERMINATING }),
  z.strictObject({ ...ANY_SHARE, ...WAS_ESTABLISHED, ...TERMINATED }),
]);
export type ScreenShareView = z.infer<typeof ScreenShareView>;

const ANY_CONFERENCE_INVITATION = {
  ...ANY_SESSION,
  sessionType: z.literal('conference'),
  conferenceId: ConferenceId,
  /** The media that the invitation asked for. */
  requested: RequestedMedia,
};

/** An invitation to a conference. It has no media and ends when it is accepted (SPEC CONV-3). */
export const ConferenceInvitationView = z.discriminatedUnion('state', [
  z.strictObject({
    ...ANY_CONFERENCE_INVITATION,
    ...INCOMING,
    /** The live call that this conference would continue. */
    escalates: SessionId.optional(),
  }),
  z.strictObject({
    ...ANY_CONFERENCE_INVITATION,
    state: z.literal('establishing'),
    progress: z.enum(['inviting', 'ringing']),
  }),
  z.strictObject({ ...ANY_CONFERENCE_INVITATION, ...TERMINATING }),
  z.strictObject({ ...ANY_CONFERENCE_INVITATION, ...TERMINATED }),
]);
export type ConferenceInvitationView = z.infer<typeof ConferenceInvitationView>;

/** One peer-to-peer session, by its type and its state. */
export const SessionView = z.discriminatedUnion('sessionType', [
  CallView,
  ScreenShareView,
  ConferenceInvitationView,
]);
export type SessionView = z.infer<typeof SessionView>;

/** The states of a session that our user has begun or accepted, and that is not over. */
export type LiveState = 'establishing' | 'established' | 'terminating';
/** A session that our user has begun or accepted, and that is not over. */
export type Live<View extends SessionView> = Extract<View, { state: LiveState }>;
/** A call that our user has begun or accepted, and that is not over. */
export type LiveCall = Live<CallView>;
/** Whether this is a live call: not ringing here, not ended, no shared screen, and no invitation to a conference. */
export function isLiveCall(session: SessionView): session is LiveCall {
  const { sessionType, state } = session;
  return sessionType === 'audio-video' && state !== 'incoming' && state !== 'terminated';
}
/** A session that is over. */
export type Terminated<View extends SessionView = SessionView> = Extract<View, { state: 'terminated' }>;
/** A session that rings here. */
export type Ringing<View extends SessionView = SessionView> = Extract<View, { state: 'incoming' }>;
/** A call that is not ringing here: begun, accepted or over. */
export type AnsweredCall = Exclude<CallView, { state: 'incoming' }>;
/** A call that our user has dialled or accepted and whose media does not flow yet. */
export type EstablishingCall = Extract<CallView, { state: 'establishing' }>;
/** A call that both sides agreed on and whose media flows. */
export type EstablishedCall = Extract<CallView, { state: 'established' }>;
