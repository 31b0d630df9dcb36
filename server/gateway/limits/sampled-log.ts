import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';

/** How many lines of one key are written in one second. The rest is counted. */
const LINES = 5;
const WINDOW_MS = 1_000;
/** Maximum number of remembered keys. */
const MAX_KEYS = 1_000;

interface Window {
  sinceMs: number;
  lines: number;
  leftOut: number;
}

/** Writes lines that clients cause, so that no client can fill the log: a few lines of each key a second, then a count. */
export class SampledLog {
  readonly #log: Logger;
  readonly #clock: Clock;
  /** In order of their start. */
  readonly #windows = new Map<string, Window>();

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** @param key lines with the same key are counted together: a person or a source address */
  info(key: string, facts: Record<string, string | number>, message: string): void {
    const window = this.#windowOf(key);
    window.lines += 1;
    if (window.lines <= LINES) this.#log.info(facts, message);
    else this.#leaveOut(key, window);
  }

  /** The same as {@link info}, for a defect: with its stack. */
  error(key: string, facts: Record<string, unknown>, message: string): void {
    const window = this.#windowOf(key);
    window.lines += 1;
    if (window.lines <= LINES) this.#log.error(facts, message);
    else this.#leaveOut(key, window);
  }

  #windowOf(key: string): Window {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#windows.get(key);
    if (known !== undefined && Math.abs(nowMs - known.sinceMs) < WINDOW_MS) return known;
    const window = { sinceMs: nowMs, lines: 0, leftOut: 0 };
    this.#windows.delete(key);
    this.#windows.set(key, window);
    const oldest = this.#windows.keys().next().value;
    if (this.#windows.size > MAX_KEYS && oldest !== undefined) this.#windows.delete(oldest);
    return window;
  }

  #leaveOut(about: string, window: Window): void {
    window.leftOut += 1;
    if (window.leftOut > 1) return;
    this.#clock.after(WINDOW_MS, () => {
      this.#log.info({ about, leftOut: window.leftOut }, 'lines left out');
    });
  }
}
