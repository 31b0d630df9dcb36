import { ParleyError } from '../../protocol/errors.ts';

/** Primary result codes for a database that cannot be written to (https://sqlite.org/rescode.html). */
const UNWRITABLE: ReadonlySet<number> = new Set([
  8, // READONLY
  10, // IOERR
  13, // FULL
  14, // CANTOPEN
]);

/** The primary result code of SQLite; undefined if SQLite did not throw the error. */
export function sqliteCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error && 'errcode' in thrown)) return undefined;
  return Number(thrown.errcode) & 0xff;
}

/** Whether the database cannot be written to now: its disk is full, failing, or read-only. */
export function isUnwritable(thrown: unknown): boolean {
  return UNWRITABLE.has(sqliteCode(thrown) ?? -1);
}

/**
 * Runs work that writes to the database and returns its result.
 * @throws ParleyError STORE_FULL if the database cannot be written to now; any other error of `work` unchanged
 */
export function stored<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (!isUnwritable(cause)) throw cause;
    throw new ParleyError('STORE_FULL', 'the server cannot store anything now', { cause });
  }
}
