import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { PAGE_REPLACED_CODE } from '../../../protocol/rpc/envelope.ts';
import type { ConnectedPage, Log, PageConnection } from '../../core/ports.ts';
import { PageRpc } from '../page-rpc.ts';
import type { PageAccess } from './page-access.ts';

/** Path of the RPC between page and main. */
export const RPC_PATH = '/rpc';

/** Maximum size of a message between page and main, in bytes. */
export const MAX_RPC_BYTES = 1024 * 1024;

export interface PageSocketOptions {
  /** In `noServer` mode, with `maxPayload` of {@link MAX_RPC_BYTES}. */
  sockets: WebSocketServer;
  access: PageAccess;
  log: Log;
  /** Connects a page to the core. */
  connect(page: ConnectedPage): PageConnection;
  /** Called with the number of connected pages whenever it changes. */
  pagesChanged(count: number): void;
}

/** Handles one upgrade request of an HTTP server. */
export type AcceptUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Accepts WebSockets from our own page only, for the RPC between page and main. */
export function acceptPageSockets(options: PageSocketOptions): AcceptUpgrade {
  const { sockets, access, log } = options;
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const path = URL.parse(request.url ?? '', access.origin)?.pathname;
    if (path !== RPC_PATH || !access.mayConnect(request.headers)) {
      log.warn('page connection refused', { origin: request.headers.origin, host: request.headers.host });
      refuse(socket, path === RPC_PATH ? '403 Forbidden' : '404 Not Found');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => connectPage(page, options));
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function connectPage(page: WebSocket, { sockets, log, connect, pagesChanged }: PageSocketOptions): void {
  const rpc = new PageRpc({
    post: (text) => page.send(text),
    replaced: () => page.close(PAGE_REPLACED_CODE, 'replaced'),
    log,
    connect,
  });
  page.on('message', (text) => rpc.receive(text.toString()));
  page.on('error', (error) => log.warn('page connection failed', { message: error.message }));
  page.on('close', () => {
    rpc.close();
    pagesChanged(sockets.clients.size);
  });
  pagesChanged(sockets.clients.size);
}
