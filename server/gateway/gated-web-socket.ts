import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws';

/** Decides whether a message is let through. Called before it is decoded. */
export type LetThrough = (data: Buffer, isBinary: boolean) => boolean;

/** A WebSocket whose messages are filtered before Engine.IO reads them. */
export class GatedWebSocket extends WebSocket {
  letThrough: LetThrough = () => false;

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event === 'message' && !this.letThrough(values[0] as Buffer, values[1] === true)) return true;
    return super.emit(event, ...values);
  }
}

const LIMITS = {
  /** Maximum number of fragments of one message. Socket.IO clients send each message in one piece. */
  maxFragments: 64,
  /** How long a peer may take to confirm the closing of a connection, in milliseconds. */
  closeTimeout: 1_000,
  /** WebSocket pings are refused and not answered, since Engine.IO has its own. */
  autoPong: false,
  /**
   * Each connection handles one message in each turn of the event loop. The others wait, and the socket is not read in the
   * meantime. So a message waits for at most one message of each other connection.
   */
  allowSynchronousEvents: false,
};

/**
 * For the option `wsEngine` of Socket.IO: makes each WebSocket a {@link GatedWebSocket}.
 * @param opened called before Engine.IO gets the socket
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
