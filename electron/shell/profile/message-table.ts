import type { StatementSync } from 'node:sqlite';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { ConversationId, MessageId } from '../../../protocol/ids.ts';
import type { Message, MessageView } from '../../../protocol/messages.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import {
  type KeptThread,
  MAX_KEPT_MESSAGES,
  type MessageMark,
  type MessageRange,
  type OwnMessage,
  type OwnMessages,
  type PendingMark,
} from '../../core/messages/message-store.ts';
import { byPosition, type MessageRow, stageOf, viewOf } from './message-row.ts';

const FAILED = stageOf('failed');
const SENDING = stageOf('sending');
const DELIVERED = stageOf('delivered');
const READ = stageOf('read');

/** The value of `queued` for a message that is written or retried now. */
const NEXT_IN_QUEUE = '(SELECT coalesce(max(queued), 0) + 1 FROM messages WHERE own = ?1 AND stage <= 1)';

/** A conversation, and the highest sequence that a mark covers. */
interface PendingMarkRow {
  conversation: ConversationId;
  up_to: number;
}

type Value = string | number | null;

/** The messages of one of the user's addresses, in a database with the schema of `message-database.ts`. */
export class MessageTable implements OwnMessages {
  readonly #own: Address;
  readonly #prepare: (sql: string) => StatementSync;

  constructor(own: Address, prepare: (sql: string) => StatementSync) {
    this.#own = own;
    this.#prepare = prepare;
  }

  cursor(mailboxId: string): number {
    const sql = 'SELECT revision FROM mailboxes WHERE own = ? AND mailbox = ?';
    return this.#one<{ revision: number }>(sql, mailboxId)?.revision ?? 0;
  }

  moveCursor(mailboxId: string, revision: number): void {
    this.#baseOf(mailboxId);
    const sql = 'UPDATE mailboxes SET revision = max(revision, ?2) WHERE own = ?1 AND mailbox = ?3';
    this.#run(sql, revision, mailboxId);
  }

  storeReceived(
    mailboxId: string,
    messages: readonly Message[],
    nameOf: (to: Address) => Identity,
  ): MessageView[] {
    return this.#transaction(() => {
      const base = this.#baseOf(mailboxId);
      const changed = messages.filter((message) => this.#storeOne(mailboxId, base, message));
      for (const message of changed) this.#nameThread(message, nameOf);
      for (const id of new Set(changed.map(({ conversationId }) => conversationId))) this.#trim(id);
      return changed
        .flatMap(({ id }) => this.#find(id) ?? [])
        .sort(byPosition)
        .map(viewOf);
    });
  }

