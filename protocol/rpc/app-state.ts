import * as z from 'zod';
import { Address, DisplayName, ShortText } from '../addresses.ts';
import { Ending } from '../endings.ts';
import { WireError } from '../errors.ts';
import { ConversationId, InvitationId, LeaseId, ParticipantId, SessionId } from '../ids.ts';
import { RequestedMedia, RtpCapabilities } from '../media.ts';
import { Settings } from '../settings.ts';
import { ConferenceInfo, Identity, MediaStatus, Participant, Person } from '../signaling/shapes.ts';
import { RegistrationState } from '../states/registration.ts';
import { SessionProgress, SessionState } from '../states/session.ts';
import { StayState } from '../states/stay.ts';

/** Whether, where and as whom this client is signed in. */
export const RegistrationView = z.object({
  state: RegistrationState,
  address: Address.optional(),
  displayName: DisplayName.optional(),
  /** Why the last sign-in ended, when it did. */
  error: WireError.optional(),
  /** What the page needs to load its SFU device ahead of a conference. */
  routerRtpCapabilities: RtpCapabilities.optional(),
});
export type RegistrationView = z.infer<typeof RegistrationView>;

/** One peer-to-peer session. */
export const SessionView = z.object({
  id: SessionId,
  invitationId: InvitationId,
  conversationId: ConversationId,
  leaseId: LeaseId,
  direction: z.enum(['incoming', 'outgoing']),
  peer: Identity,
  subject: ShortText.optional(),
  state: SessionState,
  progress: SessionProgress.optional(),
  /** What the invitation asked for. */
  requested: RequestedMedia,
  /** Whether another device of ours can still answer: it is shown as ringing only while `incoming`. */
  expiresAtMs: z.number().int().optional(),
  local: MediaStatus,
  remote: MediaStatus,
  establishedAtMs: z.number().int().optional(),
  ending: Ending.optional(),
  /** The failure behind the ending, when there was one, for its words. */
  error: WireError.optional(),
});
export type SessionView = z.infer<typeof SessionView>;

/** One stay in a conference. */
export const StayView = z.object({
  conference: ConferenceInfo,
  leaseId: LeaseId,
  state: StayState,
  participantId: ParticipantId.optional(),
  /** In order of joining. */
  participants: z.array(Participant).max(200),
  local: MediaStatus,
  ending: Ending.optional(),
  /** Who was still in when we left (CONF-5). */
  stillIn: z.array(Identity).max(200).optional(),
  /** Why joining or leaving failed. */
  error: WireError.optional(),
});
export type StayView = z.infer<typeof StayView>;

/** Something the user should read once. */
export const Alert = z.object({ id: z.string().max(64), error: WireError });
export type Alert = z.infer<typeof Alert>;

/** All that a page shows. Owned by main; a page only reads it. */
export const AppState = z.object({
  version: z.string().max(64),
  /** Which shell runs this page. */
  shell: z.enum(['electron', 'browser', 'none']),
  registration: RegistrationView,
  people: z.array(Person).max(2_000),
  sessions: z.array(SessionView).max(100),
  stay: StayView.nullable(),
  settings: Settings,
  alerts: z.array(Alert).max(50),
  /** Conference link that the system handed to Parley: the page offers to join. Main never joins by itself. */
  offeredLink: z.string().max(400).nullable().optional(),
});
export type AppState = z.infer<typeof AppState>;

/** The parts of the state that changed; each replaces the whole part. */
export const AppStateChange = AppState.partial();
export type AppStateChange = z.infer<typeof AppStateChange>;
