import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { Address } from '../../protocol/text/addresses.ts';

const IDENTITY = 'address, display_name AS displayName';

/** Everyone who has ever signed in. These people are known, also while they are offline. */
export class PeopleTable {
  readonly #seen: StatementSync;
  readonly #find: StatementSync;
  readonly #latest: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    this.#seen = database.prepare(
      `INSERT INTO people VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET display_name = excluded.display_name, seen_at_ms = excluded.seen_at_ms`,
    );
    this.#find = database.prepare(`SELECT ${IDENTITY} FROM people WHERE address = ?`);
    this.#latest = database.prepare(
      `SELECT ${IDENTITY} FROM (SELECT * FROM people ORDER BY seen_at_ms DESC LIMIT ?) ORDER BY seen_at_ms`,
    );
    this.#forget = database.prepare('DELETE FROM people WHERE seen_at_ms < ?');
  }

  /** A person has signed in. */
  seen({ address, displayName }: Identity, atMs: number): void {
    this.#seen.run(address, displayName, atMs);
  }

  find(address: Address): Identity | undefined {
    return this.#find.get(address) as Identity | undefined;
  }

  /** The people who signed in last, the latest at the end. */
  latest(count: number): Identity[] {
    return this.#latest.all(count) as unknown as Identity[];
  }

  forgetUnseenSince(sinceMs: number): void {
    this.#forget.run(sinceMs);
  }
}
