import type { Clock } from '../../core/ports.ts';

/** The part of a running Chromium process that the window needs. */
export interface ChromiumProcess {
  /** The listener is called once: when the process has exited, or could not be started. */
  onExit(listener: (failure?: Error) => void): void;
  kill(): void;
}

export interface AppWindowOptions {
  clock: Clock;
  /** Starts Chromium with a fresh start page; undefined if no window can be opened. */
  launch: (() => ChromiumProcess) | undefined;
  /** Called when the user has closed the window. */
  closed(): void;
  /** Called when Chromium could not be started. */
  failed(error: Error): void;
}

/**
 * If a killed Parley left its Chromium running, that Chromium opens the window and the new process exits at once. The
 * page must then connect within this time.
 */
const handOverMs = 5_000;

/** The window in app mode. It counts as closed when its process has exited and no page is connected. */
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

  /** Opens the window unless it is open already. Does nothing if no window can be opened. */
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
