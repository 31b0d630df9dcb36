/**
 * How the database came to be what it is: entry *n* takes it from `user_version` *n* to *n* + 1. An entry that has
 * been released never changes.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE mailbox (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    id TEXT NOT NULL,
    last_revision INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE people (
    address TEXT PRIMARY KEY,
    display_name TEXT NOT NULL,
    seen_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX people_by_time ON people (seen_at_ms);

  CREATE TABLE blocks (
    owner TEXT NOT NULL,
    blocked TEXT NOT NULL,
    PRIMARY KEY (owner, blocked)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    used_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX conversations_by_time ON conversations (used_at_ms);

  CREATE TABLE members (
    conversation_id TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    address TEXT NOT NULL,
    PRIMARY KEY (conversation_id, address)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    reader TEXT NOT NULL,
    text TEXT NOT NULL,
    sent_at_ms INTEGER NOT NULL,
    progress INTEGER NOT NULL,
    UNIQUE (sender, id)
  ) STRICT;
  CREATE INDEX messages_to ON messages (reader, revision);
  CREATE INDEX messages_from ON messages (sender, revision);
  CREATE INDEX messages_of_reader ON messages (reader, progress, sequence);
  CREATE INDEX messages_in_conversation ON messages (conversation_id, reader, progress);
  CREATE INDEX messages_by_time ON messages (sent_at_ms);
  `,
];
