import type { DatabaseSync } from 'node:sqlite';
import { BlockTable } from './block-table.ts';
import { ConversationTable } from './conversation-table.ts';
import { MessageTable } from './message-table.ts';
import { PeopleTable } from './people-table.ts';
import { stored } from './store-failure.ts';

/** All that the server keeps beyond its own life. Every call is synchronous: SQLite runs in this process. */
export class Store {
  /** Under which clients know this store: the revisions of another one mean nothing here. */
  readonly mailboxId: string;
  readonly people: PeopleTable;
  readonly blocks: BlockTable;
  readonly conversations: ConversationTable;
  readonly messages: MessageTable;
  readonly #database: DatabaseSync;

  /** @param database with the newest schema; this store closes it */
  constructor(database: DatabaseSync, newId: () => string) {
    this.#database = database;
    database.prepare('INSERT OR IGNORE INTO mailbox VALUES (1, ?, 0)').run(newId());
    this.mailboxId = String(database.prepare('SELECT id FROM mailbox').get()?.id);
    this.people = new PeopleTable(database);
    this.blocks = new BlockTable(database);
    this.conversations = new ConversationTable(database);
    this.messages = new MessageTable(database);
  }

  /**
   * All of `work`, or nothing of it, and on the disk itself when this returns: a power failure does not undo what
   * somebody has been told. Single calls outside are as safe from a crash, but not from that. What `work` throws is
   * thrown on.
   * @throws ParleyError STORE_FULL when the database cannot be written to now
   */
  transaction<Result>(work: () => Result): Result {
    return stored(() => this.#transaction(work));
  }

  #transaction<Result>(work: () => Result): Result {
    this.#database.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (thrown) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw thrown;
    } finally {
      this.#database.exec('PRAGMA synchronous = NORMAL');
    }
  }

  /** Idempotent. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
