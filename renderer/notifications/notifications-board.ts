import type { NotificationContent, NotificationPort } from './notifications.ts';

/** A way to show notifications. */
export interface NotificationSurface {
  show(content: NotificationContent): Promise<void>;
  withdraw(tag: string): Promise<void>;
  /** Takes away what an earlier page left behind. */
  withdrawLeftovers(): Promise<void>;
  /** Takes away all of this page, at once: the page goes. */
  close(): void;
}

/**
 * Shows and withdraws in the order of asking, on a surface that is opened when it is first needed. A system that
 * shows nothing is no failure of a call: the card in the app is always there, so nothing here rejects.
 */
export class NotificationBoard implements NotificationPort {
  readonly #allowed: () => boolean;
  readonly #open: () => Promise<NotificationSurface>;
  readonly #wanted = new Map<string, NotificationContent>();
  #surface: NotificationSurface | undefined;
  #last = Promise.resolve();

  constructor(options: { isAllowed: () => boolean; open: () => Promise<NotificationSurface> }) {
    this.#allowed = options.isAllowed;
    this.#open = options.open;
  }

  isAllowed(): boolean {
    return this.#allowed();
  }

  show(content: NotificationContent): void {
    this.#wanted.set(content.tag, content);
    this.#queue(async (surface) => {
      // What was withdrawn or replaced while it waited is not shown at all.
      if (this.#wanted.get(content.tag) === content) await surface.show(content);
    });
  }

  withdraw(tag: string): void {
    if (this.#wanted.delete(tag)) this.#queue((surface) => surface.withdraw(tag));
  }

  /** Takes away what an earlier page left behind. */
  withdrawLeftovers(): void {
    if (this.#allowed()) this.#queue((surface) => surface.withdrawLeftovers());
  }

  /** Takes all away at once. Idempotent. */
  close(): void {
    this.#wanted.clear();
    this.#surface?.close();
  }

  /** Resolves when everything asked for so far is done. */
  settled(): Promise<void> {
    return this.#last;
  }

  #queue(work: (surface: NotificationSurface) => Promise<void>): void {
    this.#last = this.#last
      .then(async () => {
        this.#surface ??= await this.#open();
        await work(this.#surface);
      })
      .catch(() => undefined);
  }
}
