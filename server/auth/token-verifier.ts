import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { ParleyError } from '../../protocol/errors.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import {
  AddressInAnyCase,
  DisplayName,
  MAX_DISPLAY_NAME,
  SignInName,
} from '../../protocol/text/addresses.ts';
import { cutToLength } from '../../protocol/text/readable-text.ts';
import type { Clock } from '../clock.ts';
import type { ServerConfig } from '../config/config.ts';
import type { TokenKeys } from './token-keys.ts';

/** How far the token issuer's clock may differ from ours, in seconds. */
const CLOCK_TOLERANCE_S = 60;

/** The owner of a token and when it expires. */
export interface VerifiedToken {
  identity: Identity;
  /** From then on it is not accepted: its own expiry plus the tolerance. Milliseconds since the epoch. */
  expiresAtMs: number;
}

/** Finds the owner of a token. This is the only source of identity (SPEC SEC-2). */
export interface TokenVerifier {
  /**
   * @throws ParleyError AUTH_TOKEN_INVALID, AUTH_TOKEN_EXPIRED, SERVER_INTERNAL if the provider's keys cannot be fetched
   */
  verify(token: string): Promise<VerifiedToken>;
}

export interface VerifierOptions {
  keys: TokenKeys;
  config: Pick<ServerConfig, 'jwtIssuer' | 'jwtAudience' | 'addressClaim'>;
  clock: Clock;
}

/** Checks JSON Web Tokens (RFC 7519): signature, time, issuer and audience. Then reads address and name. */
export function createTokenVerifier({ keys, config, clock }: VerifierOptions): TokenVerifier {
  return {
    async verify(token) {
      const options: JWTVerifyOptions = {
        algorithms: [...keys.algorithms],
        requiredClaims: ['exp', config.addressClaim],
        currentDate: new Date(clock.nowMs()),
        clockTolerance: CLOCK_TOLERANCE_S,
        issuer: config.jwtIssuer,
        audience: config.jwtAudience,
      };
      const payload = await verifiedPayload(token, keys, options);
      const identity = identityIn(payload, config.addressClaim);
      return { identity, expiresAtMs: ((payload.exp ?? 0) + CLOCK_TOLERANCE_S) * 1_000 };
    },
  };
}

async function verifiedPayload(
  token: string,
  keys: TokenKeys,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    const { payload } =
      keys.kind === 'secret'
        ? await jwtVerify(token, keys.secret, options)
        : await jwtVerify(token, keys.keys, options);
    return payload;
  } catch (cause) {
    throw translate(cause, keys);
  }
}

function translate(cause: unknown, keys: TokenKeys): ParleyError {
  if (cause instanceof errors.JWTExpired) {
    return new ParleyError('AUTH_TOKEN_EXPIRED', 'the token has expired', { cause });
  }
  if (keys.kind === 'provider' && !isVerdict(cause))
    return new ParleyError('SERVER_INTERNAL', 'tokens cannot be checked now', { cause });
  return new ParleyError('AUTH_TOKEN_INVALID', 'the token is not valid here', { cause });
}

/** Whether the token itself was rejected; otherwise its provider's keys could not be fetched. */
function isVerdict(cause: unknown): boolean {
  if (!(cause instanceof errors.JOSEError) || cause instanceof errors.JWKSTimeout) return false;
  return cause.code !== errors.JOSEError.code;
}

function identityIn(payload: JWTPayload, addressClaim: string): Identity {
  const claim = AddressInAnyCase.safeParse(payload[addressClaim]);
  if (!claim.success) throw new ParleyError('AUTH_TOKEN_INVALID', 'the token names no address');
  if (addressClaim === 'email' && !isVerified(payload.email_verified)) {
    throw new ParleyError('AUTH_TOKEN_INVALID', 'the e-mail address of the token is not verified');
  }
  const name = SignInName.safeParse(
    typeof payload.name === 'string' ? cutToLength(payload.name.trim(), MAX_DISPLAY_NAME) : undefined,
  );
  const fallback = claim.data.split('@')[0];
  return { address: claim.data, displayName: name.success ? name.data : DisplayName.parse(fallback) };
}

/**
 * Whether the provider has verified the e-mail address (OpenID Connect Core §5.1). Providers that verify every address omit
 * the claim; some write it as text.
 */
function isVerified(claim: unknown): boolean {
  return claim === undefined || claim === true || claim === 'true';
}
