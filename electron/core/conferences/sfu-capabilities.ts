import { ParleyError } from '../../../protocol/errors.ts';
import type { RtpCapabilities } from '../../../protocol/media.ts';
import type { OrderReply } from '../../../protocol/rpc/orders.ts';
import type { Clock, PagePort } from '../ports.ts';

/** The page loads its SFU client this long after it has attached and we are signed in, so that it can render first. */
const idleMs = 1_000;

/** What an SFU has to know about a page before it can send to it. */
export type PageCapabilities = OrderReply<'sfu-capabilities'>;

/** The attached page's capabilities and fingerprint for an SFU, requested once per page before the first conference. */
export class SfuCapabilities {
  readonly #page: PagePort;
  readonly #clock: Clock;
  readonly #router: () => RtpCapabilities | undefined;
  #answer: Promise<PageCapabilities> | null = null;
  #stopTimer: () => void = () => {};

  constructor(ports: { page: PagePort; clock: Clock; router: () => RtpCapabilities | undefined }) {
    this.#page = ports.page;
    this.#clock = ports.clock;
    this.#router = ports.router;
  }

  /** Asks the page when it is idle, unless it was asked already. */
  preload(): void {
    this.#stopTimer();
    if (!this.#page.attached || this.#answer !== null || this.#router() === undefined) return;
    this.#stopTimer = this.#clock.after(idleMs, () => {
      this.get().catch(() => {});
    });
  }

  /** @throws ParleyError PAGE_ABSENT, AUTH_REQUIRED before signing in, or the page's own error */
  get(): Promise<PageCapabilities> {
    this.#stopTimer();
    this.#answer ??= this.#ask().catch((error) => {
      this.#answer = null;
      throw error;
    });
    return this.#answer;
  }

  /** Forgets everything, because the page or the server has changed. */
  forget(): void {
    this.#stopTimer();
    this.#answer = null;
  }

  async #ask(): Promise<PageCapabilities> {
    const routerRtpCapabilities = this.#router();
    if (routerRtpCapabilities === undefined) throw new ParleyError('AUTH_REQUIRED', 'not signed in');
    return this.#page.order('sfu-capabilities', { routerRtpCapabilities });
  }
}
