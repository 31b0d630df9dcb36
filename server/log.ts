import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields that never reach a log, wherever they stand (SPEC SEC-5). */
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
 * The server's log: one JSON object a line. It says who did which step, never what was said.
 * @param destination where lines go; standard error unless a test reads them
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
