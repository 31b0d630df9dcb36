import type { BrowserWindow } from 'electron';
import type { Clock } from '../../core/ports.ts';

/** If the page has not painted within this time, the window is shown anyway. */
const PAINT_MS = 3_000;

/**
 * Shows a window for the first time only after its page has painted (SPEC DESK-3), which `ready-to-show` reports
 * (electron.d.ts, `BaseWindow`). If the page fails to load, crashes or takes too long, the window is shown anyway, so
 * that it never stays hidden.
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

  /** Brings the window to the front, now or as soon as the page has painted. */
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
