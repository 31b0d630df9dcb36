import { ParleyError } from '../../protocol/errors.ts';
import { BackOff } from './kernel/back-off.ts';
import type { Clock, Log, PagePort } from './ports.ts';
import { stateChange } from './state-change.ts';
import type { StateStep } from './store.ts';

/** What a {@link StateTeller} needs. */
export interface StateTellerOptions {
  page: PagePort;
  clock: Clock;
  log: Log;
  /** Announces the next revision, which makes the page read the whole state. */
  announceAgain(): void;
}

/** Sends changes of the state to the page. If the page refuses a change, it learns soon that it has missed this change. */
export class StateTeller {
  readonly #options: StateTellerOptions;
  readonly #backOff = new BackOff();
  #isWaiting = false;

  constructor(options: StateTellerOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async tell({ before, after, revision }: StateStep): Promise<void> {
    const { page, log } = this.#options;
    if (!page.attached) return;
    try {
      await page.order('state-changed', stateChange(before, after, revision));
      if (!this.#isWaiting) this.#backOff.reset();
    } catch (thrown) {
      const { code, message } = ParleyError.from(thrown, 'PAGE_ABSENT');
      if (code === 'PAGE_ABSENT') return;
      log.warn('the page refused a change', { code, message });
      this.#announceLater();
    }
  }

  #announceLater(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#options.clock.after(this.#backOff.next(), () => {
      this.#isWaiting = false;
      if (this.#options.page.attached) this.#options.announceAgain();
    });
  }
}
