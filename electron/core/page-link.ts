import { ParleyError } from '../../protocol/errors.ts';
import { sendOrder, serveCommands } from '../../protocol/rpc/envelope.ts';
import type { OrderData, OrderName, OrderReply } from '../../protocol/rpc/orders.ts';
import type { WholeState } from '../../protocol/rpc/state-change.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { AttachedCommands, ConnectedPage, PageConnection, PagePort } from './ports.ts';

/** What the link tells its owner. */
export interface PageLinkEvents {
  /** The whole state, for a page that attaches or has missed a change. */
  state(): WholeState;
  /** A page is attached; orders reach it once its `attach` is answered. */
  attached(): void;
  /**
   * The attached page goes away: replaced, closed or crashed. While this runs, orders still go to it, so that
   * a page that is alive gives its devices back.
   */
  leaving(): void;
}

interface Attached {
  peer: ConnectedPage;
  gone: Promise<never>;
  drop(): void;
}

function absent(): ParleyError {
  return new ParleyError('PAGE_ABSENT', 'no page is attached');
}

/** The page that shows the state and carries media: at most one at a time, the latest that attached. */
export class PageLink implements PagePort {
  #current: Attached | null = null;
  readonly #events: PageLinkEvents;
  readonly #waiting: (() => void)[] = [];

  constructor(events: PageLinkEvents) {
    this.#events = events;
  }

  get attached(): boolean {
    return this.#current !== null;
  }

  /** Resolves once a page is attached. */
  whenAttached(): Promise<void> {
    if (this.attached) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Called by the shell for each page that connects. The page does nothing before it attaches. */
  connect(page: ConnectedPage, commands: AttachedCommands): PageConnection {
    const peer = serveCommands({
      ...commands,
      attach: async ({ protocolVersion }) => {
        if (protocolVersion !== PROTOCOL_VERSION) {
          throw new ParleyError('PROTOCOL_VERSION_MISMATCH', 'the page is of another version', {
            context: { ours: PROTOCOL_VERSION, theirs: protocolVersion },
          });
        }
        this.#attach(page);
        return this.#events.state();
      },
      'read-state': async () => this.#events.state(),
    });
    return {
      handle: async (name, data) => {
        if (name !== 'attach' && this.#current?.peer !== page) {
          const error = new ParleyError('RPC_FORBIDDEN', 'this page is not attached');
          return { ok: false, error: error.toWire() };
        }
        return peer.handle(name, data);
      },
      closed: () => {
        if (this.#current?.peer === page) this.#detach();
      },
    };
  }

  async order<Name extends OrderName>(name: Name, data: OrderData<Name>): Promise<OrderReply<Name>> {
    const page = this.#current;
    if (page === null) throw absent();
    try {
      return await Promise.race([sendOrder(page.peer, name, data), page.gone]);
    } catch (thrown) {
      throw thrown instanceof ParleyError
        ? thrown
        : new ParleyError('PAGE_ABSENT', `the page did not take "${name}"`, { cause: thrown });
    }
  }

  /** An older page first gives its devices back, then is told that it was replaced. */
  #attach(peer: ConnectedPage): void {
    const older = this.#current?.peer;
    if (older !== undefined) this.#detach();
    if (older !== peer) older?.replaced();
    let drop = () => {};
    const gone = new Promise<never>((_, reject) => {
      drop = () => reject(absent());
    });
    gone.catch(() => {});
    this.#current = { peer, gone, drop };
    this.#events.attached();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #detach(): void {
    const page = this.#current;
    this.#events.leaving();
    this.#current = null;
    page?.drop();
  }
}
