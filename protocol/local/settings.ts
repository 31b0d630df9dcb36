import * as z from 'zod';
import { RequestedMedia } from '../media.ts';
import { DisplayName } from '../text/addresses.ts';

/** The durations of SPEC, all in milliseconds. */
export const Timings = z.object({
  /** How long an invitation rings (INV-5). */
  invitationExpiryMs: z.number().int().min(1_000).max(600_000).default(45_000),
  /** How long it may take from accept to media (INV-7). */
  acceptTimeoutMs: z.number().int().min(1_000).max(120_000).default(10_000),
  /** How long a leave waits for the server (CONF-6). */
  leaveTimeoutMs: z.number().int().min(100).max(60_000).default(5_000),
  /** How long a call without a media path looks for another one before it ends (SES-1). */
  iceRestartMs: z.number().int().min(1_000).max(120_000).default(15_000),
  /** How long any other request waits for its reply. */
  requestTimeoutMs: z.number().int().min(100).max(60_000).default(10_000),
  /** How long a hand-over to a conference may take. After that the escalation is rolled back (ESC-3). */
  escalateMs: z.number().int().min(1_000).max(60_000).default(8_000),
  /** How long a transfer may take until its final notice (REF-4). */
  referMs: z.number().int().min(1_000).max(600_000).default(60_000),
  /** How long a call without a page waits for the next page to attach (RES-5). */
  pageBackMs: z.number().int().min(0).max(60_000).default(8_000),
  /** How long an endpoint may be absent before the others are notified (RES-1, LEASE-5). */
  resumeMs: z.number().int().min(0).max(120_000).default(15_000),
  /** How long an empty conference exists (CONF-10). */
  emptyConferenceMs: z.number().int().min(0).max(3_600_000).default(60_000),
  /** How long a conference may be without an organizer before another participant becomes one (CONF-10). */
  organizerGoneMs: z.number().int().min(0).max(3_600_000).default(60_000),
  /** How long quitting may take in total (LEASE-5). */
  quitMs: z.number().int().min(100).max(10_000).default(2_000),
});
export type Timings = z.infer<typeof Timings>;

const ServerUrl = z.string().max(300);
/** W3C mediacapture-main `deviceId`; empty for the system default. */
const DeviceId = z.string().max(512).default('');

/** Which devices to use. A missing one is replaced by the system default. */
export const ChosenDevices = z.object({
  microphone: DeviceId,
  camera: DeviceId,
  /** Plays calls. */
  speaker: DeviceId,
  /** Plays the ring tone. */
  ringer: DeviceId,
});
export type ChosenDevices = z.infer<typeof ChosenDevices>;

const AcceptTransfers = z.enum(['ask', 'always']);
const Theme = z.enum(['system', 'light', 'dark']);

/** Settings of the user and the administrator. Main stores them on disk. Unknown keys are dropped. */
export const Settings = z.object({
  displayName: DisplayName.optional(),
  /** `https://host:port` of a server, or empty for the embedded server. */
  serverUrl: ServerUrl.default(''),
  /** Other machines that may be connected to without TLS (SEC-3). */
  insecureHosts: z.array(z.string().max(253)).max(32).default([]),
  theme: Theme.default('system'),
  /** Which devices are on when a call or a stay begins. */
  startWith: RequestedMedia.default({ microphone: true, camera: true }),
  devices: ChosenDevices.prefault({}),
  /** No ringing and no pop-ups. Callers are told immediately (NOTE-6). */
  doNotDisturb: z.boolean().default(false),
  /** What to do when the other side of a call wants to transfer our user to another person (REF-1). */
  acceptTransfers: AcceptTransfers.default('ask'),
  /** Whether single letters are shortcuts in calls and conferences. Key combinations always are (UI-4). */
  letterShortcuts: z.boolean().default(true),
  timings: Timings.prefault({}),
});
export type Settings = z.infer<typeof Settings>;

/** Changes of settings from the interface. An absent field stays unchanged. */
export const SettingsChange = z.object({
  displayName: DisplayName.optional(),
  serverUrl: ServerUrl.optional(),
  theme: Theme.optional(),
  startWith: RequestedMedia.optional(),
  devices: ChosenDevices.optional(),
  doNotDisturb: z.boolean().optional(),
  acceptTransfers: AcceptTransfers.optional(),
  letterShortcuts: z.boolean().optional(),
});
export type SettingsChange = z.infer<typeof SettingsChange>;
