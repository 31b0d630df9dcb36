import { SignJWT } from 'jose';
import type { TokenReply } from '../../protocol/http.ts';
import type { DisplayName } from '../../protocol/text/addresses.ts';
import type { Clock } from '../clock.ts';
import type { ServerConfig } from '../config/config.ts';
import { issuedAddress, type NameAt } from './issued-addresses.ts';

/** Lifetime of an issued token, in seconds. */
const LIFETIME_S = 12 * 60 * 60;

/** Issues tokens for names. Only for people on this machine (SPEC SEC-1). */
export interface TokenIssuer {
  issue(displayName: DisplayName): Promise<TokenReply>;
}

export interface IssuerOptions {
  secret: Uint8Array;
  config: Pick<ServerConfig, 'domain' | 'jwtIssuer' | 'jwtAudience' | 'addressClaim'>;
  clock: Clock;
  nameAt: NameAt;
}

export function createTokenIssuer({ secret, config, clock, nameAt }: IssuerOptions): TokenIssuer {
  return {
    async issue(displayName) {
      const address = issuedAddress(displayName, config.domain, nameAt);
      const nowS = Math.floor(clock.nowMs() / 1_000);
      const token = new SignJWT({ [config.addressClaim]: address, name: displayName })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuedAt(nowS)
        .setExpirationTime(nowS + LIFETIME_S);
      if (config.jwtIssuer !== undefined) token.setIssuer(config.jwtIssuer);
      if (config.jwtAudience !== undefined) token.setAudience(config.jwtAudience);
      return { token: await token.sign(secret), address };
    },
  };
}
