import type { BrowserWindow } from 'electron';
import type { Clock } from '../../core/ports.ts';

/** A page that has not painted in this time is shown as it is. */
const PAINT_MS = 3_000;

/**
 * Shows a window, the first time not before its page has painted (SPEC DESK-3): `ready-to-show` (electron.d.ts,
 * `BaseWindow`). A page that fails to load, crashes or takes too long is shown all the same, so that no window stays hidden.
 */
export class FirstShow {
  readonly #window: BrowserWindow;
  #painted = false;
  #wanted = false;

  constructor(window: BrowserWindow, clock: Clock) {
    this.#window = window;
    const stopTimer = clock.after(PAINT_MS, () => this.#paint());
    window.once('ready-to-show', () => this.#paint());
    window.once('closed', stopTimer);
    window.webContents.on('did-fail-load', (_event, _code, _description, _url, isMainFrame) => {
      if (isMainFrame) this.#paint();
    });
    window.webContents.on('render-process-gone', () => this.#paint());
  }

  /** Brings the window to the front, now or as soon as there is something to see. */
  show(): void {
    this.#wanted = true;
    if (!this.#painted) return;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  #paint(): void {
    if (this.#painted || this.#window.isDestroyed()) return;
    this.#painted = true;
    if (this.#wanted) this.show();
  }
}
