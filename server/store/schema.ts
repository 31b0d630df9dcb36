/**
 * The migrations of the database: entry *n* migrates it from `user_version` *n* to *n* + 1. An entry that has
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
  /*
   * The part of each member of a conversation: 0 guest of its conference, 1 its owner, 2 one of the two people who talk in
   * it. Before this, all members had the same part. With more than two members, the two people are those of the first
   * stored message; without any stored message, the next two people who talk.
   */
  `
  ALTER TABLE members ADD COLUMN part INTEGER NOT NULL DEFAULT 0;
  UPDATE members SET part = size FROM
    (SELECT conversation_id AS id, count(*) AS size FROM members GROUP BY conversation_id) AS sized
    WHERE conversation_id = sized.id AND size <= 2;
  UPDATE members SET part = 2 FROM
    (SELECT conversation_id AS id, sender, reader, min(sequence) FROM messages GROUP BY conversation_id) AS first
    WHERE conversation_id = first.id AND address IN (first.sender, first.reader);
  CREATE INDEX blocks_of ON blocks (blocked);
  `,
  `
  ALTER TABLE conversations ADD COLUMN starter TEXT;
  CREATE INDEX conversations_of_starter ON conversations (starter, used_at_ms);
  `,
];
