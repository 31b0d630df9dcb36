import * as z from 'zod';
import { ProtocolVersion } from './bounds.ts';
import { LocalProof } from './local/local-proof.ts';
import { Address, DisplayName } from './text/addresses.ts';

/** Reply of `GET /healthz`. It identifies a Parley server among other programs that may use the port. */
export const Health = z.object({
  service: z.literal('parley'),
  status: z.enum(['ok', 'closing']),
  version: z.string().max(64),
  protocolVersion: ProtocolVersion,
  /** Whether it issues tokens to programs of its own user on this machine (`POST /token`). */
  issuesTokens: z.boolean(),
});
export type Health = z.infer<typeof Health>;

/** Body of `POST /token`. A server that issues tokens does so only for programs of its own user on this machine. */
export const TokenRequest = z.object({ displayName: DisplayName, ...LocalProof.shape });
export const TokenReply = z.object({ token: z.string().max(4_096), address: Address });
export type TokenReply = z.infer<typeof TokenReply>;

/** Default port of the embedded server. */
export const DEFAULT_PORT = 7450;
