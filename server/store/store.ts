import type { DatabaseSync } from 'node:sqlite';
import { BlockTable } from './block-table.ts';
import { ConversationTable } from './conversation-table.ts';
import { MessageTable } from './message-table.ts';
import { PeopleTable } from './people-table.ts';
import { stored } from './store-failure.ts';

/** Everything that the server stores permanently. Every call is synchronous: SQLite runs in this process. */
export class Store {
  /** ID of this store for clients, since revisions are only valid within one store. */
  readonly mailboxId: string;
  readonly people: PeopleTable;
  readonly blocks: BlockTable;
  readonly conversations: ConversationTable;
  readonly messages: MessageTable;
  readonly #database: DatabaseSync;

  /** @param database with the newest schema; the store closes it */
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
   * Runs `work` as one transaction, and flushes it to the disk before it returns, so that a power failure does not undo
   * what the server has already confirmed. Calls outside a transaction survive a crash, but maybe not a power failure.
   * @throws ParleyError STORE_FULL if the database cannot be written to now; any other error of `work` unchanged
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
