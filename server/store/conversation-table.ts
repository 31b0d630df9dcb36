import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Address } from '../../protocol/addresses.ts';
import type { ConversationId } from '../../protocol/ids.ts';

/** As numbers in `members.part`, so that a person only comes closer. */
const PARTS = ['guest', 'owner', 'pair'] as const;
/**
 * What a person is to a conversation: `pair` one of the two who have talked in it, `owner` who began it for a conference,
 * `guest` who invited to that conference or was invited.
 */
export type Part = (typeof PARTS)[number];

/** Who belongs to which conversation ID, and when it was used last. */
export class ConversationTable {
  readonly #use: StatementSync;
  readonly #join: StatementSync;
  readonly #members: StatementSync;
  readonly #has: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    this.#use = database.prepare(
      'INSERT INTO conversations VALUES (?, ?) ON CONFLICT DO UPDATE SET used_at_ms = excluded.used_at_ms',
    );
    this.#join = database.prepare(
      `INSERT INTO members (conversation_id, address, part) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET part = max(part, excluded.part)`,
    );
    this.#members = database.prepare('SELECT address, part FROM members WHERE conversation_id = ?');
    this.#has = database.prepare('SELECT 1 FROM conversations WHERE id = ?');
    this.#forget = database.prepare('DELETE FROM conversations WHERE used_at_ms < ?');
  }

  /** Those of one part, or all; nobody when the ID is not known. */
  membersOf(id: ConversationId, part?: Part): Address[] {
    const rows = this.#members
      .all(id)
      .filter((row) => part === undefined || PARTS[Number(row.part)] === part);
    return rows.map((row) => row.address as Address);
  }

  has(id: string): boolean {
    return this.#has.get(id) !== undefined;
  }

  /** It is used at this moment, by or for these members: they have at least this part. */
  use(id: ConversationId, members: readonly Address[], atMs: number, part: Part = 'pair'): void {
    this.#use.run(id, atMs);
    for (const address of members) this.#join.run(id, address, PARTS.indexOf(part));
  }

  forgetUnusedSince(sinceMs: number): void {
    this.#forget.run(sinceMs);
  }
}
