import * as z from 'zod';
import { Count } from '../bounds.ts';
import { ConferenceAvailability } from '../conferences/availability.ts';
import { ChatView } from '../conferences/chat.ts';
import {
  ConferenceInfo,
  MAX_LISTED,
  MAX_PARTICIPANTS,
  Participant,
  Speakers,
} from '../conferences/conference.ts';
import { Conversation, MAX_CONVERSATIONS } from '../conversations.ts';
import { Ending } from '../endings.ts';
import { WireError } from '../errors.ts';
import { LeaseId, ParticipantId } from '../ids.ts';
import { HistoryEntry, MAX_HISTORY } from '../local/history.ts';
import { LedgerView } from '../local/ledger.ts';
import { Settings } from '../local/settings.ts';
import { RtpCapabilities } from '../media.ts';
import { ThreadView } from '../messages.ts';
import { Identity, MAX_BLOCKED, MediaStatus, Person } from '../signaling/shapes.ts';
import { RegistrationState } from '../states/registration.ts';
import { StayState } from '../states/stay.ts';
import { Address, DisplayName } from '../text/addresses.ts';
import { SessionView } from './session-view.ts';

/** Whether, where and as whom this client is signed in. */
const RegistrationView = z.object({
  state: RegistrationState,
  address: Address.optional(),
  displayName: DisplayName.optional(),
  /** Addresses of the server that we are signed in to: the one we connect to, and the one in its links. */
  serverUrls: z.array(z.string().max(300)).max(4).optional(),
  /** Why the last sign-in ended, if it has. */
  error: WireError.optional(),
  /** Lets the page load its SFU device before a conference. */
  routerRtpCapabilities: RtpCapabilities.optional(),
  /** Whether conferences work on this server. Known once signed in. */
  conferences: ConferenceAvailability.optional(),
});
export type RegistrationView = z.infer<typeof RegistrationView>;

/** The user's own microphone and camera before joining (SPEC CONF-1). */
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
  /** Lease of the microphone and camera. */
  leaseId: LeaseId,
  /** Lease of the screen. A share that was started in a call keeps its own lease. */
  screenLeaseId: LeaseId,
  state: StayState,
  participantId: ParticipantId.optional(),
  /** In order of joining, followed by the people in the waiting room. */
  participants: z.array(Participant).max(MAX_LISTED),
  local: MediaStatus,
  /** The organizer who asked us to unmute, until we unmute or dismiss the request. */
  unmuteAskedBy: Identity.optional(),
  /** Number of wrong passcodes that were entered. Only for organizers, and only when there are many. */
  wrongPasscodes: Count.optional(),
  /** How the stay ended, once it has. */
  ending: Ending.optional(),
  /** Who was still in the conference when we left (CONF-5). */
  stillIn: z.array(Identity).max(MAX_PARTICIPANTS).optional(),
  /** Why joining or leaving failed. */
  error: WireError.optional(),
});
export type StayView = z.infer<typeof StayView>;

/** An error that is shown at the top of the page until the user dismisses it. */
export const Alert = z.object({ id: z.string().max(64), error: WireError });
export type Alert = z.infer<typeof Alert>;

/** A screen or window that can be shared. */
export const ScreenSource = z.object({
  id: z.string().max(200),
  name: z.string().max(200),
  kind: z.enum(['screen', 'window']),
  /** Thumbnail as a `data:` URL; empty when there is none. */
  thumbnail: z.string().max(60_000),
});
export type ScreenSource = z.infer<typeof ScreenSource>;

/** A page shows at most so many people of the directory. */
export const MAX_PEOPLE = 2_000;
/** A page shows at most so many sessions, live and ended. */
export const MAX_SESSIONS = 100;

/** Everything that a page shows. Main owns it; a page only reads it. */
export const AppState = z.object({
  version: z.string().max(64),
  shell: z.enum(['electron', 'browser', 'none']),
  registration: RegistrationView,
  people: z.array(Person).max(MAX_PEOPLE),
  sessions: z.array(SessionView).max(MAX_SESSIONS),
  stay: StayView.nullable(),
  /** Who speaks in the conference. Separate from the stay because it changes often. */
  speakers: Speakers.nullable(),
  /** The chat of the current stay, or of the last one until the user dismisses its ending. */
  chat: ChatView.nullable(),
  preview: PreviewView.nullable(),
  /** All live capture tracks, and receipts for the latest released ones (SPEC LEASE). */
  ledger: LedgerView,
  settings: Settings,
  /** Every known conversation of the user, latest used first. Only main writes it (SPEC CONV-2). */
  conversations: z.array(Conversation).max(MAX_CONVERSATIONS),
  /** Conversations that have messages, latest first. */
  threads: z.array(ThreadView).max(MAX_CONVERSATIONS),
  /** Past calls, latest first. */
  history: z.array(HistoryEntry).max(MAX_HISTORY),
  blocked: z.array(Address).max(MAX_BLOCKED),
  /** The choices in Parley's own screen picker. Null when it is closed, or when the system has its own picker. */
  screenPicker: z.array(ScreenSource).max(100).nullable(),
  /** What shows native notifications of invitations: this page, or the shell through the desktop's own service. */
  notifier: z.enum(['page', 'desktop']),
  alerts: z.array(Alert).max(50),
  /** Conference link that the user opened outside Parley. The page offers to join; main never joins by itself. */
  offeredLink: z.string().max(400).nullable().optional(),
});
export type AppState = z.infer<typeof AppState>;
