import type { Address } from '../protocol/addresses.ts';
import { ParleyError } from '../protocol/errors.ts';
import type { ConversationId } from '../protocol/ids.ts';
import type { Clock } from './clock.ts';
import type { ConversationTable } from './store/conversation-table.ts';

/** A conversation that nobody calls another person into; only its conference brings in more (CONV-3). */
const PAIR = 2;

/** Somebody names a conversation: for another person, or for themself alone. */
export interface ConversationUse {
  id: ConversationId;
  from: Address;
  to?: Address;
}

/**
 * Who belongs to which conversation ID (SPEC CONV-1, CONV-4). Whoever uses an ID first belongs to it, and so does whom
 * they call with it; from then on nobody else may name it.
 */
export class Conversations {
  readonly #table: ConversationTable;
  readonly #clock: Clock;

  constructor(table: ConversationTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /** @throws ParleyError CONVERSATION_FORBIDDEN when either of the two does not belong to it */
  check({ id, from, to }: ConversationUse): void {
    const members = this.#table.membersOf(id);
    if (members.length === 0) return;
    const mayJoin = members.length < PAIR;
    if (!members.includes(from) || (to !== undefined && !mayJoin && !members.includes(to))) {
      throw new ParleyError('CONVERSATION_FORBIDDEN', 'this conversation is not theirs');
    }
  }

  /** Makes both belong to it, if they do not yet; whether they may has been checked. */
  use({ id, from, to }: ConversationUse): void {
    this.#table.use(id, to === undefined ? [from] : [from, to], this.#clock.nowMs());
  }

  /** @throws ParleyError CONVERSATION_FORBIDDEN when this address does not belong to it, or nobody does */
  checkMember(address: Address, id: ConversationId): void {
    if (this.#table.membersOf(id).includes(address)) return;
    throw new ParleyError('CONVERSATION_FORBIDDEN', 'this conversation is not theirs');
  }
}
