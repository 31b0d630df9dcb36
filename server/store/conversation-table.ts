import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ConversationId } from '../../protocol/ids.ts';
import type { Address } from '../../protocol/text/addresses.ts';

/** Stored as its index in `members.part`. A person's part can only increase. */
export const PARTS = ['guest', 'owner', 'pair'] as const;
/**
 * A person's part in a conversation. `pair`: one of the two people who have talked in it. `owner`: began it for a
 * conference. `guest`: invited others to that conference or was invited.
 */
export type Part = (typeof PARTS)[number];
/**
 * How many of the latest used conversations without a message are stored for the person who began them: conversations of
 * two people, and conversations that only belong to conferences. Each call and each conference may begin one, and nothing
 * else would limit their number in the year that they are stored.
 */
const MAX_SILENT = { pairs: 10_000, conferences: 1_000 };
/** How many conversations a person begins between two clean-ups. A clean-up reads all conversations of that person. */
const BEGUN_BETWEEN_CLEANUPS = 64;

/** Who belongs to which conversation ID, and when it was used last. */
export class ConversationTable {
  readonly #begin: StatementSync;
  readonly #use: StatementSync;
  readonly #begunBy: StatementSync;
  readonly #forgetSilent: StatementSync;
  readonly #join: StatementSync;
  readonly #members: StatementSync;
  readonly #has: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    this.#begin = database.prepare(
      'INSERT OR IGNORE INTO conversations (id, used_at_ms, starter) VALUES (?, ?, ?)',
    );
    this.#use = database.prepare('UPDATE conversations SET used_at_ms = ? WHERE id = ?');
    this.#begunBy = database.prepare('SELECT count(*) AS begun FROM conversations WHERE starter = ?');
    this.#forgetSilent = database.prepare(
      `DELETE FROM conversations WHERE id IN
         (SELECT id FROM conversations WHERE starter = :starter
            AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id)
            AND EXISTS (SELECT 1 FROM members
              WHERE conversation_id = conversations.id AND part = ${PARTS.indexOf('pair')}) = :isOfPair
          ORDER BY used_at_ms DESC, id LIMIT -1 OFFSET :kept)`,
    );
    this.#join = database.prepare(
      `INSERT INTO members (conversation_id, address, part) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET part = max(part, excluded.part)`,
    );
    this.#members = database.prepare('SELECT address, part FROM members WHERE conversation_id = ?');
    this.#has = database.prepare('SELECT 1 FROM conversations WHERE id = ?');
    this.#forget = database.prepare('DELETE FROM conversations WHERE used_at_ms < ?');
  }

  /** Members with one part, or all members. Empty for an unknown ID. */
  membersOf(id: ConversationId, part?: Part): Address[] {
    const rows = this.#members
      .all(id)
      .filter((row) => part === undefined || PARTS[Number(row.part)] === part);
    return rows.map((row) => row.address as Address);
  }

  has(id: string): boolean {
    return this.#has.get(id) !== undefined;
  }

  /** The first of these members uses it with the others. From now on each of them has at least this part. */
  use(
    id: ConversationId,
    members: readonly [Address, ...Address[]],
    atMs: number,
    part: Part = 'pair',
  ): void {
    const [starter] = members;
    const isNew = this.#begin.run(id, atMs, starter).changes > 0;
    if (!isNew) this.#use.run(atMs, id);
    for (const address of members) this.#join.run(id, address, PARTS.indexOf(part));
    if (!isNew) return;
    if (Number(this.#begunBy.get(starter)?.begun) % BEGUN_BETWEEN_CLEANUPS !== 0) return;
    const kept = part === 'pair' ? MAX_SILENT.pairs : MAX_SILENT.conferences;
    this.#forgetSilent.run({ starter, isOfPair: part === 'pair' ? 1 : 0, kept });
  }

  forgetUnusedSince(sinceMs: number): void {
    this.#forget.run(sinceMs);
  }
}
