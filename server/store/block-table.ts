import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Address } from '../../protocol/text/addresses.ts';

/** Which addresses each address has blocked. */
export class BlockTable {
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #has: StatementSync;
  readonly #of: StatementSync;
  readonly #ownersBlocking: StatementSync;

  constructor(database: DatabaseSync) {
    this.#add = database.prepare('INSERT OR IGNORE INTO blocks VALUES (?, ?)');
    this.#remove = database.prepare('DELETE FROM blocks WHERE owner = ? AND blocked = ?');
    this.#has = database.prepare('SELECT 1 FROM blocks WHERE owner = ? AND blocked = ?');
    this.#of = database.prepare('SELECT blocked FROM blocks WHERE owner = ? ORDER BY blocked');
    this.#ownersBlocking = database.prepare('SELECT owner FROM blocks WHERE blocked = ?');
  }

  add(owner: Address, blocked: Address): void {
    this.#add.run(owner, blocked);
  }

  remove(owner: Address, blocked: Address): void {
    this.#remove.run(owner, blocked);
  }

  has(owner: Address, blocked: Address): boolean {
    return this.#has.get(owner, blocked) !== undefined;
  }

  of(owner: Address): Address[] {
    return this.#of.all(owner).map((row) => row.blocked as Address);
  }

  /** Everyone who has blocked an address. */
  ownersBlocking(blocked: Address): Address[] {
    return this.#ownersBlocking.all(blocked).map((row) => row.owner as Address);
  }
}
