import { createBirpc } from 'birpc';
import { ParleyError } from '../../protocol/errors.ts';
import {
  PAGE_RELOAD_CODE,
  PAGE_REPLACED_CODE,
  type RpcMessage,
  type RpcPeer,
  readRpcMessage,
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
  /** Sends text to main. */
  post(text: string): void;
  /** Sets what receives main's text. */
  onMessage(receive: (text: string) => void): void;
}

declare global {
  interface Window {
    readonly parley?: PreloadPort;
  }
}

/** Longest time for a reply from main, in milliseconds: longer than any wait in main. */
const REPLY_TIMEOUT_MS = 60_000;

/** How text travels between the page and main. */
interface TextChannel {
  post(text: string): void;
  onMessage(receive: (text: unknown) => void): void;
}

/** The page's end of the RPC, over either channel. A malformed request of main is refused; what else is malformed is ignored. */
function rpcOver({ post, onMessage }: TextChannel, page: RpcPeer) {
  return createBirpc<RpcPeer, RpcPeer>(
    { handle: (name, data) => page.handle(name, data) },
    {
      post,
      on: (receive: (message: RpcMessage) => void) =>
        onMessage((text) => {
          const { message, refusal } = readRpcMessage(text);
          if (message) receive(message);
          else if (refusal !== undefined) post(refusal);
        }),
      serialize: JSON.stringify,
      timeout: REPLY_TIMEOUT_MS,
    },
  );
}

/** Electron: the preload script is there as long as main is, so this connection never closes by itself. */
export function preloadCarrier({ post, onMessage }: PreloadPort): OpenCarrier {
  return async (page) => {
    let isOpen = true;
    const peer = rpcOver(
      { post, onMessage: (receive) => onMessage((text) => isOpen && receive(text)) },
      page,
    );
    const close = () => {
      isOpen = false;
      peer.$close(new ParleyError('CONNECTION_LOST', 'the connection to main closed'));
    };
    return { peer, closed: new Promise(() => undefined), close };
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
    const channel: TextChannel = {
      post: (text) => socket.send(text),
      onMessage: (receive) => socket.addEventListener('message', ({ data }) => receive(data)),
    };
    const peer = rpcOver(channel, page);
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
