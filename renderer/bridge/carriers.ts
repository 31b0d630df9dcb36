import { createBirpc } from 'birpc';
import { ParleyError } from '../../protocol/errors.ts';
import {
  PAGE_RELOAD_CODE,
  PAGE_REPLACED_CODE,
  type RpcPeer,
  RpcResult,
} from '../../protocol/rpc/envelope.ts';

/** Why a connection is over: `replaced` when a newer page has taken the place of this page. */
export type CarrierEnd = 'lost' | 'replaced';

/** One connection to main. */
export interface Carrier {
  /** Calls main. */
  readonly peer: RpcPeer;
  /** Resolves when the connection is over. */
  readonly closed: Promise<CarrierEnd>;
  close(): void;
}

/** Makes a connection and offers main our end of it. @throws ParleyError CONNECTION_LOST */
export type OpenCarrier = (page: RpcPeer) => Promise<Carrier>;

/** The interface of the preload script under Electron. */
export interface PreloadPort {
  handle(name: unknown, data: unknown): Promise<unknown>;
  onHandle(handler: (name: unknown, data: unknown) => Promise<unknown>): void;
}

declare global {
  interface Window {
    readonly parley?: PreloadPort;
  }
}

/** Longest time for a reply from main, in milliseconds: longer than any wait in main. */
const REPLY_TIMEOUT_MS = 60_000;

/** Electron: the preload script is there as long as main is, so this connection never closes by itself. */
function preloadCarrier(port: PreloadPort): OpenCarrier {
  return async (page) => {
    port.onHandle((name, data) => page.handle(name, data));
    const peer: RpcPeer = { handle: async (name, data) => RpcResult.parse(await port.handle(name, data)) };
    return { peer, closed: new Promise(() => undefined), close: () => undefined };
  };
}

/**
 * Browser shell: birpc over a WebSocket to our own origin.
 * @param reload loads the page again, when main has another page to show
 */
export function webSocketCarrier(createSocket: () => WebSocket, reload = () => {}): OpenCarrier {
  return async (page) => {
    const socket = createSocket();
    const closed = new Promise<CarrierEnd>((resolve) =>
      socket.addEventListener('close', ({ code }) => {
        resolve(code === PAGE_REPLACED_CODE ? 'replaced' : 'lost');
        if (code === PAGE_RELOAD_CODE) reload();
      }),
    );
    const lost = () => new ParleyError('CONNECTION_LOST', 'the connection to main closed');
    const peer = createBirpc<RpcPeer, RpcPeer>(
      { handle: (name, data) => page.handle(name, data) },
      {
        post: (message) => socket.send(message),
        on: (receive) => socket.addEventListener('message', ({ data }) => receive(data)),
        serialize: JSON.stringify,
        deserialize: JSON.parse,
        timeout: REPLY_TIMEOUT_MS,
      },
    );
    void closed.then(() => peer.$close(lost()));
    await Promise.race([
      new Promise((resolve) => socket.addEventListener('open', resolve)),
      closed.then(() => Promise.reject(lost())),
    ]);
    return { peer, closed, close: () => socket.close() };
  };
}

/** The connection that this page has to use: that of the preload script if there is one, else the browser shell's. */
export function carrierOf(page: Pick<Window, 'parley' | 'location'>): OpenCarrier {
  if (page.parley) return preloadCarrier(page.parley);
  const { protocol, host } = page.location;
  const url = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rpc`;
  return webSocketCarrier(
    () => new WebSocket(url),
    () => page.location.reload(),
  );
}

/** Back-off for reconnecting, in milliseconds: 0.25 s, doubled up to 5 s, with up to a third of jitter. */
export function backOffMs(failures: number, random: () => number): number {
  const base = Math.min(250 * 2 ** (failures - 1), 5_000);
  return Math.round(base * (1 - random() / 3));
}
