import type { ErrorCode } from '../../../protocol/errors.ts';
import type { ConversationId, MessageId } from '../../../protocol/ids.ts';
import type { Message, MessageProgress, MessageView } from '../../../protocol/messages.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';

/** At most so many messages of one conversation are kept here; the oldest go first. */
export const MAX_KEPT_MESSAGES = 1_000;

/** What our user writes, before the server has it. */
export type OwnMessage = Pick<MessageView, 'id' | 'conversationId' | 'from' | 'to' | 'text' | 'sentAtMs'>;

/** One conversation that has messages. */
export interface KeptThread {
  conversationId: ConversationId;
  peer: Identity;
  /** Messages of theirs that our user has not read. */
  unread: number;
  /** The one that stands last. */
  last: MessageView;
}

/** How far the messages of one side, up to a sequence of one mailbox, have come. */
export interface MarkedMessages {
  conversationId: ConversationId;
  /** Whose messages. */
  written: 'by-us' | 'by-them';
  progress: MessageProgress;
  upToSequence: number;
}

/** A mark that the server is still to be told: always of what they wrote. */
export interface OwedMark extends Omit<MarkedMessages, 'written'> {
  progress: Exclude<MessageProgress, 'sent'>;
}

/** Which messages of a conversation to read. */
export interface MessageRange {
  conversationId: ConversationId;
  /** Only those that stand before it; without it, the latest. */
  beforeSequence?: number;
  limit: number;
}

/**
 * The messages of one own address: nobody who signs in under another one sees them. What a message has come to only
 * moves forward, so that the server's word may arrive twice and in any order (SPEC SES-2).
 *
 * Sequences and revisions belong to one mailbox (`register` names it). Another mailbox begins anew; its messages come
 * after those that are here already, and the `sequence` of a view counts on accordingly.
 */
export interface OwnMessages {
  /** Highest revision up to which everything is known; 0 at first. */
  cursor(mailboxId: string): number;
  moveCursor(mailboxId: string, revision: number): void;
  /**
   * Takes the server's word on messages.
   * @param nameOf how somebody is called of whom the message has the address only
   * @returns those that are new or changed, in their order
   */
  take(mailboxId: string, messages: readonly Message[], nameOf: (to: Address) => Identity): MessageView[];
  /** @returns the messages that changed */
  mark(mailboxId: string, marked: MarkedMessages): MessageView[];

  /** Keeps a message that is to be sent: `sending`. @param peer whom it is written to */
  write(message: OwnMessage, peer: Identity): MessageView;
  /** The message that has waited longest to be sent. */
  nextToSend(): MessageView | undefined;
  waitingToBeSent(): number;
  /** It will not be sent. @returns it, unless it is not waiting any more */
  fail(id: MessageId, error: ErrorCode): MessageView | undefined;
  /** Lets a failed one wait again, as the last. @returns undefined when there is no such failed one */
  retry(id: MessageId): MessageView | undefined;

  /** Our user has read all that they wrote in this conversation. @returns the messages that changed */
  readAll(conversationId: ConversationId): MessageView[];
  /** Delivered and read messages of theirs of which this mailbox does not know yet. */
  owedMarks(mailboxId: string): OwedMark[];
  /** The server was told. */
  settleMark(mailboxId: string, mark: OwedMark): void;

  /** The latest of a range, in their order. Those that the server does not have are not among them. */
  read(range: MessageRange): MessageView[];
  /** Those of a conversation that the server does not have, the latest, in their order. */
  unsent(conversationId: ConversationId, limit: number): MessageView[];
  threads(): KeptThread[];
  thread(conversationId: ConversationId): KeptThread | undefined;
  /** Removes conversations with all their messages. */
  forget(conversationIds: readonly ConversationId[]): void;
}

/** Where messages are kept between two starts. What it throws is a defect of the disk, and no ParleyError. */
export interface MessageStore {
  of(own: Address): OwnMessages;
  /** Idempotent. Nothing may be asked of it afterwards. */
  close(): void;
}

/** A store that was opened, and the damage that was found. */
export interface OpenedMessages {
  store: MessageStore;
  /** The kept messages could not be read and were set aside; empty when no copy could be kept. */
  damage?: { copy: string; cause: unknown };
}
