import type { Server } from 'node:http';
import { createBirpc } from 'birpc';
import { WebSocket, WebSocketServer } from 'ws';
import type { ConnectedPage, PageConnection } from '../../electron/core/ports.ts';
import { PageAccess } from '../../electron/shell/browser/page-access.ts';
import { listen } from '../../electron/shell/browser/page-server.ts';
import { acceptPageSockets, MAX_RPC_BYTES, RPC_PATH } from '../../electron/shell/browser/page-socket.ts';
import { randomIds } from '../../electron/shell/environment.ts';
import type { RpcPeer } from '../../protocol/rpc/envelope.ts';
import { type Carrier, webSocketCarrier } from '../../renderer/bridge/carriers.ts';
import type { PageHost } from '../support/core/fakes/fake-page.ts';

const silent = { info: () => {}, warn: () => {} };

/** Callbacks for the messages to the page. */
export interface Watch {
  /** Called when a message arrives at the page. */
  arrived(text: string): void;
  /** Called when the page has executed the order of this name. */
  done(name: unknown): void;
}

/** The browser shell's WebSocket between main and page, on loopback, with the page in this process. */
export class PageWire implements PageHost {
  readonly #server: Server;
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #watch: Watch;
  #carrier: Promise<Carrier> | undefined;

  private constructor(server: Server, access: PageAccess, watch: Watch) {
    this.#server = server;
    this.#url = `${access.origin.replace('http', 'ws')}${RPC_PATH}`;
    this.#watch = watch;
    const token = access.issue(() => {});
    this.#headers = { origin: access.origin, cookie: access.exchange(token)?.split(';')[0] ?? '' };
  }

  /** @param connect returns main's end of a page's connection */
  static async open(connect: (page: ConnectedPage) => PageConnection, watch: Watch): Promise<PageWire> {
    const { server, port } = await listen(undefined);
    const access = new PageAccess(port, randomIds);
    const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_RPC_BYTES });
    server.on(
      'upgrade',
      acceptPageSockets({ sockets, access, log: silent, connect, pagesChanged: () => {} }),
    );
    return new PageWire(server, access, watch);
  }

  connectPage(page: ConnectedPage): PageConnection {
    const carrier = webSocketCarrier(() => this.#connect() as unknown as globalThis.WebSocket)({
      handle: async (name, data) => {
        const result = await page.handle(name, data);
        this.#watch.done(name);
        return result;
      },
    });
    this.#carrier = carrier;
    return {
      handle: async (name, data) => (await carrier).peer.handle(name, data),
      closed: () => void carrier.then(({ close }) => close()),
    };
  }

  /**
   * The reference: only one value as JSON, in a call of birpc over a WebSocket of the same kind.
   * @returns a function that sends the value; it resolves with the length of its message when `take` has run there
   */
  async bare(take: (value: unknown) => void): Promise<(value: unknown) => Promise<number>> {
    const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0, path: RPC_PATH });
    await new Promise((resolve) => sockets.once('listening', resolve));
    this.#server.once('close', () => sockets.close());
    const { port } = sockets.address() as { port: number };
    const accepted = new Promise<WebSocket>((resolve) => sockets.once('connection', resolve));
    const page = new WebSocket(`ws://127.0.0.1:${port}${RPC_PATH}`);
    const sender = peerOver(await accepted, {});
    let length = 0;
    page.on('message', (text) => {
      length = text.toString().length;
    });
    peerOver(page, {
      handle: async (_name: unknown, value: unknown) => {
        take(value);
        return { ok: true, value: {} };
      },
    });
    return async (value) => {
      await sender.handle('value', value);
      return length;
    };
  }

  async close(): Promise<void> {
    (await this.#carrier)?.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #connect(): WebSocket {
    const socket = new WebSocket(this.#url, { headers: this.#headers });
    socket.on('message', (text) => this.#watch.arrived(text.toString()));
    return socket;
  }
}

function peerOver(socket: WebSocket, local: Partial<RpcPeer>) {
  return createBirpc<RpcPeer, Partial<RpcPeer>>(local, {
    post: (text: string) => socket.send(text),
    on: (receive) => socket.on('message', (text) => receive(text.toString())),
    serialize: JSON.stringify,
    deserialize: JSON.parse,
  });
}
