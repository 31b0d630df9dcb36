import type { IncomingMessage, ServerResponse } from 'node:http';
import { ParleyError } from '../../protocol/errors.ts';
import { type Health, TokenRequest } from '../../protocol/http.ts';
import { ChallengeRequest } from '../../protocol/local/local-proof.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { LocalSecret } from '../auth/local-secret.ts';
import type { TokenIssuer } from '../auth/token-issuer.ts';
import type { Clock } from '../clock.ts';
import { isLoopback } from '../config/config-checks.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { BucketTable } from './limits/bucket-table.ts';
import { sourceOf } from './limits/source.ts';

/** Longest request body, in bytes. */
const MAX_BODY_BYTES = 4_096;
/** Limit for plain HTTP requests from one source address. */
const REQUESTS = { burst: 300, perSecond: 50 };

export interface HttpOptions {
  version: string;
  metrics: Metrics;
  /** Whether `/metrics` answers other machines too. */
  publicMetrics: boolean;
  clock: Clock;
  /** Absent if this server does not issue tokens. */
  issuer: TokenIssuer | undefined;
  /** Absent if this server does not issue tokens. */
  localSecret: LocalSecret | undefined;
  log: Logger;
}

/** Plain HTTP requests: health, metrics, and tokens for people on this machine. */
export class HttpPages {
  readonly #options: HttpOptions;
  readonly #requests: BucketTable;
  #closing = false;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#requests = new BucketTable({ size: REQUESTS, clock: options.clock });
  }

  /** From now on `/healthz` reports that this server is closing. */
  announceClosing(): void {
    this.#closing = true;
  }

  /** Answers one request. Never throws. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (!this.#requests.take(sourceOf(request.socket.remoteAddress))) {
        throw new ParleyError('RATE_LIMITED', 'too many requests');
      }
      await this.#route(request, response);
    } catch (thrown) {
      // The client is gone or exceeded its time limit, so there is nobody to answer.
      if (request.destroyed && !request.complete && !(thrown instanceof ParleyError)) return;
      const known = thrown instanceof ParleyError;
      if (!known) this.#options.log.error({ err: thrown }, 'http request failed');
      const error = known ? thrown : new ParleyError('SERVER_INTERNAL', 'the request failed on the server');
      response.setHeader('connection', 'close');
      sendJson(response, httpStatusOf(error), { error: error.toWire() });
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0];
    const { metrics, publicMetrics } = this.#options;
    if (request.method === 'GET' && path === '/healthz') return sendJson(response, 200, this.#health());
    if (request.method === 'GET' && path === '/metrics' && (publicMetrics || isFromThisMachine(request))) {
      response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.text());
      return;
    }
    if (request.method === 'POST' && path === '/challenge') return this.#answerChallenge(request, response);
    if (request.method === 'POST' && path === '/token') return this.#issueToken(request, response);
    sendJson(response, 404, {});
  }

  #health(): Health {
    return {
      service: 'parley',
      status: this.#closing ? 'closing' : 'ok',
      version: this.#options.version,
      protocolVersion: PROTOCOL_VERSION,
      issuesTokens: this.#options.issuer !== undefined,
    };
  }

  /** Proves to programs on this machine that this server belongs to their user. */
  async #answerChallenge(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { localSecret } = this.#options;
    if (localSecret === undefined || !isFromThisMachine(request)) {
      throw new ParleyError('AUTH_FORBIDDEN', 'challenges are answered on this machine only');
    }
    const body = ChallengeRequest.safeParse(await readJson(request));
    if (!body.success) throw new ParleyError('PROTOCOL_MALFORMED', 'the body must have a nonce');
    sendJson(response, 200, localSecret.challenge(body.data.nonce));
  }

  async #issueToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { issuer, localSecret, log } = this.#options;
    if (issuer === undefined || !isFromThisMachine(request)) {
      throw new ParleyError('AUTH_FORBIDDEN', 'tokens are issued on this machine only');
    }
    const body = TokenRequest.safeParse(await readJson(request));
    if (!body.success) throw new ParleyError('PROTOCOL_MALFORMED', 'the body must have a name and a proof');
    if (!localSecret?.proves(body.data)) {
      throw new ParleyError('AUTH_FORBIDDEN', "tokens are issued to programs of this server's user only");
    }
    const reply = await issuer.issue(body.data.displayName);
    log.info({ address: reply.address }, 'token issued');
    sendJson(response, 200, reply);
  }
}

/**
 * Whether the request is from a program on this machine itself: not from a web page (Origin), not by a DNS name that
 * points here (Host), and not through a proxy on this machine.
 */
function isFromThisMachine({ headers, socket }: IncomingMessage): boolean {
  const hostName = (headers.host ?? '').replace(/:\d+$/, '');
  const proxied = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => name in headers);
  const peer = socket.remoteAddress ?? '';
  return isLoopback(peer) && isLoopback(hostName) && headers.origin === undefined && !proxied;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json') {
    throw new ParleyError('PROTOCOL_MALFORMED', 'the body must be JSON');
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new ParleyError('PROTOCOL_TOO_LARGE', 'the body is too long');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new ParleyError('PROTOCOL_MALFORMED', 'the body must be JSON', { cause });
  }
}

function httpStatusOf({ code }: ParleyError): number {
  if (code === 'AUTH_FORBIDDEN') return 403;
  if (code === 'PROTOCOL_TOO_LARGE') return 413;
  if (code === 'RATE_LIMITED') return 429;
  return code === 'PROTOCOL_MALFORMED' ? 400 : 500;
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(JSON.stringify(body));
}
