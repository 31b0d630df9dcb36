import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import { ParleyError } from '../../../protocol/errors.ts';
import { refuseRpcText } from '../../../protocol/rpc/envelope.ts';
import type { ConnectedPage, Log, PageConnection } from '../../core/ports.ts';
import { PageRpc } from '../page-rpc.ts';
import { isOurPage } from './app-scheme.ts';

/** Channel of the RPC, in both directions. */
export const RPC_CHANNEL = 'parley:rpc';

/** Chromium's `net::ERR_ABORTED`. */
const LOAD_ABORTED = -3;

export interface PageChannelOptions {
  ipc: Pick<IpcMain, 'on' | 'removeListener'>;
  contents: WebContents;
  log: Log;
  connect(page: ConnectedPage): PageConnection;
}

/** The RPC with the page of one window. A reload or a crash ends the connection; the next page opens a new one. */
export class PageChannel {
  readonly #options: PageChannelOptions;
  #rpc: PageRpc | null = null;

  constructor(options: PageChannelOptions) {
    this.#options = options;
    const { ipc, contents } = options;
    ipc.on(RPC_CHANNEL, this.#receive);
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
    this.#options.ipc.removeListener(RPC_CHANNEL, this.#receive);
  }

  readonly #receive = (event: IpcMainEvent, text: unknown) => {
    if (this.#isOurs(event)) {
      this.#rpc ??= this.#open();
      this.#rpc.receive(text);
      return;
    }
    this.#options.log.warn('command refused: not from our page');
    const refusal = refuseRpcText(text, new ParleyError('RPC_FORBIDDEN', 'not our page'));
    if (refusal !== undefined) event.reply(RPC_CHANNEL, refusal);
  };

  #open(): PageRpc {
    const { contents, log, connect } = this.#options;
    return new PageRpc({
      post: (text) => {
        if (contents.isDestroyed()) throw new ParleyError('PAGE_ABSENT', 'the window is gone');
        contents.send(RPC_CHANNEL, text);
      },
      // There is one window, and its previous page is gone before the next one attaches.
      replaced: () => {},
      log,
      connect,
    });
  }

  #isOurs({ sender, senderFrame }: IpcMainEvent): boolean {
    const { contents } = this.#options;
    return sender === contents && senderFrame === contents.mainFrame && isOurPage(senderFrame.url);
  }

  #pageGone(): void {
    const rpc = this.#rpc;
    this.#rpc = null;
    rpc?.close();
  }
}
