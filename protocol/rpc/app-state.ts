import * as z from 'zod';
import { Count, EpochMs } from '../bounds.ts';
import { ConferenceAvailability } from '../conferences/availability.ts';
import { ChatView } from '../conferences/chat.ts';
import {
  ConferenceInfo,
  MAX_LISTED,
  MAX_PARTICIPANTS,
  Participant,
  Speakers,
} from '../conferences/conference.ts';
import { MAX_CONVERSATIONS } from '../conversations.ts';
import { EndedBy, Ending } from '../endings.ts';
import { WireError } from '../errors.ts';
import {
  ConferenceId,
  ConversationId,
  InvitationId,
  LeaseId,
  ParticipantId,
  ReferId,
  SessionId,
} from '../ids.ts';
import { HistoryEntry, MAX_HISTORY } from '../local/history.ts';
import { LedgerView } from '../local/ledger.ts';
import { Settings } from '../local/settings.ts';
import { RequestedMedia, RtpCapabilities } from '../media.ts';
import { ThreadView } from '../messages.ts';
import { ReferFailure, ReferTo } from '../refer.ts';
import { Identity, MAX_BLOCKED, MediaStatus, Person, SessionType } from '../signaling/shapes.ts';
import { EscalationState } from '../states/escalation.ts';
import { ReferState } from '../states/refer.ts';
import { RegistrationState } from '../states/registration.ts';
import { SessionProgress, SessionState } from '../states/session.ts';
import { StayState } from '../states/stay.ts';
import { Address, DisplayName, ShortText } from '../text/addresses.ts';

/** Whether, where and as whom this client is signed in. */
export const RegistrationView = z.object({
  state: RegistrationState,
  address: Address.optional(),
  displayName: DisplayName.optional(),
  /** Addresses of the server that we are signed in to: by which we reach it, and by which it makes links. */
  serverUrls: z.array(z.string().max(300)).max(4).optional(),
  /** Why the last sign-in ended, when it did. */
  error: WireError.optional(),
  /** What the page needs to load its SFU device ahead of a conference. */
  routerRtpCapabilities: RtpCapabilities.optional(),
  /** Whether the server can hold conferences; known once signed in. */
  conferences: ConferenceAvailability.optional(),
});
export type RegistrationView = z.infer<typeof RegistrationView>;

/** A call on its way to a conference. */
export const EscalationView = z.object({
  state: EscalationState,
  /** Known once the server has made it. */
  conferenceId: ConferenceId.optional(),
  /** Who asked for it. */
  by: EndedBy,
});
export type EscalationView = z.infer<typeof EscalationView>;

/** A referral by our user (SPEC REF-2). */
export const TransferView = z.object({
  id: ReferId,
  to: ReferTo,
  attended: z.boolean(),
  state: ReferState,
  /** How it failed, when it did. */
  failure: ReferFailure.optional(),
});
export type TransferView = z.infer<typeof TransferView>;

/** A referral of our user. In `requested`, they are being asked. */
export const ReferralView = z.object({
  id: ReferId,
  to: ReferTo,
  attended: z.boolean(),
  state: ReferState,
  expiresAtMs: EpochMs,
});
export type ReferralView = z.infer<typeof ReferralView>;

/** One peer-to-peer session. */
export const SessionView = z.object({
  id: SessionId,
  invitationId: InvitationId,
  conversationId: ConversationId,
  sessionType: SessionType,
  /** The conference that an invitation of the type `conference` is to. */
  conferenceId: ConferenceId.optional(),
  /** The live session that this invitation would continue as a conference (SPEC CONV-3). */
  escalates: SessionId.optional(),
  /** Who referred the inviter to the callee (SPEC REF-1). */
  referredBy: Identity.optional(),
  /** The conference that is to carry this call, while it comes to that (SPEC ESC). */
  escalation: EscalationView.optional(),
  /** Our user refers the other side of this call to somebody; the latest referral, until it is dismissed. */
  transfer: TransferView.optional(),
  /** The other side of this call refers our user to somebody. */
  referral: ReferralView.optional(),
  leaseId: LeaseId,
  direction: z.enum(['incoming', 'outgoing']),
  peer: Identity,
  subject: ShortText.optional(),
  state: SessionState,
  progress: SessionProgress.optional(),
  /** What the invitation asked for. */
  requested: RequestedMedia,
  /** Whether another device of ours can still answer: it is shown as ringing only while `incoming`. */
  expiresAtMs: EpochMs.optional(),
  local: MediaStatus,
  remote: MediaStatus,
  /** Who holds it (RFC 3264 §8.4). While either does, no media leaves either side. */
  hold: z.object({ byUs: z.boolean(), byThem: z.boolean() }),
  /** The media path broke, and another one is being looked for (RFC 8445 ICE restart). */
  restarting: z.boolean().optional(),
  establishedAtMs: EpochMs.optional(),
  ending: Ending.optional(),
  /** The failure behind the ending, when there was one, for its words. */
  error: WireError.optional(),
});
export type SessionView = z.infer<typeof SessionView>;

