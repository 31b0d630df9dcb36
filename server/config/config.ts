import * as z from 'zod';
import { DEFAULT_PORT } from '../../protocol/http.ts';
import { Timings } from '../../protocol/local/settings.ts';
import { IceServer } from '../../protocol/media.ts';
import { LOG_LEVELS } from '../log.ts';

const IpAddress = z.union([z.ipv4(), z.ipv6()]);
const Port = z.number().int().min(0).max(65_535);
const Path = z.string().min(1).max(4_096);
const Url = z.url({ protocol: /^https?$/ }).max(300);

/** Every setting of the server. `docs/server.md` documents each one; a test compares the two. */
export const ServerConfig = z.strictObject({
  host: IpAddress.default('127.0.0.1'),
  port: Port.default(DEFAULT_PORT),
  publicUrl: Url.optional(),
  tlsCert: Path.optional(),
  tlsKey: Path.optional(),
  allowInsecure: z.array(IpAddress).default([]),

  mediaPort: Port.default(7460),
  mediaAnnouncedAddress: z.string().min(1).max(253).optional(),
  workers: z.number().int().min(1).max(256).optional(),
  workerBin: Path.optional(),
  workerStatusFile: Path.optional(),
  iceServers: z.array(IceServer).max(8).default([]),

  domain: z
    .string()
    .max(180)
    .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/)
    .default('parley.localhost'),
  jwtSecret: z.string().min(32).max(4_096).optional(),
  jwksUrl: Url.optional(),
  jwtIssuer: z.string().min(1).max(300).optional(),
  jwtAudience: z.string().min(1).max(300).optional(),
  addressClaim: z.string().min(1).max(64).default('sub'),
  issueTokens: z.boolean().default(false),

  dataFolder: Path.default('parley-data'),
  mailboxSize: z.number().int().min(1).max(100_000).default(1_000),
  messagesKeptDays: z.number().int().min(1).max(3_650).default(30),

  invitationsPerMinute: z.number().int().min(1).max(10_000).default(10),
  conferencesPerHour: z.number().int().min(1).max(10_000).default(20),
  maxParticipants: z.number().int().min(2).max(200).default(100),
  timings: Timings.pick({
    invitationExpiryMs: true,
    emptyConferenceMs: true,
    organizerGoneMs: true,
    resumeMs: true,
    escalateMs: true,
    referMs: true,
  })
    .strict()
    .prefault({}),
  publicMetrics: z.boolean().default(false),
  logLevel: z.enum(LOG_LEVELS).default('info'),
});
export type ServerConfig = z.infer<typeof ServerConfig>;
export type ConfigKey = keyof ServerConfig;
export const CONFIG_KEYS = Object.keys(ServerConfig.shape) as ConfigKey[];

/** `mediaPort` → `PARLEY_MEDIA_PORT`. The variable for the worker is the one that mediasoup itself uses. */
export function variableOf(key: ConfigKey): string {
  if (key === 'workerBin') return 'MEDIASOUP_WORKER_BIN';
  return `PARLEY_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
