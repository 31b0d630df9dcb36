import type { IncomingMessage, Server } from 'node:http';
import { type DefaultEventsMap, type Socket, Server as SocketServer } from 'socket.io';
import { ParleyError } from '../../protocol/errors.ts';
import { MAX_FRAME_BYTES, NOTICE_EVENT, REQUEST_EVENT } from '../../protocol/signaling/envelope.ts';
import { Handshake } from '../../protocol/signaling/requests.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { SignInLifetime } from '../auth/sign-in-lifetime.ts';
import type { TokenVerifier, VerifiedToken } from '../auth/token-verifier.ts';
import { Connection, type ConnectionParts } from './connection.ts';
import type { Gate } from './gate.ts';
import { Gates } from './gates.ts';
import { sourceOf } from './limits/source.ts';

/** A lost connection is noticed after at most the sum of both, in milliseconds. */
const PING_INTERVAL_MS = 5_000;
const PING_TIMEOUT_MS = 5_000;

export interface HubOptions {
  listener: Server;
  verifier: TokenVerifier;
  connection: ConnectionParts;
}

interface SocketData {
  token: VerifiedToken;
  gate: Gate;
}
type Sockets = SocketServer<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;
type SignalingSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;

/** The signaling sockets. Authenticates each one, then passes its frames to a {@link Connection}. */
export class Hub {
  readonly #sockets: Sockets;
  readonly #options: HubOptions;
  readonly #gates: Gates;

  constructor(options: HubOptions) {
    this.#options = options;
    const { clock, metrics, sampled } = options.connection;
    this.#gates = new Gates({ listener: options.listener, clock, metrics, sampled });
    this.#sockets = new SocketServer(options.listener, {
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: MAX_FRAME_BYTES,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      wsEngine: this.#gates.wsEngine,
      // Only main processes may connect. A request from a web page has an Origin header.
      allowRequest: (request, decide) => decide(null, request.headers.origin === undefined),
    });
    this.#sockets.engine.on('connection', (engine) => this.#gates.attach(engine));
    this.#sockets.use((socket, next) => {
      void this.#admit(socket).then(next);
    });
    this.#sockets.on('connection', (socket) => this.#open(socket));
  }

  /** Closes every socket and the listener. Idempotent. */
  async close(): Promise<void> {
    this.#sockets.disconnectSockets(true);
    this.#options.listener.closeAllConnections();
    await this.#sockets.close();
  }

  /** @returns the error of this sign-in, after which the socket is closed; undefined if it is accepted */
  async #admit(socket: SignalingSocket): Promise<Error | undefined> {
    const gate = this.#gates.gateOf(socket.request);
    try {
      const token = await this.#identify(socket.handshake.auth);
      // If the gate does not open, it has closed the socket. A client with too many connections retries later.
      if (gate?.open(token.identity.address) !== true) return new Error('closed');
      socket.data.token = token;
      socket.data.gate = gate;
      return undefined;
    } catch (thrown) {
      // Closes it after the refusal was sent.
      socket.conn.once('drain', () => socket.conn.close());
      return this.#handshakeError(thrown, socket.request);
    }
  }

  #open(socket: SignalingSocket): void {
    const { verifier, connection: parts } = this.#options;
    const { token, gate } = socket.data;
    const lifetime = new SignInLifetime(token, {
      verifier,
      clock: parts.clock,
      expired: () => {
        const error = new ParleyError('AUTH_TOKEN_EXPIRED', 'the token has expired').toWire();
        socket.emit(NOTICE_EVENT, { name: 'connection-closing', data: { error } });
        socket.disconnect(true);
      },
    });
    const connection = new Connection({
      ...parts,
      lifetime,
      send: (frame) => void socket.emit(NOTICE_EVENT, frame),
      registered: () => gate.registered(),
      malformed: () => gate.countRefusal(),
    });
    socket.on(REQUEST_EVENT, (frame: unknown, acknowledge: unknown) => {
      void connection.receive(frame, acknowledge, gate.takeRequestBytes());
    });
    // Socket.IO could not decode a packet. Its message does not contain what was sent.
    socket.on('error', (thrown: unknown) => {
      const why = thrown instanceof Error ? thrown.message : 'not an error';
      parts.sampled.info(token.identity.address, { why }, 'socket failed');
    });
    socket.on('disconnect', (reason) => {
      connection.close(reason === 'client namespace disconnect' ? 'signed-out' : 'connection-lost');
    });
  }

  async #identify(auth: unknown): Promise<VerifiedToken> {
    // The version comes first, since another version may have a different handshake.
    const version = Handshake.pick({ protocolVersion: true }).safeParse(auth);
    if (version.success && version.data.protocolVersion !== PROTOCOL_VERSION) {
      // From the client's point of view.
      const context = { ours: version.data.protocolVersion, theirs: PROTOCOL_VERSION };
      throw new ParleyError('PROTOCOL_VERSION_MISMATCH', 'client and server differ in version', { context });
    }
    const handshake = Handshake.safeParse(auth);
    if (!handshake.success) throw new ParleyError('AUTH_TOKEN_INVALID', 'the handshake is malformed');
    return this.#options.verifier.verify(handshake.data.token);
  }

  /** An error that Socket.IO delivers as `connect_error`, with the ParleyError in its `data`. */
  #handshakeError(thrown: unknown, { socket }: IncomingMessage): Error {
    const known = thrown instanceof ParleyError;
    const error = known ? thrown : new ParleyError('SERVER_INTERNAL', 'this handshake failed on the server');
    const { log, sampled } = this.#options.connection;
    if (known) sampled.info(sourceOf(socket.remoteAddress), { code: error.code }, 'handshake refused');
    else log.error({ err: thrown }, 'handshake failed');
    return Object.assign(new Error(error.code), { data: error.toWire() });
  }
}
