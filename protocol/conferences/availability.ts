import * as z from 'zod';

/**
 * Whether a server can hold conferences now. One that was just installed may still be compiling its media worker; calls
 * and messages do not need that.
 */
export const ConferenceAvailability = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('preparing'), percent: z.number().int().min(0).max(100).optional() }),
  /** `command` is what the user of the server's machine can run to install what is missing. */
  z.object({ state: z.literal('failed'), command: z.string().max(500).optional() }),
]);
export type ConferenceAvailability = z.infer<typeof ConferenceAvailability>;
