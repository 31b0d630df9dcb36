import * as z from 'zod';

/**
 * Whether conferences work on a server now. A new installation may still be compiling its media worker. Calls and
 * messages work without it.
 */
export const ConferenceAvailability = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('preparing'), percent: z.number().int().min(0).max(100).optional() }),
  /** `command` installs what is missing when it is run on the server's machine. */
  z.object({ state: z.literal('failed'), command: z.string().max(500).optional() }),
]);
export type ConferenceAvailability = z.infer<typeof ConferenceAvailability>;
