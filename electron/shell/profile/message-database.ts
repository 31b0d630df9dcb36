import { closeSync, existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ParleyError } from '../../../protocol/errors.ts';
import type { MessageStore, OpenedMessages } from '../../core/messages/message-store.ts';
import { openPrivately } from './data-folder.ts';
import { MESSAGES_FORMAT, newerData } from './data-format.ts';
import { nameAside } from './json-file.ts';
import { MessageTable } from './message-table.ts';

/** SQLITE_ERROR (the tables have another schema), SQLITE_CORRUPT, SQLITE_NOTADB. */
const DAMAGE: ReadonlySet<number> = new Set([1, 11, 26]);

/*
 * `stage` and `told` are indexes into the stages of `message-row.ts`. `told` is the stage of an incoming message that
 * the server has confirmed. `position` orders a conversation across all mailboxes, `queued` orders our unsent messages.
 * `text` is the last column, so that SQLite does not read it when a query needs only earlier columns.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (
    own TEXT NOT NULL, id TEXT NOT NULL, conversation TEXT NOT NULL, incoming INTEGER NOT NULL,
    stage INTEGER NOT NULL, told INTEGER, mailbox TEXT, sequence INTEGER, position INTEGER, queued INTEGER,
    sent_at_ms INTEGER NOT NULL, error TEXT,
    from_address TEXT NOT NULL, from_name TEXT NOT NULL, to_address TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (own, id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_in_order ON messages (own, conversation, position);
  CREATE INDEX IF NOT EXISTS messages_unsent ON messages (own, queued) WHERE stage <= 1;
  CREATE INDEX IF NOT EXISTS messages_unread ON messages (own, conversation, incoming, stage)
    WHERE incoming = 1 AND stage < 4;
  CREATE INDEX IF NOT EXISTS messages_owed ON messages (own, mailbox) WHERE incoming = 1 AND told < stage;
  CREATE TABLE IF NOT EXISTS threads (
    own TEXT NOT NULL, conversation TEXT NOT NULL, peer_address TEXT NOT NULL, peer_name TEXT NOT NULL,
    PRIMARY KEY (own, conversation)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS mailboxes (
    own TEXT NOT NULL, mailbox TEXT NOT NULL, base INTEGER NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (own, mailbox)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${MESSAGES_FORMAT};
`;

export interface MessageDatabaseOptions {
  /** The profile's data folder. */
  folder: string;
  /** Milliseconds since the epoch. */
  now(): number;
}

/**
 * Opens `messages.db` in the profile's data folder, readable by its user only. A damaged file is renamed and a new one
 * is created (SPEC CONV-6). If no file can be written, messages are kept in memory.
 * @throws ParleyError STORE_NEWER if a newer Parley wrote the file, which is then left unchanged
 */
export function openMessageDatabase({ folder, now }: MessageDatabaseOptions): OpenedMessages {
  const file = path.join(folder, 'messages.db');
  try {
    return { store: openFile(file) };
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause;
    const copy = isDamage(cause) ? setAside(file, now()) : '';
    try {
      if (copy !== '') return { store: openFile(file), damage: { copy, cause } };
    } catch {
      // The disk cannot be written: fall back to memory.
    }
    return { store: openMemory(), damage: { copy, cause } };
  }
}

/** Opens a store in memory. Its messages are lost when the program ends. */
export function openMemory(): MessageStore {
  return storeIn(prepared(new DatabaseSync(':memory:')));
}

function openFile(file: string): MessageStore {
  // SQLite creates its journal files with the mode of this file.
  closeSync(openPrivately(file, 'append'));
  const database = new DatabaseSync(file);
  try {
    return storeIn(prepared(database));
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** @throws ParleyError STORE_NEWER; any other error if the content cannot be read */
function prepared(database: DatabaseSync): DatabaseSync {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > MESSAGES_FORMAT) throw newerData('messages.db');
  const checked = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (checked !== 'ok') throw new Error(`quick_check: ${checked}`);
  // A crash of Parley loses nothing. A power failure may lose the latest messages, but no write waits for the disk.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(SCHEMA);
  return database;
}

function storeIn(database: DatabaseSync): MessageStore {
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepare = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    of: (own) => new MessageTable(own, prepare),
    close() {
      if (database.isOpen) database.close();
    },
  };
}

/** A full or read-only disk does not count as damage: the content may be readable later. */
function isDamage(thrown: unknown): boolean {
  const { errcode, code } = thrown as { errcode?: number; code?: unknown };
  return errcode === undefined ? code === undefined : DAMAGE.has(errcode & 0xff);
}

/** @returns the name of the renamed file, or an empty string if it could not be renamed */
function setAside(file: string, atMs: number): string {
  const copy = nameAside(file, atMs);
  try {
    for (const journal of ['-wal', '-shm', '']) {
      if (existsSync(file + journal)) renameSync(file + journal, copy + journal);
    }
    return path.basename(copy);
  } catch {
    return '';
  }
}
