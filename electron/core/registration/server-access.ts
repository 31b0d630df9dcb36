import { ParleyError, WireError } from '../../../protocol/errors.ts';
import { TokenReply } from '../../../protocol/http.ts';
import {
  ChallengeReply,
  type LocalProof,
  serverProofText,
  tokenProofText,
} from '../../../protocol/local/local-proof.ts';
import type { Fetch, Ids, LocalSecrets } from '../ports.ts';
import { isThisMachine } from './server-address.ts';

const replyTimeoutMs = 3_000;

export interface ServerAccessPorts {
  fetch: Fetch;
  ids: Ids;
  secrets: LocalSecrets;
}

/**
 * Gets tokens from servers that issue them. A server on this machine must first prove that it belongs to our user.
 * Before that Parley sends it no data, since any program may listen on that port (SPEC SEC-1).
 */
export class ServerAccess {
  readonly #ports: ServerAccessPorts;

  constructor(ports: ServerAccessPorts) {
    this.#ports = ports;
  }

  /** Whether the server at this port of this machine belongs to our user. @throws ParleyError DATA_UNSAFE */
  async isOurs(url: string): Promise<boolean> {
    return (await this.#challenge(url)) !== undefined;
  }

  /**
   * Gets a token.
   * @throws ParleyError SERVER_PORT_IN_USE if a program on this machine does not prove that it is our user's server,
   *   DATA_UNSAFE, SERVER_UNREACHABLE, PROTOCOL_MALFORMED, or an error of the server
   */
  async token(url: string, displayName: string): Promise<string> {
    const proof = isThisMachine(url) ? await this.#prove(url, displayName) : {};
    const { ok, status, body } = await this.#post(`${url}/token`, { displayName, ...proof }).catch(
      (cause) => {
        throw new ParleyError('SERVER_UNREACHABLE', 'the server issued no token', { cause });
      },
    );
    const reply = TokenReply.safeParse(body);
    if (ok && reply.success) return reply.data.token;
    const refusal = WireError.safeParse((body as { error?: unknown } | null)?.error ?? body);
    if (refusal.success) throw ParleyError.fromWire(refusal.data);
    throw new ParleyError('PROTOCOL_MALFORMED', 'the server issued no token', { context: { status } });
  }

  async #prove(url: string, displayName: string): Promise<LocalProof> {
    const challenge = await this.#challenge(url);
    const port = portOf(url);
    const proof = challenge && this.#ports.secrets.sign(port, tokenProofText({ challenge, displayName }));
    if (challenge !== undefined && proof !== undefined) return { challenge, proof };
    throw new ParleyError(
      'SERVER_PORT_IN_USE',
      'the program at this port did not prove that it is our server',
      {
        context: { port },
      },
    );
  }

  /** @returns the server's challenge; undefined if the server does not prove that it knows the secret */
  async #challenge(url: string): Promise<string | undefined> {
    const { ids, secrets } = this.#ports;
    const nonce = ids.next();
    const response = await this.#post(`${url}/challenge`, { nonce }).catch(() => undefined);
    const reply = ChallengeReply.safeParse(response?.body);
    if (!reply.success) return undefined;
    const { challenge, proof } = reply.data;
    return secrets.sign(portOf(url), serverProofText({ nonce, challenge })) === proof ? challenge : undefined;
  }

  async #post(url: string, data: object): Promise<{ ok: boolean; status: number; body: unknown }> {
    const response = await this.#ports.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(data),
      signal: AbortSignal.timeout(replyTimeoutMs),
      redirect: 'error',
    });
    return { ok: response.ok, status: response.status, body: await response.json() };
  }
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}
