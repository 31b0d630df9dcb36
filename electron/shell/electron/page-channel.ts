import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import { ParleyError } from '../../../protocol/errors.ts';
import { RpcResult } from '../../../protocol/rpc/envelope.ts';
import type { ConnectedPage, Log, PageConnection } from '../../core/ports.ts';
import { isOurPage } from './app-scheme.ts';

/** Channel of commands from page to main (with `invoke`) and of orders from main to page (with `send`). */
export const RPC_CHANNEL = 'parley:rpc';
/** Channel of the results of orders, from page to main (with `send`). */
export const RPC_RESULT_CHANNEL = 'parley:rpc-result';

/** Chromium's `net::ERR_ABORTED`. */
const LOAD_ABORTED = -3;

export interface PageChannelOptions {
  ipc: Pick<IpcMain, 'handle' | 'on' | 'removeHandler' | 'removeListener'>;
  contents: WebContents;
  log: Log;
  connect(page: ConnectedPage): PageConnection;
}

type SenderEvent = Pick<IpcMainEvent | IpcMainInvokeEvent, 'sender' | 'senderFrame'>;

/** The RPC with the page of one window. A reload or a crash ends the connection; the next page opens a new one. */
export class PageChannel {
  readonly #options: PageChannelOptions;
  readonly #pending = new Map<number, { resolve(result: RpcResult): void; reject(error: Error): void }>();
  #lastOrder = 0;
  #connection: PageConnection | null = null;

  constructor(options: PageChannelOptions) {
    this.#options = options;
    const { ipc, contents } = options;
    ipc.handle(RPC_CHANNEL, (event, name: unknown, data: unknown) => this.#command(event, name, data));
    ipc.on(RPC_RESULT_CHANNEL, this.#handleResult);
    // Not `did-start-navigation`: it comes before `will-navigate`, which may still prevent the navigation, so that the
    // page stays (Electron, docs/api/web-contents.md, "Navigation Events"). After `did-navigate` the page has changed.
    contents.on('did-navigate', () => this.#pageGone());
    // An error page replaces the page as well, but without `did-navigate` (`WebContents::DidFinishNavigation` in
    // shell/browser/api/electron_api_web_contents.cc). An aborted load leaves the page in place.
    contents.on('did-fail-load', (_event, errorCode, _description, _url, isMainFrame) => {
      if (isMainFrame && errorCode !== LOAD_ABORTED) this.#pageGone();
    });
    contents.on('render-process-gone', () => this.#pageGone());
    contents.on('destroyed', () => this.#pageGone());
  }

  /** Idempotent. */
  close(): void {
    this.#pageGone();
    this.#options.ipc.removeHandler(RPC_CHANNEL);
    this.#options.ipc.removeListener(RPC_RESULT_CHANNEL, this.#handleResult);
  }

  async #command(event: SenderEvent, name: unknown, data: unknown): Promise<RpcResult> {
    if (!this.#isOurs(event)) {
      this.#options.log.warn('command refused: not from our page');
      return { ok: false, error: new ParleyError('RPC_FORBIDDEN', 'not our page').toWire() };
    }
    this.#connection ??= this.#options.connect({
      handle: (order, orderData) => this.#order(order, orderData),
      // There is one window, and its previous page is gone before the next one attaches.
      replaced: () => {},
    });
    return this.#connection.handle(name, data);
  }

  #order(name: unknown, data: unknown): Promise<RpcResult> {
    const { contents } = this.#options;
    if (contents.isDestroyed()) {
      return Promise.reject(new ParleyError('PAGE_ABSENT', 'the window is gone'));
    }
    this.#lastOrder += 1;
    const id = this.#lastOrder;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      contents.send(RPC_CHANNEL, id, name, data);
    });
  }

  readonly #handleResult = (event: SenderEvent, id: unknown, result: unknown) => {
    const pending = typeof id === 'number' ? this.#pending.get(id) : undefined;
    if (!this.#isOurs(event) || pending === undefined) return;
    this.#pending.delete(id as number);
    const parsed = RpcResult.safeParse(result);
    if (parsed.success) pending.resolve(parsed.data);
    else pending.reject(new ParleyError('RPC_MALFORMED', 'malformed result from the page'));
  };

  #isOurs({ sender, senderFrame }: SenderEvent): boolean {
    const { contents } = this.#options;
    return sender === contents && senderFrame === contents.mainFrame && isOurPage(senderFrame.url);
  }

  #pageGone(): void {
    const connection = this.#connection;
    this.#connection = null;
    connection?.closed();
    for (const { reject } of this.#pending.values()) {
      reject(new ParleyError('PAGE_ABSENT', 'the page is gone'));
    }
    this.#pending.clear();
  }
}
