import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields that are never logged, at any depth up to four (SPEC SEC-5). */
const SECRET_FIELDS = [
  'token',
  'authorization',
  'cookie',
  'jwtSecret',
  'secret',
  'password',
  'passcode',
  'credential',
  'iceParameters',
  'usernameFragment',
  'candidate',
  'offer',
  'answer',
  'sdp',
  'text',
  'subject',
];

const redactedPaths = SECRET_FIELDS.flatMap((field) => [
  field,
  `*.${field}`,
  `*.*.${field}`,
  `*.*.*.${field}`,
]);

/**
 * Creates the server's log: one JSON object on each line. It contains who did what, never contents.
 * @param destination standard error by default; tests pass another one
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactedPaths, censor: '[redacted]' },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
