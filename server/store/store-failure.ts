import { ParleyError } from '../../protocol/errors.ts';

/** Primary result codes that say that a database cannot be written to (https://sqlite.org/rescode.html). */
const UNWRITABLE: ReadonlySet<number> = new Set([
  8, // READONLY
  10, // IOERR
  13, // FULL
  14, // CANTOPEN
]);

/** The primary result code of SQLite; undefined when SQLite did not throw it. */
export function sqliteCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error && 'errcode' in thrown)) return undefined;
  return Number(thrown.errcode) & 0xff;
}

/** Whether the database cannot be written to now: its disk is full, failing, or read-only. */
export function isUnwritable(thrown: unknown): boolean {
  return UNWRITABLE.has(sqliteCode(thrown) ?? -1);
}

/**
 * The result of work that writes to the database.
 * @throws ParleyError STORE_FULL when the database cannot be written to now; all else as `work` throws it
 */
export function stored<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (!isUnwritable(cause)) throw cause;
    throw new ParleyError('STORE_FULL', 'the server cannot store anything now', { cause });
  }
}
