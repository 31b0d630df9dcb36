import { type ErrorCode, ParleyError } from '../../protocol/errors.ts';
import { parseRequest, type Reply, type Request } from '../../protocol/signaling/envelope.ts';
import type { RequestData } from '../../protocol/signaling/requests.ts';
import type { SignInLifetime } from '../auth/sign-in-lifetime.ts';
import type { Clock } from '../clock.ts';
import type { EndpointRequest, Handlers } from '../handlers/handler-types.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { DepartureReason, Endpoint, SendNotice } from '../presence/endpoint.ts';
import type { Registration } from '../presence/registration.ts';
import { checkShape } from './frame-shape.ts';
import { checkSize } from './frame-size.ts';
import type { SampledLog } from './limits/sampled-log.ts';

export interface ConnectionParts {
  registration: Registration;
  handlers: Handlers;
  metrics: Metrics;
  clock: Clock;
  log: Logger;
  /** For lines that a client can cause. */
  sampled: SampledLog;
}

export interface ConnectionOptions extends ConnectionParts {
  /** The identity in the token and its lifetime. The connection closes it. */
  lifetime: SignInLifetime;
  send: SendNotice;
  /** Called when it has registered as an endpoint. */
  registered?: () => void;
  /** Called when a request was refused for its form. */
  malformed?: () => void;
}

/** Errors that a correct client never gets. */
const MALFORMED_CODES: ReadonlySet<ErrorCode> = new Set([
  'PROTOCOL_MALFORMED',
  'PROTOCOL_TOO_LARGE',
  'PROTOCOL_UNKNOWN_REQUEST',
  'AUTH_REQUIRED',
]);

/** Requests whose reply is a snapshot. Notices of what happens in the meantime must come after the reply. */
const SNAPSHOTS: ReadonlySet<string> = new Set<EndpointRequest>(['conference.join']);

/** One socket of one device. It answers requests, and has an endpoint once it has registered. */
export class Connection {
  readonly #options: ConnectionOptions;
  #endpoint: Endpoint | undefined;
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /**
   * Answers one frame with any contents. Never throws.
   * @param acknowledge the sender's acknowledgement; without a function the frame is not answered
   * @param wireBytes length of the frame's JSON on the wire
   */
  async receive(frame: unknown, acknowledge: unknown, wireBytes: number): Promise<void> {
    const startedAtMs = this.#options.clock.monotonicMs();
    let name = 'unknown';
    let outcome: 'ok' | ErrorCode = 'ok';
    let reply: Reply;
    const registered = this.#endpoint !== undefined;
    const releaseNotices = this.#delayNotices(frame);
    try {
      const request = this.#admit(frame, wireBytes);
      name = request.name;
      reply = { ok: true, value: await this.#handle(request) };
    } catch (thrown) {
      const error = this.#refusal(thrown, name);
      outcome = error.code;
      reply = { ok: false, error: error.toWire() };
    }
    if (typeof acknowledge === 'function' && !this.#closed) acknowledge(reply);
    releaseNotices();
    // A new endpoint's notices are delayed until its registration is answered, since they depend on that reply.
    if (!registered && name === 'register') this.#endpoint?.releaseNotices();
    this.#options.metrics.requestAnswered(name, outcome, this.#options.clock.monotonicMs() - startedAtMs);
  }

  /** The socket is gone. Idempotent. */
  close(reason: DepartureReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.lifetime.close();
    if (this.#endpoint !== undefined) this.#options.registration.depart(this.#endpoint, reason);
  }

  #admit(frame: unknown, wireBytes: number): Request {
    checkSize(frame, wireBytes);
    checkShape(frame);
    return parseRequest(frame);
  }

  async #handle(request: Request): Promise<unknown> {
    if (request.name === 'register') return this.#register(request.data);
    if (this.#endpoint === undefined) throw new ParleyError('AUTH_REQUIRED', 'register first');
    if (request.name === 'token.renew') return this.#renew(request.data);
    // The data was parsed for the handler of this name, which the compiler cannot see through a union.
    const handler = this.#options.handlers[request.name] as (from: Endpoint, data: unknown) => unknown;
    return handler(this.#endpoint, request.data);
  }

  /** The first `register` creates the endpoint; later ones refresh it (RFC 3261 §10.2.4). */
  async #register(device: RequestData<'register'>): Promise<unknown> {
    const { registration, handlers, lifetime, send } = this.#options;
    if (this.#endpoint === undefined) {
      this.#endpoint = registration.arrive(lifetime.identity, send, device);
      this.#options.registered?.();
    } else if (device.doNotDisturb !== this.#endpoint.doNotDisturb) {
      await handlers['presence.set'](this.#endpoint, device);
    }
    return { ...registration.welcome(this.#endpoint), tokenExpiresInMs: lifetime.remainingMs };
  }

  async #renew({ token }: RequestData<'token.renew'>): Promise<unknown> {
    const { lifetime } = this.#options;
    await lifetime.renew(token);
    return { tokenExpiresInMs: lifetime.remainingMs };
  }

  #delayNotices(frame: unknown): () => void {
    const endpoint = this.#endpoint;
    const name = typeof frame === 'object' && frame !== null && 'name' in frame ? frame.name : undefined;
    if (endpoint === undefined || typeof name !== 'string' || !SNAPSHOTS.has(name)) return () => {};
    endpoint.delayNotices();
    return () => endpoint.releaseNotices();
  }

  /** Any error but a ParleyError is a defect: it is logged in full, a few times a second, and its message is not sent. */
  #refusal(thrown: unknown, request: string): ParleyError {
    if (thrown instanceof ParleyError && thrown.code !== 'STATE_ILLEGAL') {
      const { address } = this.#options.lifetime.identity;
      const endpointId = this.#endpoint?.id ?? 'none';
      this.#options.sampled.info(address, { endpointId, request, code: thrown.code }, 'request refused');
      if (MALFORMED_CODES.has(thrown.code)) this.#options.malformed?.();
      return thrown;
    }
    const endpointId = this.#endpoint?.id ?? 'none';
    this.#options.sampled.error(request, { request, endpointId, err: thrown }, 'request failed');
    return new ParleyError('SERVER_INTERNAL', 'this request failed on the server');
  }
}
