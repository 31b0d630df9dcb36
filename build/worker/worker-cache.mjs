import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { hashFile } from '../files/content-hash.mjs';
import { privateFolder } from '../files/private-folder.mjs';

const recordName = 'verdict.json';

/**
 * The place of one verified worker: the binary and a record with its hash, its origin and the result of its test. A binary
 * that does not match its record is ignored.
 */
export class WorkerCache {
  #folder;
  #made;
  #binary;

  /**
   * @param {string} folder the place; created when a worker is stored
   * @param {{platform?: string, made?: string}} [options] `made` names what a binary depends on (system, recipe):
   *   a binary with another name is ignored
   */
  constructor(folder, { platform = process.platform, made = '' } = {}) {
    this.#folder = folder;
    this.#made = made;
    this.#binary = path.join(folder, platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker');
  }

  /** The verified binary's path, or undefined. A link is not followed. */
  find() {
    const record = this.#readRecord();
    if (!record?.ok || record.made !== this.#made || !isPlainFile(this.#binary)) return undefined;
    return hashFile(this.#binary) === record.sha256 ? this.#binary : undefined;
  }

  /**
   * Stores a binary that has passed its test, replacing an older one.
   * @param {string} file copied, not moved
   * @param {{origin: 'prebuilt' | 'compiled'}} options
   * @returns {string} where it is now
   */
  store(file, { origin }) {
    privateFolder(this.#folder);
    const draft = mkdtempSync(path.join(this.#folder, 'new-'));
    const binary = path.join(draft, 'binary');
    const record = path.join(draft, recordName);
    copyFileSync(file, binary);
    chmodSync(binary, 0o700);
    const verdict = {
      ok: true,
      sha256: hashFile(binary),
      origin,
      made: this.#made,
      at: new Date().toISOString(),
    };
    writeFileSync(record, `${JSON.stringify(verdict, null, 2)}\n`);
    // The record is written last, because a binary without a matching record is ignored.
    renameSync(binary, this.#binary);
    renameSync(record, path.join(this.#folder, recordName));
    rmSync(draft, { recursive: true });
    return this.#binary;
  }

  #readRecord() {
    try {
      return JSON.parse(readFileSync(path.join(this.#folder, recordName), 'utf8'));
    } catch {
      return undefined;
    }
  }
}

function isPlainFile(file) {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
