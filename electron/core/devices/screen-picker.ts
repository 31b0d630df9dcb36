import type { LeaseId } from '../../../protocol/ids.ts';
import type { ScreenSource } from '../../../protocol/rpc/app-state.ts';
import type { OrderData, OrderName, OrderReply } from '../../../protocol/rpc/orders.ts';
import { cutToLength, withoutControls } from '../../../protocol/text/readable-text.ts';
import type { PagePort } from '../ports.ts';
import type { AppStore } from '../store.ts';

/** More sources than a page can show, and the longest name that the contract allows. */
const MAX_SOURCES = 100;
const MAX_TEXT = 200;
const MAX_THUMBNAIL = 60_000;

/**
 * The choice of a screen or window (SPEC SES-3), where the system leaves it to Parley: the shell lists the sources,
 * the page shows them, and the user's command answers. It also knows when a lease opens a screen: at no other time
 * does the page get a screen (LEASE-4).
 */
export class ScreenPicker {
  /** The page as leases use it. The picker sees when a screen is opened, and adds the name of the chosen screen. */
  readonly page: PagePort;
  readonly #store: AppStore;
  readonly #opening = new Set<LeaseId>();
  #settle: ((chosen: ScreenSource | null) => void) | null = null;
  #chosenName: string | undefined;
  #notGiven: 'none-chosen' | 'failed' | undefined;

  constructor(store: AppStore, page: PagePort) {
    this.#store = store;
    const order = this.#order.bind(this, page) as PagePort['order'];
    this.page = {
      get attached() {
        return page.attached;
      },
      order,
    };
  }

  /** Whether a lease opens a screen at this moment (LEASE-4). */
  get opening(): boolean {
    return this.#opening.size > 0;
  }

  /** Lets the user choose. @returns null when they choose none, when it is too late, or when no lease asked */
  choose(sources: readonly ScreenSource[]): Promise<ScreenSource | null> {
    this.cancel();
    if (!this.opening || sources.length === 0) return Promise.resolve(null);
    const shown = sources.slice(0, MAX_SOURCES).map((source) => ({
      ...source,
      name: shortText(source.name),
      thumbnail: source.thumbnail.length > MAX_THUMBNAIL ? '' : source.thumbnail,
    }));
    this.#store.update({ screenPicker: shown });
    return new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** The user chose a source or none, both normal results. A source that was not offered counts as none. */
  chosen(sourceId: string | null): void {
    const source = this.#store.state.screenPicker?.find(({ id }) => id === sourceId) ?? null;
    const settle = this.#settle;
    if (settle === null) return;
    this.#settle = null;
    this.#store.update({ screenPicker: null });
    settle(source);
  }

  /** Ends the choice without a result. Idempotent. */
  cancel(): void {
    this.chosen(null);
  }

  /** Records the source that the page gets; the other side reads its name. */
  given(name: string): void {
    this.#chosenName = shortText(name).trim() || undefined;
  }

  /**
   * The shell gives the page no screen. Electron reports every reason as the same `AbortError`
   * (`ElectronBrowserContext::DisplayMediaDeviceChosen` in shell/browser/electron_browser_context.cc), which the page
   * reads as a device in use. Only the shell knows that the user chose none, or that the system listed no sources.
   */
  notGiven(why: 'none-chosen' | 'failed'): void {
    this.#notGiven = why;
  }

  async #order(page: PagePort, name: OrderName, data: OrderData<OrderName>): Promise<OrderReply<OrderName>> {
    if (name === 'release-lease') this.#ended((data as OrderData<'release-lease'>).leaseId);
    if (!opensScreen(name, data)) return page.order(name, data);
    const { leaseId } = data as OrderData<'open-screen' | 'set-source'>;
    this.#opening.add(leaseId);
    this.#chosenName = undefined;
    this.#notGiven = undefined;
    try {
      const reply = await page.order(name, data);
      return name === 'open-screen' ? this.#corrected(reply as OrderReply<'open-screen'>) : reply;
    } finally {
      this.#ended(leaseId);
    }
  }

  /** The page's reply about the screen, with what only the shell knows. */
  #corrected(reply: OrderReply<'open-screen'>): OrderReply<'open-screen'> {
    if (reply.result.open) {
      return this.#chosenName === undefined ? reply : { ...reply, name: this.#chosenName };
    }
    if (this.#notGiven === undefined) return reply;
    const failure = this.#notGiven === 'failed' ? { code: 'MEDIA_FAILED' as const } : {};
    return { result: { open: false, ...failure } };
  }

  #ended(leaseId: LeaseId): void {
    this.#opening.delete(leaseId);
    if (!this.opening) this.cancel();
  }
}

/** Whether the page opens a screen for this order. */
function opensScreen(name: OrderName, data: OrderData<OrderName>): boolean {
  if (name !== 'set-source') return name === 'open-screen';
  const { source, on } = data as OrderData<'set-source'>;
  return source === 'screen' && on;
}

/** Cleans a window's title, which is untrusted text: only its visible characters, on one line. */
function shortText(title: string): string {
  return cutToLength(withoutControls(title).toWellFormed(), MAX_TEXT);
}
