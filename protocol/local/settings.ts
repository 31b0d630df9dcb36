import * as z from 'zod';
import { RequestedMedia } from '../media.ts';
import { DisplayName } from '../text/addresses.ts';

/** Times that SPEC names, in one place. All in milliseconds. */
export const Timings = z.object({
  /** How long an invitation rings (INV-5). */
  invitationExpiryMs: z.number().int().min(1_000).max(600_000).default(45_000),
  /** How long an accept may take to reach media (INV-7). */
  acceptTimeoutMs: z.number().int().min(1_000).max(120_000).default(10_000),
  /** How long a leave waits for the server (CONF-6). */
  leaveTimeoutMs: z.number().int().min(100).max(60_000).default(5_000),
  /** How long a call without a media path tries to find another one before it ends (SES-1). */
  iceRestartMs: z.number().int().min(1_000).max(120_000).default(15_000),
  /** How long any other request waits for its reply. */
  requestTimeoutMs: z.number().int().min(100).max(60_000).default(10_000),
  /** How long a conference may take to carry what a call carried, before the call goes on alone (ESC-3). */
  escalateMs: z.number().int().min(1_000).max(60_000).default(8_000),
  /** How long a transfer may take to its final notice (REF-4). */
  referMs: z.number().int().min(1_000).max(600_000).default(60_000),
  /** How long a call waits for a page to carry it again, when the one that did is gone (RES-5). */
  pageBackMs: z.number().int().min(0).max(60_000).default(8_000),
  /** How long an endpoint may be gone before the others are told (RES-1, LEASE-5). */
  resumeMs: z.number().int().min(0).max(120_000).default(15_000),
  /** How long an empty conference stays (CONF-10). */
  emptyConferenceMs: z.number().int().min(0).max(3_600_000).default(60_000),
  /** How long a conference may be without an organizer before somebody else becomes one (CONF-10). */
  organizerGoneMs: z.number().int().min(0).max(3_600_000).default(60_000),
  /** How long quitting may take in all (LEASE-5). */
  quitMs: z.number().int().min(100).max(10_000).default(2_000),
});
export type Timings = z.infer<typeof Timings>;

const ServerUrl = z.string().max(300);
/** W3C mediacapture-main `deviceId`; empty for the system's own choice. */
const DeviceId = z.string().max(512).default('');

/** Which devices to use. One that is not there is replaced by the system's own choice. */
export const ChosenDevices = z.object({
  microphone: DeviceId,
  camera: DeviceId,
  /** Where calls are heard. */
  speaker: DeviceId,
  /** Where the ring tone is heard. */
  ringer: DeviceId,
});
export type ChosenDevices = z.infer<typeof ChosenDevices>;

const AcceptTransfers = z.enum(['ask', 'always']);
const Theme = z.enum(['system', 'light', 'dark']);

/** What a user or an administrator sets, kept by main on disk. Unknown keys are dropped. */
export const Settings = z.object({
  displayName: DisplayName.optional(),
  /** `https://host:port` of a server, or empty for the one that comes with Parley. */
  serverUrl: ServerUrl.default(''),
  /** Hosts that may be reached without TLS although they are not this machine (SEC-3). */
  insecureHosts: z.array(z.string().max(253)).max(32).default([]),
  theme: Theme.default('system'),
  /** Which devices are on when a call or a stay begins. */
  startWith: RequestedMedia.default({ microphone: true, camera: true }),
  devices: ChosenDevices.prefault({}),
  /** No ring, no pop-up: callers read so at once (NOTE-6). */
  doNotDisturb: z.boolean().default(false),
  /** What happens when somebody whom our user talks to refers them to another person (REF-1). */
  acceptTransfers: AcceptTransfers.default('ask'),
  /** Whether single letters act in calls and conferences; chords always do (UI-4). */
  letterShortcuts: z.boolean().default(true),
  timings: Timings.prefault({}),
});
export type Settings = z.infer<typeof Settings>;

/** What the interface may change; what is absent stays as it is. */
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
