import type { NotificationContent, NotificationPort } from './notifications.ts';

/** A way to show notifications. */
export interface NotificationSurface {
  show(content: NotificationContent): Promise<void>;
  withdraw(tag: string): Promise<void>;
  /** Removes notifications of an earlier page. */
  withdrawLeftovers(): Promise<void>;
  /** Removes all notifications of this page, synchronously, because the page is closing. */
  close(): void;
}

/**
 * Shows and withdraws notifications in the order in which it was asked, on a surface that opens on first use. A system
 * without notifications is no failure, because the app always shows a card. So nothing here rejects.
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
      // Not shown if it was withdrawn or replaced in the meantime.
      if (this.#wanted.get(content.tag) === content) await surface.show(content);
    });
  }

  withdraw(tag: string): void {
    if (this.#wanted.delete(tag)) this.#queue((surface) => surface.withdraw(tag));
  }

  /** Removes notifications of an earlier page. */
  withdrawLeftovers(): void {
    if (this.#allowed()) this.#queue((surface) => surface.withdrawLeftovers());
  }

  /** Removes all notifications synchronously. Idempotent. */
  close(): void {
    this.#wanted.clear();
    this.#surface?.close();
  }

  /** Resolves when all calls so far are done. */
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
