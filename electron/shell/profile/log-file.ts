import { closeSync, fstatSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { openPrivately } from './data-folder.ts';

/** Size in bytes at which the log file is rotated. Both files together have at most twice this size. */
const MAX_BYTES = 1024 * 1024;

/**
 * A log file for developers; the terminal only shows messages for users. A full `parley.log` is renamed to
 * `parley.old.log`. Lines that cannot be written are lost.
 */
export class LogFile {
  readonly #file: string;
  readonly #now: () => number;
  readonly #maxBytes: number;
  #descriptor: number | undefined;
  #bytes = 0;

  /** @param now milliseconds since the epoch */
  constructor(file: string, { now, maxBytes = MAX_BYTES }: { now: () => number; maxBytes?: number }) {
    this.#file = file;
    this.#now = now;
    this.#maxBytes = maxBytes;
  }

  write(line: string): void {
    const text = `${new Date(this.#now()).toISOString()} ${line}\n`;
    try {
      if (this.#bytes >= this.#maxBytes) this.#rotate();
      this.#descriptor ??= this.#open();
      this.#bytes += writeSync(this.#descriptor, text);
    } catch {
      // Parley continues even if the disk is full.
    }
  }

  /** Idempotent. */
  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #open(): number {
    const descriptor = openPrivately(this.#file, 'append');
    this.#bytes = fstatSync(descriptor).size;
    return descriptor;
  }

  #rotate(): void {
    this.close();
    const { dir, name, ext } = path.parse(this.#file);
    renameSync(this.#file, path.join(dir, `${name}.old${ext}`));
    this.#bytes = 0;
  }
}
