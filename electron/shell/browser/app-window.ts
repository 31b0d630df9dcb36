import type { Clock } from '../../core/ports.ts';

/** A running Chromium, as far as it is needed. */
export interface ChromiumProcess {
  /** Called once, when it is gone or could not be started. */
  onExit(listener: (failure?: Error) => void): void;
  kill(): void;
}

export interface AppWindowOptions {
  clock: Clock;
  /** Starts Chromium on a fresh address; undefined where no window can be opened. */
  launch: (() => ChromiumProcess) | undefined;
  /** The user closed the window. */
  closed(): void;
  /** Chromium could not be started. */
  failed(error: Error): void;
}

/**
 * A Chromium that was left behind by a killed Parley takes the address over and the new process ends at once; its
 * page comes within this time.
 */
const handOverMs = 5_000;

/** The window in app mode: it is closed when its process is gone and no page is connected any more. */
export class AppWindow {
  readonly #options: AppWindowOptions;
  #process: ChromiumProcess | null = null;
  #pages = 0;
  #pageSeen = false;
  #closing = false;
  #stopTimer: () => void = () => {};

  constructor(options: AppWindowOptions) {
    this.#options = options;
  }

  get available(): boolean {
    return this.#options.launch !== undefined;
  }

  get hasPage(): boolean {
    return this.#pages > 0;
  }

  /** Opens it, unless it is there or cannot be opened. */
  open(): void {
    if (this.hasPage || this.#process !== null) return;
    this.#pageSeen = false;
    const process = this.#options.launch?.() ?? null;
    this.#process = process;
    process?.onExit((failure) => {
      if (this.#process !== process) return;
      this.#process = null;
      if (failure) this.#options.failed(failure);
      else this.#settle();
    });
  }

  pagesChanged(count: number): void {
    this.#pages = count;
    this.#pageSeen ||= count > 0;
    if (count === 0 && this.#process === null && this.available) this.#settle();
  }

  /** Idempotent. */
  close(): void {
    this.#closing = true;
    this.#stopTimer();
    this.#process?.kill();
  }

  #settle(): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.clock.after(this.#pageSeen ? 0 : handOverMs, () => {
      if (!this.hasPage && !this.#closing && this.#process === null) this.#options.closed();
    });
  }
}
