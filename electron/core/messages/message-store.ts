import type { ErrorCode } from '../../../protocol/errors.ts';
import type { ConversationId, MessageId } from '../../../protocol/ids.ts';
import type { Message, MessageProgress, MessageView } from '../../../protocol/messages.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';

/** Maximum number of messages that are kept of one conversation; the oldest are deleted first. */
export const MAX_KEPT_MESSAGES = 1_000;

/** A message that the user writes, before the server has it. */
export type OwnMessage = Pick<MessageView, 'id' | 'conversationId' | 'from' | 'to' | 'text' | 'sentAtMs'>;

/** One conversation that has messages. */
export interface KeptThread {
  conversationId: ConversationId;
  peer: Identity;
  /** Number of the other person's messages that the user has not read. */
  unread: number;
  /** The last message. */
  last: MessageView;
}

/** A mark: the progress of one side's messages, up to a sequence of one mailbox. */
export interface MessageMark {
  conversationId: ConversationId;
  /** Which side wrote the messages. */
  written: 'by-us' | 'by-them';
  progress: MessageProgress;
  upToSequence: number;
}

/** A mark of the other person's messages that the server does not have yet. */
export interface PendingMark extends Omit<MessageMark, 'written'> {
  progress: Exclude<MessageProgress, 'sent'>;
}

/** Which messages of a conversation to read. */
export interface MessageRange {
  conversationId: ConversationId;
  /** Only messages before this sequence; without it, the latest. */
  beforeSequence?: number;
  limit: number;
}

/**
 * The messages of one of the user's addresses. A person who signs in with another address does not see them. The state
 * of a message only moves forward, so the server's updates may arrive twice and in any order (SPEC SES-2).
 *
 * Sequences and revisions belong to one mailbox (`register` names it) and start over in another one. Messages of a new
 * mailbox follow those that are stored already, and the `sequence` of a view continues to count up.
 */
export interface OwnMessages {
  /** Highest revision up to which all changes are known; 0 at first. */
  cursor(mailboxId: string): number;
  moveCursor(mailboxId: string, revision: number): void;
  /**
   * Stores messages as the server has them.
   * @param nameOf returns the display name of a recipient, of whom a message contains only the address
   * @returns the messages that are new or changed, in order
   */
  storeReceived(
    mailboxId: string,
    messages: readonly Message[],
    nameOf: (to: Address) => Identity,
  ): MessageView[];
  /** @returns the messages that changed */
  applyMark(mailboxId: string, mark: MessageMark): MessageView[];

  /** Stores a message that is to be sent; its state is `sending`. @param peer the recipient */
  write(message: OwnMessage, peer: Identity): MessageView;
  /** The message that has waited longest to be sent. */
  nextToSend(): MessageView | undefined;
  waitingToBeSent(): number;
  /** Marks a message as failed. @returns the message, or undefined if it is no longer waiting */
  fail(id: MessageId, error: ErrorCode): MessageView | undefined;
  /** Puts a failed message at the end of the queue. @returns undefined if no failed message has this ID */
  retry(id: MessageId): MessageView | undefined;

  /** Marks all received messages of a conversation as read by the user. @returns the messages that changed */
  markAllRead(conversationId: ConversationId): MessageView[];
  /** Marks for delivered and read messages that the server does not have yet. */
  pendingMarks(mailboxId: string): PendingMark[];
  /** Records that the server has a mark. */
  confirmMark(mailboxId: string, mark: PendingMark): void;

  /** The latest messages of a range, in order, without those that the server does not have. */
  read(range: MessageRange): MessageView[];
  /** The latest messages of a conversation that the server does not have, in order. */
  unsent(conversationId: ConversationId, limit: number): MessageView[];
  threads(): KeptThread[];
  thread(conversationId: ConversationId): KeptThread | undefined;
  /** Removes conversations with all their messages. */
  forget(conversationIds: readonly ConversationId[]): void;
}

/** Stores messages on disk. Its methods throw errors of the disk, which are not ParleyErrors. */
export interface MessageStore {
  of(own: Address): OwnMessages;
  /** Idempotent. The store must not be used afterwards. */
  close(): void;
}

/** An opened store, and the damage that was found in its file. */
export interface OpenedMessages {
  store: MessageStore;
  /** Present if the stored messages were unreadable. `copy` names the renamed file; it is empty if that failed. */
  damage?: { copy: string; cause: unknown };
}
