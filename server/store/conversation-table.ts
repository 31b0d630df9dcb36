import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Address } from '../../protocol/addresses.ts';
import type { ConversationId } from '../../protocol/ids.ts';

/** Who belongs to which conversation ID, and when it was used last. */
export class ConversationTable {
  readonly #use: StatementSync;
  readonly #join: StatementSync;
  readonly #members: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    this.#use = database.prepare(
      'INSERT INTO conversations VALUES (?, ?) ON CONFLICT DO UPDATE SET used_at_ms = excluded.used_at_ms',
    );
    this.#join = database.prepare('INSERT OR IGNORE INTO members VALUES (?, ?)');
    this.#members = database.prepare('SELECT address FROM members WHERE conversation_id = ?');
    this.#forget = database.prepare('DELETE FROM conversations WHERE used_at_ms < ?');
  }

  /** Nobody when the ID is not known. */
  membersOf(id: ConversationId): Address[] {
    return this.#members.all(id).map((row) => row.address as Address);
  }

  /** It is used at this moment, by or for these members. */
  use(id: ConversationId, members: readonly Address[], atMs: number): void {
    this.#use.run(id, atMs);
    for (const address of members) this.#join.run(id, address);
  }

  forgetUnusedSince(sinceMs: number): void {
    this.#forget.run(sinceMs);
  }
}
