import { ParleyError } from '../../../protocol/errors.ts';
import { Health } from '../../../protocol/http.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import type { Fetch } from '../ports.ts';

const probeTimeoutMs = 3_000;

/** What a URL leads to: a Parley server of our version, another program, or nothing. */
export type Probe = { found: 'parley'; health: Health } | { found: 'other' } | { found: 'nothing' };

/**
 * Finds out whether a Parley server listens at a URL.
 * @throws ParleyError PROTOCOL_VERSION_MISMATCH if it is a Parley server with another protocol version
 */
export async function probeServer(fetch: Fetch, url: string): Promise<Probe> {
  let body: unknown;
  try {
    const response = await fetch(`${url}/healthz`, {
      signal: AbortSignal.timeout(probeTimeoutMs),
      redirect: 'error',
    });
    body = await response.json().catch(() => undefined);
  } catch {
    return { found: 'nothing' };
  }
  const named = Health.pick({ service: true, protocolVersion: true }).safeParse(body);
  if (!named.success) return { found: 'other' };
  const theirs = named.data.protocolVersion;
  const health = Health.safeParse(body);
  if (theirs !== PROTOCOL_VERSION || !health.success) {
    throw new ParleyError('PROTOCOL_VERSION_MISMATCH', 'the server has another version', {
      context: { ours: PROTOCOL_VERSION, theirs },
    });
  }
  return health.data.status === 'closing' ? { found: 'nothing' } : { found: 'parley', health: health.data };
}
