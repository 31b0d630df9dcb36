import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { ParleyError } from '../../protocol/errors.ts';
import type { ServerConfig } from '../config/config.ts';

/** Keys for checking tokens: one shared secret, or the published keys of an OpenID provider. */
export type TokenKeys =
  | { kind: 'secret'; secret: Uint8Array; algorithms: readonly ['HS256'] }
  | { kind: 'provider'; keys: JWTVerifyGetKey; algorithms: readonly string[] };

/** Signature algorithms of OpenID providers (RFC 7518 §3.1, RFC 8037). None of them uses a shared secret. */
const PROVIDER_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'];

/**
 * The keys for a configuration. A server that issues its own tokens and has no configured secret gets a new one.
 * @param newSecret 32 random bytes
 * @throws ParleyError SERVER_CONFIG_INVALID if no way of checking tokens is configured
 */
export function keysFor(config: ServerConfig, newSecret: () => Uint8Array): TokenKeys {
  if (config.jwksUrl !== undefined) {
    const keys = createRemoteJWKSet(new URL(config.jwksUrl));
    return { kind: 'provider', keys, algorithms: PROVIDER_ALGORITHMS };
  }
  const algorithms = ['HS256'] as const;
  if (config.jwtSecret !== undefined) {
    return { kind: 'secret', secret: new TextEncoder().encode(config.jwtSecret), algorithms };
  }
  if (config.issueTokens) return { kind: 'secret', secret: newSecret(), algorithms };
  throw new ParleyError('SERVER_CONFIG_INVALID', 'jwtSecret: nothing to check tokens with', {
    context: { key: 'jwtSecret' },
  });
}
