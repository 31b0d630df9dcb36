import { ParleyError } from '../../protocol/errors.ts';
import type { ServerConfig } from './config.ts';

/** Whether an IP address or the host of a URL is this machine. */
export function isLoopback(host: string): boolean {
  const bare = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '');
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}

/** Whether an address means all network interfaces. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/**
 * Refuses combinations of values that are unsafe or cannot work.
 * @throws ParleyError SERVER_CONFIG_INVALID with the key in its context
 */
export function checkCombination(config: ServerConfig): void {
  for (const { wrong, key, why } of RULES) {
    if (wrong(config)) {
      throw new ParleyError('SERVER_CONFIG_INVALID', `${key}: ${why}`, { context: { key } });
    }
  }
}

const RULES: readonly { wrong: (config: ServerConfig) => boolean; key: string; why: string }[] = [
  {
    wrong: ({ tlsCert, tlsKey }) => (tlsCert === undefined) !== (tlsKey === undefined),
    key: 'tlsCert',
    why: 'tlsCert and tlsKey must be set together',
  },
  {
    // SPEC SEC-3
    wrong: ({ host, tlsCert, allowInsecure }) =>
      !isLoopback(host) && tlsCert === undefined && !allowInsecure.includes(host),
    key: 'host',
    why: 'other machines need TLS: set tlsCert and tlsKey, or add this address to allowInsecure',
  },
  {
    // SPEC SEC-1
    wrong: ({ jwtSecret, jwksUrl, issueTokens }) => !jwtSecret && !jwksUrl && !issueTokens,
    key: 'jwtSecret',
    why: 'nobody could sign in: set jwtSecret, jwksUrl or issueTokens',
  },
  {
    wrong: ({ jwtSecret, jwksUrl }) => jwtSecret !== undefined && jwksUrl !== undefined,
    key: 'jwksUrl',
    why: 'set either jwtSecret or jwksUrl, not both',
  },
  {
    // A provider also signs tokens for other programs.
    wrong: ({ jwksUrl, jwtIssuer, jwtAudience }) => jwksUrl !== undefined && !(jwtIssuer && jwtAudience),
    key: 'jwtAudience',
    why: 'jwksUrl needs jwtIssuer and jwtAudience, or tokens for other programs would be accepted',
  },
  {
    wrong: ({ jwksUrl, issueTokens }) => jwksUrl !== undefined && issueTokens,
    key: 'issueTokens',
    why: 'tokens come either from this server or from the provider of jwksUrl',
  },
  {
    wrong: ({ jwksUrl }) =>
      jwksUrl !== undefined && !jwksUrl.startsWith('https:') && !isLoopback(new URL(jwksUrl).hostname),
    key: 'jwksUrl',
    why: 'it must use https',
  },
  {
    wrong: ({ host, mediaAnnouncedAddress }) => isWildcard(host) && mediaAnnouncedAddress === undefined,
    key: 'mediaAnnouncedAddress',
    why: 'required when host is all interfaces: the address at which clients reach the media port',
  },
  {
    wrong: ({ mediaPort, workers }) => mediaPort !== 0 && mediaPort + (workers ?? 1) - 1 > 65_535,
    key: 'mediaPort',
    why: 'worker n uses mediaPort + n, which must stay below 65536',
  },
];
