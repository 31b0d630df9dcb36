import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import { ParleyError, WireError } from '../../../protocol/errors.ts';
import {
  NOTICE_EVENT,
  parseNotice,
  parseReply,
  REQUEST_EVENT,
} from '../../../protocol/signaling/envelope.ts';
import type { RequestData, RequestName, RequestReply } from '../../../protocol/signaling/requests.ts';
import type { Log, Signaling, SignalingOptions, SignalingPort } from '../ports.ts';

/** The part of `io` of socket.io-client that is needed here. */
export type OpenSocket = (url: string, options: Partial<ManagerOptions & SocketOptions>) => Socket;

/** Back-off between attempts: 0.25 s doubling to 5 s, each ± 50 %, so that clients do not reconnect at the same time. */
const RECONNECTION = {
  reconnection: true,
  reconnectionDelay: 250,
  reconnectionDelayMax: 5_000,
  randomizationFactor: 0.5,
};
const connectTimeoutMs = 5_000;

/** Signaling over Socket.IO (WebSocket only): requests with acknowledgement, notices, reconnection. */
export function socketSignaling(openSocket: OpenSocket, log: Log): SignalingPort {
  return {
    connect(options) {
      const socket = openSocket(options.url, {
        ...RECONNECTION,
        transports: ['websocket'],
        timeout: connectTimeoutMs,
        forceNew: true,
        autoConnect: false,
        auth: (give) => {
          // If there is no handshake data, the attempt has failed; the engine must not wait for it.
          options.handshake().then(give, (thrown) => {
            const willRetry = reopenLater(socket);
            options.events.failed(ParleyError.from(thrown, 'SERVER_UNREACHABLE'), !willRetry);
          });
        },
      });
      listen(socket, options, log);
      socket.connect();
      return signalingOver(socket, options);
    },
  };
}

/** Aborts the attempt, so that the manager makes the next one after its own back-off. @returns whether it will */
function reopenLater(socket: Socket): boolean {
  socket.io.engine?.close();
  return socket.active;
}

function listen(socket: Socket, { events }: SignalingOptions, log: Log): void {
  socket.on('connect', () => events.opened());
  socket.on('connect_error', (error) => events.failed(refusalOf(error), !socket.active));
  socket.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return;
    events.lost();
    // Socket.IO does not reconnect by itself after the server has closed the connection.
    if (!socket.active) socket.connect();
  });
  socket.on(NOTICE_EVENT, (frame: unknown) => {
    try {
      events.notice(parseNotice(frame));
    } catch (thrown) {
      const { code, message } = ParleyError.from(thrown, 'PROTOCOL_MALFORMED');
      log.warn('notice ignored', { code, message });
    }
  });
}

/** Converts the error of a failed attempt: to the server's own error, or to SERVER_UNREACHABLE. */
function refusalOf(error: Error & { data?: unknown }): ParleyError {
  const wire = WireError.safeParse(error.data);
  if (wire.success) return ParleyError.fromWire(wire.data);
  return new ParleyError('SERVER_UNREACHABLE', error.message, { cause: error });
}

function signalingOver(socket: Socket, { requestTimeoutMs }: SignalingOptions): Signaling {
  return {
    async request<Name extends RequestName>(
      name: Name,
      data: RequestData<Name>,
      { timeoutMs = requestTimeoutMs }: { timeoutMs?: number } = {},
    ): Promise<RequestReply<Name>> {
      if (!socket.connected) throw new ParleyError('CONNECTION_LOST', `${name}: not connected`);
      const frame = { name, data };
      const reply = await socket
        .timeout(timeoutMs)
        .emitWithAck(REQUEST_EVENT, frame)
        .catch((cause: unknown) => {
          const code = socket.connected ? 'REQUEST_TIMED_OUT' : 'CONNECTION_LOST';
          throw new ParleyError(code, `${name}: no reply`, { context: { request: name }, cause });
        });
      return parseReply(name, reply);
    },
    close() {
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
}
