import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ParleyError } from '../../protocol/errors.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { isUnsafe, openDataFolder } from './data-folder.ts';
import { MIGRATIONS } from './schema.ts';
import { Store } from './store.ts';
import { sqliteCode } from './store-failure.ts';

/** Name of the database in the data folder. */
export const DATABASE_NAME = 'parley.db';
/** SQLite's files beside the database (https://sqlite.org/wal.html). */
const COMPANIONS = ['', '-wal', '-shm'];
const FILES = [DATABASE_NAME, `${DATABASE_NAME}-wal`, `${DATABASE_NAME}-shm`] as const;
/** How long to wait for the previous server to unlock the file, in milliseconds. */
const LOCK_TIMEOUT_MS = 3_000;

export interface StoreOptions {
  /** Created if it is missing. Undefined: everything is in memory and lost when the store closes. */
  folder: string | undefined;
  newId: () => string;
  clock: Clock;
  log: Logger;
}

/**
 * Opens or creates the database in the data folder. A damaged database is renamed and replaced by a new one. A database
 * of a newer Parley is not changed.
 * @throws ParleyError SERVER_CONFIG_INVALID with the key `dataFolder` if the folder cannot be used or another server uses
 *   it; STORE_NEWER if a newer Parley wrote the database
 */
export function openStore(options: StoreOptions): Store {
  const { folder, newId, log } = options;
  if (folder === undefined) return openDatabase(':memory:', newId);
  try {
    const file = path.join(openDataFolder(folder, FILES, log), DATABASE_NAME);
    try {
      return openDatabase(file, newId);
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      const keptAs = setAside(file, options.clock.nowMs());
      log.error(
        { code: 'STORE_DAMAGED', err: thrown, keptAs },
        'the database is damaged and was replaced by a new one',
      );
      return openDatabase(file, newId);
    }
  } catch (cause) {
    if (cause instanceof ParleyError && cause.code === 'STORE_NEWER') throw cause;
    if (isUnsafe(cause)) throw cause;
    throw unusable(cause);
  }
}

function openDatabase(file: string, newId: () => string): Store {
  const database = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS });
  try {
    refuseNewer(database);
    // Exclusive, because two servers on one file would not notice each other's changes.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    const verdict = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (verdict !== 'ok') throw new ParleyError('STORE_DAMAGED', 'the database fails its check');
    migrate(database);
    return new Store(database, newId);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Must come before any write. Replacing the database instead would lose blocks, messages and conversations. */
function refuseNewer(database: DatabaseSync): void {
  if (versionOf(database) <= MIGRATIONS.length) return;
  const context = { file: DATABASE_NAME };
  throw new ParleyError('STORE_NEWER', `a newer Parley wrote ${DATABASE_NAME}`, { context });
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

function migrate(database: DatabaseSync): void {
  const version = versionOf(database);
  for (let next = version; next < MIGRATIONS.length; next += 1) {
    database.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[next]}; PRAGMA user_version = ${next + 1}; COMMIT`);
  }
}

/**
 * Primary result codes for problems of the machine or another process, not of the file (https://sqlite.org/rescode.html).
 */
const NOT_THE_FILE: ReadonlySet<number> = new Set([
  3, // PERM
  5, // BUSY
  6, // LOCKED
  7, // NOMEM
  8, // READONLY
  10, // IOERR
  13, // FULL
  14, // CANTOPEN
]);

function isDamage(thrown: unknown): boolean {
  if (thrown instanceof ParleyError) return thrown.code === 'STORE_DAMAGED';
  const code = sqliteCode(thrown);
  return code !== undefined && !NOT_THE_FILE.has(code);
}

/** Renames a damaged database. @returns its new name, in the same folder */
function setAside(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/[:.]/g, '-');
  const kept = file.replace(/\.db$/, `.damaged-${stamp}.db`);
  for (const companion of COMPANIONS) {
    if (existsSync(`${file}${companion}`)) renameSync(`${file}${companion}`, `${kept}${companion}`);
  }
  return path.basename(kept);
}

function unusable(cause: unknown): ParleyError {
  const why = sqliteCode(cause) === 5 ? 'another server uses this folder' : 'the folder cannot be written to';
  const context = { key: 'dataFolder' };
  return new ParleyError('SERVER_CONFIG_INVALID', `dataFolder: ${why}`, { context, cause });
}
