import * as z from 'zod';
import { WireError } from '../errors.ts';

/** What a server reports to the main process that started it as a child, over the process channel. */
export const ServerReport = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening'), url: z.string().max(300) }),
  z.object({ type: z.literal('failed'), error: WireError }),
]);
export type ServerReport = z.infer<typeof ServerReport>;
