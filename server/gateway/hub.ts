import type { Server } from 'node:http';
import { type DefaultEventsMap, Server as SocketServer } from 'socket.io';
import { ParleyError } from '../../protocol/errors.ts';
import { MAX_FRAME_BYTES, NOTICE_EVENT, REQUEST_EVENT } from '../../protocol/signaling/envelope.ts';
import { Handshake } from '../../protocol/signaling/requests.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { SignInLifetime } from '../auth/sign-in-lifetime.ts';
import type { TokenVerifier, VerifiedToken } from '../auth/token-verifier.ts';
import { Connection, type ConnectionParts } from './connection.ts';

/** A device whose network is gone is noticed after at most the sum of both, in milliseconds. */
const PING_INTERVAL_MS = 5_000;
const PING_TIMEOUT_MS = 5_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;

export interface HubOptions {
  listener: Server;
  verifier: TokenVerifier;
  connection: ConnectionParts;
}

interface SocketData {
  token: VerifiedToken;
}
type Sockets = SocketServer<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;

/** The signaling sockets: checks who opens one, then hands its frames to a {@link Connection}. */
export class Hub {
  readonly #sockets: Sockets;
  readonly #options: HubOptions;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#sockets = new SocketServer(options.listener, {
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: MAX_FRAME_BYTES,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      connectTimeout: HANDSHAKE_TIMEOUT_MS,
      // Only our own main process talks to us; what comes from a web page carries an Origin.
      allowRequest: (request, decide) => decide(null, request.headers.origin === undefined),
    });
    this.#sockets.use((socket, next) => {
      this.#identify(socket.handshake.auth).then(
        (token) => {
          socket.data.token = token;
          next();
        },
        (thrown) => next(this.#handshakeError(thrown)),
      );
    });
    this.#sockets.on('connection', (socket) => {
      const lifetime = new SignInLifetime(socket.data.token, {
        verifier: options.verifier,
        clock: options.connection.clock,
        expired: () => {
          const error = new ParleyError('AUTH_TOKEN_EXPIRED', 'the token has expired').toWire();
          socket.emit(NOTICE_EVENT, { name: 'connection-closing', data: { error } });
          socket.disconnect(true);
        },
      });
      const connection = new Connection({
        ...options.connection,
        lifetime,
        send: (frame) => void socket.emit(NOTICE_EVENT, frame),
      });
      socket.on(REQUEST_EVENT, (frame: unknown, acknowledge: unknown) => {
        void connection.receive(frame, acknowledge);
      });
      socket.on('error', (err) => options.connection.log.warn({ err }, 'socket error'));
      socket.on('disconnect', (reason) => {
        connection.close(reason === 'client namespace disconnect' ? 'signed-out' : 'connection-lost');
      });
    });
  }

  /** Closes every socket and the listener under them. Idempotent. */
  async close(): Promise<void> {
    this.#sockets.disconnectSockets(true);
    this.#options.listener.closeAllConnections();
    await this.#sockets.close();
  }

  async #identify(auth: unknown): Promise<VerifiedToken> {
    // The version first: another one may have another handshake.
    const version = Handshake.pick({ protocolVersion: true }).safeParse(auth);
    if (version.success && version.data.protocolVersion !== PROTOCOL_VERSION) {
      // As its reader, the client, sees it.
      const context = { ours: version.data.protocolVersion, theirs: PROTOCOL_VERSION };
      throw new ParleyError('PROTOCOL_VERSION_MISMATCH', 'client and server differ in version', { context });
    }
    const handshake = Handshake.safeParse(auth);
    if (!handshake.success) throw new ParleyError('AUTH_TOKEN_INVALID', 'the handshake is malformed');
    return this.#options.verifier.verify(handshake.data.token);
  }

  /** An error that Socket.IO delivers as `connect_error`, with ours as its `data`. */
  #handshakeError(thrown: unknown): Error {
    const known = thrown instanceof ParleyError;
    const error = known ? thrown : new ParleyError('SERVER_INTERNAL', 'the server failed at this handshake');
    const { log } = this.#options.connection;
    if (known) log.info({ code: error.code }, 'handshake refused');
    else log.error({ err: thrown }, 'handshake failed');
    return Object.assign(new Error(error.code), { data: error.toWire() });
  }
}
