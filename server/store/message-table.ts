import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ConversationId, MessageId } from '../../protocol/ids.ts';
import type { Message, MessageProgress } from '../../protocol/messages.ts';
import type { Address, DisplayName } from '../../protocol/text/addresses.ts';

/** A message before the store has numbered it. */
export type NewMessage = Omit<Message, 'sequence' | 'revision' | 'progress'>;

/** New progress of all messages to this reader in this conversation, up to a sequence. */
export interface Mark {
  conversationId: ConversationId;
  reader: Address;
  progress: MessageProgress;
  upToSequence: number;
}

/** Stored as numbers, so that SQL can compare progress. */
const STEPS = ['sent', 'delivered', 'read'] as const satisfies readonly MessageProgress[];
const stepOf = (progress: MessageProgress) => STEPS.indexOf(progress);

interface Row {
  sequence: number;
  revision: number;
  id: string;
  conversation_id: string;
  sender: string;
  sender_name: string;
  reader: string;
  text: string;
  sent_at_ms: number;
  progress: number;
}

/** Messages from a blocked sender are marked after unblocking, since a mark would show when the reader was online. */
const TO_MARK = `conversation_id = :conversationId AND reader = :reader AND sequence <= :upTo AND progress < :step
  AND sender NOT IN (SELECT blocked FROM blocks WHERE owner = :reader)`;

/** The messages of all people (docs/decisions/0008). Call what writes within a transaction of the store. */
export class MessageTable {
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor(database: DatabaseSync) {
    this.#statements = prepareAll(database);
  }

  find(sender: Address, id: MessageId): Message | undefined {
    const row = this.#statements.find.get(sender, id);
    return row && messageOf(row as unknown as Row);
  }

  add({ id, conversationId, from, to, text, sentAtMs }: NewMessage): Message {
    const revision = this.#nextRevisions(1);
    const row = this.#statements.add.get({
      revision,
      id,
      conversationId,
      text,
      sentAtMs,
      sender: from.address,
      senderName: from.displayName,
      reader: to,
    });
    return messageOf(row as unknown as Row);
  }

  /** How many undelivered messages wait for a reader, from one sender or in total. */
  waitingFor(reader: Address, sender?: Address): number {
    return Number(this.#statements.waiting.get({ reader, sender: sender ?? null })?.count);
  }

  /**
   * The messages from and to an address that changed after a revision, ordered by revision.
   * At most `limit`. The caller may stop earlier.
   */
  *changedAfter(address: Address, revision: number, limit: number): Generator<Message> {
    const rows = this.#statements.changed.iterate({ address, revision, limit });
    for (const row of rows) yield messageOf(row as unknown as Row);
  }

  /**
   * Marks messages with less progress. Each one gets its own revision, so that a page of
   * {@link changedAfter} may end anywhere.
   * @returns the last sequence and the last revision that changed, and the writers; undefined if nothing changed
   */
  mark({
    conversationId,
    reader,
    progress,
    upToSequence,
  }: Mark): { sequence: number; revision: number; writers: Address[] } | undefined {
    const which = { conversationId, reader, upTo: upToSequence, step: stepOf(progress) };
    const { count, last } = this.#statements.toMark.get(which) as { count: number; last: number };
    if (count === 0) return undefined;
    const writers = this.#statements.writers.all(which).map(({ sender }) => sender as Address);
    const revision = this.#nextRevisions(count);
    this.#statements.mark.run({ ...which, base: revision - count });
    return { sequence: last, revision, writers };
  }

  /**
   * Removes delivered messages of a reader until `count` are left. Each sender keeps an equal share of the latest messages,
   * so that a sender of many messages does not displace those of others.
   */
  keepDelivered(reader: Address, count: number): void {
    this.#statements.keepDelivered.run({ reader, count });
  }

  forgetSentBefore(beforeMs: number): void {
    this.#statements.forget.run(beforeMs);
  }

  /** @returns the last of `count` new revisions */
  #nextRevisions(count: number): number {
    return Number(this.#statements.revise.get(count)?.last_revision);
  }
}

function prepareAll(
  database: DatabaseSync,
): Record<
  | 'find'
  | 'add'
  | 'waiting'
  | 'changed'
  | 'toMark'
  | 'writers'
  | 'mark'
  | 'keepDelivered'
  | 'forget'
  | 'revise',
  StatementSync
> {
  const sql = (text: string) => database.prepare(text);
  return {
    find: sql('SELECT * FROM messages WHERE sender = ? AND id = ?'),
    add: sql(
      `INSERT INTO messages
         (revision, id, conversation_id, sender, sender_name, reader, text, sent_at_ms, progress)
       VALUES (:revision, :id, :conversationId, :sender, :senderName, :reader, :text, :sentAtMs, 0)
       RETURNING *`,
    ),
    waiting: sql(
      `SELECT count(*) AS count FROM messages
       WHERE reader = :reader AND progress = 0 AND (:sender IS NULL OR sender = :sender)`,
    ),
    // Uses two indexes. No message is in both halves, since nobody can send a message to themselves.
    changed: sql(
      `SELECT * FROM messages WHERE sender = :address AND revision > :revision
       UNION ALL
       SELECT * FROM messages WHERE reader = :address AND revision > :revision
       ORDER BY revision LIMIT :limit`,
    ),
    toMark: sql(`SELECT count(*) AS count, max(sequence) AS last FROM messages WHERE ${TO_MARK}`),
    writers: sql(`SELECT DISTINCT sender FROM messages WHERE ${TO_MARK}`),
    mark: sql(
      `UPDATE messages SET progress = :step, revision = :base + changed.place
       FROM (SELECT sequence AS which, row_number() OVER (ORDER BY sequence) AS place
             FROM messages WHERE ${TO_MARK}) AS changed
       WHERE sequence = changed.which`,
    ),
    keepDelivered: sql(
      `DELETE FROM messages WHERE sequence IN
         (SELECT sequence FROM
           (SELECT sequence, row_number() OVER (PARTITION BY sender ORDER BY sequence DESC) AS age
            FROM messages WHERE reader = :reader AND progress > 0)
          ORDER BY age, sequence DESC LIMIT -1 OFFSET :count)`,
    ),
    forget: sql('DELETE FROM messages WHERE sent_at_ms < ?'),
    revise: sql('UPDATE mailbox SET last_revision = last_revision + ? RETURNING last_revision'),
  };
}

function messageOf(row: Row): Message {
  return {
    id: row.id as MessageId,
    conversationId: row.conversation_id as ConversationId,
    from: { address: row.sender as Address, displayName: row.sender_name as DisplayName },
    to: row.reader as Address,
    text: row.text,
    sequence: row.sequence,
    revision: row.revision,
    sentAtMs: row.sent_at_ms,
    progress: STEPS[row.progress] ?? 'sent',
  };
}
