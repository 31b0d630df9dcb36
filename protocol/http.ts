import * as z from 'zod';
import { ProtocolVersion } from './bounds.ts';
import { LocalProof } from './local/local-proof.ts';
import { Address, DisplayName } from './text/addresses.ts';

/** Reply of `GET /healthz`: tells a Parley server from anything else on that port. */
export const Health = z.object({
  service: z.literal('parley'),
  status: z.enum(['ok', 'closing']),
  version: z.string().max(64),
  protocolVersion: ProtocolVersion,
  /** Whether it gives tokens to programs of its own user on this machine (`POST /token`). */
  issuesTokens: z.boolean(),
});
export type Health = z.infer<typeof Health>;

/** Body of `POST /token` on a server that issues its own tokens: to programs of its own user on this machine only. */
export const TokenRequest = z.object({ displayName: DisplayName, ...LocalProof.shape });
export const TokenReply = z.object({ token: z.string().max(4_096), address: Address });
export type TokenReply = z.infer<typeof TokenReply>;

/** Port on which the embedded server listens unless told otherwise. */
export const DEFAULT_PORT = 7450;
