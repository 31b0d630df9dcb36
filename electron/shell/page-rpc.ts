import { createBirpc } from 'birpc';
import { ParleyError } from '../../protocol/errors.ts';
import { type RpcMessage, type RpcPeer, RpcResult, readRpcMessage } from '../../protocol/rpc/envelope.ts';
import type { ConnectedPage, Log, PageConnection } from '../core/ports.ts';

/** What {@link PageRpc} needs. What differs between the shells is only how text reaches the page. */
export interface PageRpcOptions {
  /** Sends text to the page. @throws when the page is gone */
  post(text: string): void;
  /** Called when a newer page has taken the place of this page, after the last order was posted. */
  replaced(): void;
  log: Log;
  /** Connects a page to the core. */
  connect(page: ConnectedPage): PageConnection;
}

/**
 * The RPC with one page, over any channel of text: commands up, orders down, with one correlation of requests and
 * replies. A malformed message is refused or logged, and costs nothing else.
 */
export class PageRpc {
  readonly #options: PageRpcOptions;
  readonly #connection: PageConnection;
  readonly #rpc;
  #receive: (message: RpcMessage) => void = () => {};

  constructor(options: PageRpcOptions) {
    this.#options = options;
    const { connect, post, log, replaced } = options;
    this.#connection = connect({
      handle: (name, data) => this.#order(name, data),
      replaced: () => setImmediate(replaced),
    });
    const { handle } = this.#connection;
    this.#rpc = createBirpc<RpcPeer, RpcPeer>(
      { handle },
      {
        post,
        on: (receive) => {
          this.#receive = receive;
        },
        serialize: JSON.stringify,
        // No time-out: a device prompt stays open as long as the user likes. `close` ends what is pending.
        timeout: -1,
        onGeneralError: (error, method) => {
          // An order that cannot be sent is rejected.
          if (method === undefined) return false;
          log.info('no reply to the page', { message: error.message });
          return true;
        },
      },
    );
  }

  /** Takes text from the page. */
  receive(text: unknown): void {
    const { message, refusal } = readRpcMessage(text);
    if (message) this.#receive(message);
    else this.#options.log.warn('malformed message from the page');
    if (refusal !== undefined) this.#options.post(refusal);
  }

  /** The page is gone: pending orders reject with PAGE_ABSENT. Idempotent. */
  close(): void {
    if (this.#rpc.$closed) return;
    this.#connection.closed();
    this.#rpc.$close(new ParleyError('PAGE_ABSENT', 'the page is gone'));
  }

  /** @throws ParleyError PAGE_ABSENT, RPC_MALFORMED */
  async #order(name: unknown, data: unknown): Promise<RpcResult> {
    let reply: unknown;
    try {
      reply = await this.#rpc.handle(name, data);
    } catch (thrown) {
      throw ParleyError.from(thrown, 'PAGE_ABSENT');
    }
    const result = RpcResult.safeParse(reply);
    if (result.success) return result.data;
    throw new ParleyError('RPC_MALFORMED', 'malformed result from the page');
  }
}