/** Microphone and camera that are tried before joining (SPEC CONF-1). */
export const PreviewView = z.object({
  leaseId: LeaseId,
  local: MediaStatus,
  /** Why devices could not be opened; `source` in the context says which. */
  errors: z.array(WireError).max(8),
});
export type PreviewView = z.infer<typeof PreviewView>;

/** One stay in a conference. */
export const StayView = z.object({
  conference: ConferenceInfo,
  /** Of microphone and camera. */
  leaseId: LeaseId,
  /** Of the screen: a share that comes along from a call keeps its own. */
  screenLeaseId: LeaseId,
  state: StayState,
  participantId: ParticipantId.optional(),
  /** In order of joining, and after them those who wait. */
  participants: z.array(Participant).max(MAX_LISTED),
  local: MediaStatus,
  /** The organizer who asks us to unmute, until we do or say no. */
  unmuteAskedBy: Identity.optional(),
  /** So many wrong passcodes were said, when we organize and they are many. */
  wrongPasscodes: Count.optional(),
  /** How it ended, once it has. */
  ending: Ending.optional(),
  /** Who was still in when we left (CONF-5). */
  stillIn: z.array(Identity).max(MAX_PARTICIPANTS).optional(),
  /** Why joining or leaving failed. */
  error: WireError.optional(),
});
export type StayView = z.infer<typeof StayView>;

/** Something the user should read once. */
export const Alert = z.object({ id: z.string().max(64), error: WireError });
export type Alert = z.infer<typeof Alert>;

/** A screen or window that can be shared. */
export const ScreenSource = z.object({
  id: z.string().max(200),
  name: z.string().max(200),
  kind: z.enum(['screen', 'window']),
  /** Small picture as a `data:` URL; empty when there is none. */
  thumbnail: z.string().max(60_000),
});
export type ScreenSource = z.infer<typeof ScreenSource>;

/** All that a page shows. Owned by main; a page only reads it. */
export const AppState = z.object({
  version: z.string().max(64),
  /** Which shell runs this page. */
  shell: z.enum(['electron', 'browser', 'none']),
  registration: RegistrationView,
  people: z.array(Person).max(2_000),
  sessions: z.array(SessionView).max(100),
  stay: StayView.nullable(),
  /** Who speaks in the stay. By itself, since it changes often. */
  speakers: Speakers.nullable(),
  /** The chat of the stay, and of one that has ended until that is read. */
  chat: ChatView.nullable(),
  /** What is tried before joining. */
  preview: PreviewView.nullable(),
  /** Capture tracks that are held, and when the latest ones were released (SPEC LEASE). */
  ledger: LedgerView,
  settings: Settings,
  /** Conversations that have messages, latest first. */
  threads: z.array(ThreadView).max(MAX_CONVERSATIONS),
  /** Calls that are over, latest first. */
  history: z.array(HistoryEntry).max(MAX_HISTORY),
  blocked: z.array(Address).max(MAX_BLOCKED),
  /** What the user may choose from; null unless a screen is being chosen and the system has no picker of its own. */
  screenPicker: z.array(ScreenSource).max(100).nullable(),
  /** Who shows the native notifications of invitations: this page, or the shell on the desktop's own service. */
  notifier: z.enum(['page', 'desktop']),
  alerts: z.array(Alert).max(50),
  /** Conference link that the system handed to Parley: the page offers to join. Main never joins by itself. */
  offeredLink: z.string().max(400).nullable().optional(),
});
export type AppState = z.infer<typeof AppState>;

/** The parts of the state that changed; each replaces the whole part. */
export const AppStateChange = AppState.partial();
export type AppStateChange = z.infer<typeof AppStateChange>;
