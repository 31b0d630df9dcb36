import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws';

/** Decides whether a message is handed on. Called before anything decodes it. */
export type LetThrough = (data: Buffer, isBinary: boolean) => boolean;

/** A WebSocket whose messages are looked at before Engine.IO reads them. */
export class GatedWebSocket extends WebSocket {
  letThrough: LetThrough = () => false;

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event === 'message' && !this.letThrough(values[0] as Buffer, values[1] === true)) return true;
    return super.emit(event, ...values);
  }
}

const LIMITS = {
  /** Pieces that one message may come in. Clients of Socket.IO send each message whole. */
  maxFragments: 64,
  /** How long a peer may take to agree that the connection is closed, in milliseconds. */
  closeTimeout: 1_000,
  /** A peer that pings is refused and not answered: Engine.IO has pings of its own. */
  autoPong: false,
  /**
   * One message of each connection in a turn of the event loop; the rest waits, and its socket is not read meanwhile. So
   * a message waits for one of each other connection, not for all that those have sent.
   */
  allowSynchronousEvents: false,
};

/**
 * For the option `wsEngine` of Socket.IO: makes each WebSocket a {@link GatedWebSocket}.
 * @param opened called before Engine.IO has the socket
 */
export function gatedEngine(opened: (socket: GatedWebSocket, request: IncomingMessage) => void) {
  return class extends WebSocketServer<typeof GatedWebSocket> {
    constructor(options: ServerOptions) {
      super({ ...options, ...LIMITS, WebSocket: GatedWebSocket });
    }

    override handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      done: (socket: GatedWebSocket, request: IncomingMessage) => void,
    ): void {
      super.handleUpgrade(request, socket, head, (webSocket) => {
        opened(webSocket, request);
        done(webSocket, request);
      });
    }
  };
}