  applyMark(mailboxId: string, mark: MessageMark): MessageView[] {
    const { conversationId, written, progress, upToSequence } = mark;
    const incoming = written === 'by-them' ? 1 : 0;
    const stage = stageOf(progress);
    const which = `own = ?1 AND conversation = ?2 AND mailbox = ?3 AND incoming = ?4 AND sequence <= ?5`;
    const values = [conversationId, mailboxId, incoming, upToSequence, stage];
    return this.#transaction(() => {
      const sql = `UPDATE messages SET stage = ?6 WHERE ${which} AND stage < ?6 RETURNING *`;
      const changed = this.#all<MessageRow>(sql, ...values);
      if (incoming) this.#run(`UPDATE messages SET told = ?6 WHERE ${which} AND told < ?6`, ...values);
      return changed.sort(byPosition).map(viewOf);
    });
  }

  write(message: OwnMessage, peer: Identity): MessageView {
    return this.#transaction(() => {
      const { id, conversationId, from, to, text, sentAtMs } = message;
      this.#run(
        `INSERT INTO messages (own, id, conversation, incoming, stage, queued, sent_at_ms, from_address, from_name,
           to_address, text)
         VALUES (?1, ?2, ?3, 0, ${SENDING}, ${NEXT_IN_QUEUE}, ?4, ?5, ?6, ?7, ?8)`,
        ...[id, conversationId, sentAtMs, from.address, from.displayName, to, text],
      );
      this.#storeThread('IGNORE', conversationId, peer);
      return { ...message, direction: 'outgoing', state: 'sending' };
    });
  }

  nextToSend(): MessageView | undefined {
    const sql = `SELECT * FROM messages WHERE own = ? AND stage <= 1 AND stage = ${SENDING} ORDER BY queued LIMIT 1`;
    const row = this.#one<MessageRow>(sql);
    return row && viewOf(row);
  }

  waitingToBeSent(): number {
    const sql = `SELECT count(*) AS waiting FROM messages WHERE own = ? AND stage <= 1 AND stage = ${SENDING}`;
    return this.#one<{ waiting: number }>(sql)?.waiting ?? 0;
  }

  fail(id: MessageId, error: ErrorCode): MessageView | undefined {
    const sql = `UPDATE messages SET stage = ${FAILED}, error = ?3
                 WHERE own = ?1 AND id = ?2 AND stage = ${SENDING} RETURNING *`;
    return this.#all<MessageRow>(sql, id, error).map(viewOf)[0];
  }

  retry(id: MessageId): MessageView | undefined {
    const sql = `UPDATE messages SET stage = ${SENDING}, error = NULL, queued = ${NEXT_IN_QUEUE}
                 WHERE own = ?1 AND id = ?2 AND stage = ${FAILED} RETURNING *`;
    return this.#all<MessageRow>(sql, id).map(viewOf)[0];
  }

  markAllRead(conversationId: ConversationId): MessageView[] {
    const sql = `UPDATE messages SET stage = ${READ}
                 WHERE own = ? AND conversation = ? AND incoming = 1 AND stage < 4 RETURNING *`;
    return this.#all<MessageRow>(sql, conversationId).sort(byPosition).map(viewOf);
  }

  pendingMarks(mailboxId: string): PendingMark[] {
    // Without INDEXED BY, SQLite picks an index that suits the grouping, and reads every message.
    const owed = `FROM messages AS owed INDEXED BY messages_owed WHERE own = ?1 AND mailbox = ?2 AND incoming = 1 AND told < stage`;
    // A mark applies to all earlier messages, so there must be no unread message before it.
    const read = this.#all<PendingMarkRow>(
      `SELECT conversation, max(sequence) AS up_to ${owed} AND stage = ${READ} AND NOT EXISTS (
         SELECT 1 FROM messages AS unread
         WHERE unread.own = owed.own AND unread.conversation = owed.conversation
           AND unread.incoming = 1 AND unread.stage < 4
           AND unread.mailbox = owed.mailbox AND unread.sequence < owed.sequence)
       GROUP BY conversation`,
      mailboxId,
    );
    const readUpTo = new Map(read.map(({ conversation, up_to }) => [conversation, up_to]));
    const delivered = this.#all<PendingMarkRow>(
      `SELECT conversation, max(sequence) AS up_to ${owed} AND told < ${DELIVERED} GROUP BY conversation`,
      mailboxId,
      // A read mark implies a delivered mark.
    ).filter(({ conversation, up_to }) => up_to > (readUpTo.get(conversation) ?? 0));
    const marks = (rows: PendingMarkRow[], progress: PendingMark['progress']) =>
      rows.map(({ conversation, up_to }) => ({
        conversationId: conversation,
        progress,
        upToSequence: up_to,
      }));
    return [...marks(read, 'read'), ...marks(delivered, 'delivered')];
  }

  confirmMark(mailboxId: string, { conversationId, progress, upToSequence }: PendingMark): void {
    const sql = `UPDATE messages SET told = ?5 WHERE own = ?1 AND conversation = ?2 AND mailbox = ?3
                 AND incoming = 1 AND sequence <= ?4 AND told < ?5`;
    this.#run(sql, conversationId, mailboxId, upToSequence, stageOf(progress));
  }

  read({ conversationId, beforeSequence = Number.MAX_SAFE_INTEGER, limit }: MessageRange): MessageView[] {
    const sql = `SELECT * FROM messages WHERE own = ? AND conversation = ? AND position < ?
                 ORDER BY position DESC LIMIT ?`;
    const rows = this.#all<MessageRow>(sql, conversationId, beforeSequence, limit);
    return rows.reverse().map(viewOf);
  }

  unsent(conversationId: ConversationId, limit: number): MessageView[] {
    const sql = `SELECT * FROM messages WHERE own = ? AND stage <= 1 AND conversation = ?
                 ORDER BY queued DESC LIMIT ?`;
    return this.#all<MessageRow>(sql, conversationId, limit).reverse().map(viewOf);
  }

  threads(): KeptThread[] {
    const rows = this.#all<{ conversation: ConversationId }>(
      'SELECT conversation FROM threads WHERE own = ?',
    );
    return rows.flatMap(({ conversation }) => this.thread(conversation) ?? []);
  }

  thread(conversationId: ConversationId): KeptThread | undefined {
    const last = this.unsent(conversationId, 1)[0] ?? this.read({ conversationId, limit: 1 })[0];
    const peer = this.#one<{ address: Address; displayName: Identity['displayName'] }>(
      'SELECT peer_address AS address, peer_name AS displayName FROM threads WHERE own = ? AND conversation = ?',
      conversationId,
    );
    if (last === undefined || peer === undefined) return undefined;
    const sql = `SELECT count(*) AS unread FROM messages
                 WHERE own = ? AND conversation = ? AND incoming = 1 AND stage < 4`;
    const unread = this.#one<{ unread: number }>(sql, conversationId)?.unread ?? 0;
    return { conversationId, peer: { ...peer }, unread, last };
  }

  forget(conversationIds: readonly ConversationId[]): void {
    this.#transaction(() => {
      for (const id of conversationIds) {
        this.#run('DELETE FROM messages WHERE own = ? AND conversation = ?', id);
        this.#run('DELETE FROM threads WHERE own = ? AND conversation = ?', id);
      }
    });
  }

  /** @returns whether the message is new or changed */
  #storeOne(mailboxId: string, base: number, message: Message): boolean {
    const { id, conversationId, from, to, text, sequence, sentAtMs, progress } = message;
    const ours = from.address === this.#own;
    const known = stageOf(progress);
    const told = ours ? null : known;
    // An incoming message is delivered as soon as it is stored here, even if the server does not know yet.
    const stage = ours ? known : Math.max(known, DELIVERED);
    const before = this.#find(id);
    if (before === undefined) {
      this.#run(
        `INSERT INTO messages (own, id, conversation, incoming, stage, told, mailbox, sequence, position, sent_at_ms,
           from_address, from_name, to_address, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)`,
        ...[id, conversationId, ours ? 0 : 1, stage, told, mailboxId, sequence, base + sequence, sentAtMs],
        ...[from.address, from.displayName, to, text],
      );
      return true;
    }
    if (before.position === null) {
      const sql = `UPDATE messages SET mailbox = ?3, sequence = ?4, position = ?5, sent_at_ms = ?6, error = NULL
                   WHERE own = ?1 AND id = ?2`;
      this.#run(sql, id, mailboxId, sequence, base + sequence, sentAtMs);
    }
    const sql = `UPDATE messages SET stage = max(stage, ?3), told = max(told, ?4) WHERE own = ?1 AND id = ?2`;
    this.#run(sql, id, stage, told);
    return before.position === null || before.stage < stage;
  }

  #find(id: MessageId): MessageRow | undefined {
    return this.#one<MessageRow>('SELECT * FROM messages WHERE own = ? AND id = ?', id);
  }

  /**
   * The offset that turns a mailbox's sequences into positions: the highest position when the mailbox was first seen,
   * so that its messages follow all earlier ones.
   */
  #baseOf(mailboxId: string): number {
    const found = this.#one<{ base: number }>(
      'SELECT base FROM mailboxes WHERE own = ? AND mailbox = ?',
      mailboxId,
    );
    if (found !== undefined) return found.base;
    const sql = 'SELECT coalesce(max(position), 0) AS base FROM messages WHERE own = ?';
    const base = this.#one<{ base: number }>(sql)?.base ?? 0;
    this.#run('INSERT INTO mailboxes (own, mailbox, base, revision) VALUES (?, ?, ?, 0)', mailboxId, base);
    return base;
  }

  #nameThread({ conversationId, from, to }: Message, nameOf: (to: Address) => Identity): void {
    if (from.address !== this.#own) this.#storeThread('REPLACE', conversationId, from);
    else this.#storeThread('IGNORE', conversationId, nameOf(to));
  }

  #storeThread(ifKnown: 'REPLACE' | 'IGNORE', conversationId: ConversationId, peer: Identity): void {
    const sql = `INSERT OR ${ifKnown} INTO threads (own, conversation, peer_address, peer_name) VALUES (?, ?, ?, ?)`;
    this.#run(sql, conversationId, peer.address, peer.displayName);
  }

  #trim(conversationId: ConversationId): void {
    const sql = `DELETE FROM messages WHERE own = ?1 AND conversation = ?2 AND position <= (
                   SELECT position FROM messages WHERE own = ?1 AND conversation = ?2 AND position NOT NULL
                   ORDER BY position DESC LIMIT 1 OFFSET ${MAX_KEPT_MESSAGES})`;
    this.#run(sql, conversationId);
  }

  #transaction<Result>(work: () => Result): Result {
    this.#prepare('BEGIN IMMEDIATE').run();
    try {
      const result = work();
      this.#prepare('COMMIT').run();
      return result;
    } catch (thrown) {
      this.#prepare('ROLLBACK').run();
      throw thrown;
    }
  }

  /* These three pass the user's address as the first parameter of every statement, so that no query can omit it. */

  #run(sql: string, ...values: Value[]): void {
    this.#prepare(sql).run(this.#own, ...values);
  }

  #one<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#prepare(sql).get(this.#own, ...values) as Row | undefined;
  }

  #all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#prepare(sql).all(this.#own, ...values) as Row[];
  }
}
