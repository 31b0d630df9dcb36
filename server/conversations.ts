import type { Address } from '../protocol/addresses.ts';
import { ParleyError } from '../protocol/errors.ts';
import type { ConversationId } from '../protocol/ids.ts';
import type { ClaimedIds } from './claimed-ids.ts';
import type { Clock } from './clock.ts';
import type { ConversationTable } from './store/conversation-table.ts';

/** One person names a conversation: to another person, or for a conference of their own. */
export interface ConversationUse {
  id: ConversationId;
  from: Address;
  to?: Address;
}

export interface ConversationsOptions {
  table: ConversationTable;
  ids: ClaimedIds;
  clock: Clock;
}

/**
 * Who belongs to which conversation ID (SPEC CONV-1, CONV-4). The first two people who talk in a conversation have it
 * for ever: nobody else may name it, also not a guest of a conference that continues it (docs/decisions/0031).
 */
export class Conversations {
  readonly #options: ConversationsOptions;

  constructor(options: ConversationsOptions) {
    this.#options = options;
  }

  /** @throws ParleyError CONVERSATION_FORBIDDEN when the sender, or the receiver, does not belong to it */
  check(use: ConversationUse): void {
    const { table, ids } = this.#options;
    const isKnown = table.membersOf(use.id).length > 0;
    const isAllowed = isKnown ? this.#isAllowed(use) : !ids.isTaken(use.id);
    if (!isAllowed) throw forbidden();
  }

  /** Both belong to it from now on; without `to`, the one who begins it. Whether they may has been checked. */
  use({ id, from, to }: ConversationUse): void {
    const { table, clock } = this.#options;
    if (to === undefined) table.use(id, [from], clock.nowMs(), 'owner');
    else table.use(id, [from, to], clock.nowMs(), 'pair');
  }

  /** One person has invited another to the conference of this conversation: neither comes to belong to the two. */
  useInConference({ id, from, to }: Required<ConversationUse>): void {
    const { table, clock } = this.#options;
    table.use(id, [from, to], clock.nowMs(), 'guest');
  }

  /** @throws ParleyError CONVERSATION_FORBIDDEN unless this address is one of the two whose conversation it is */
  checkReader(address: Address, id: ConversationId): void {
    if (!this.#options.table.membersOf(id, 'pair').includes(address)) throw forbidden();
  }

  /**
   * Where two have talked, only they may. Before, the person who began the conversation may talk to anyone in it. The guests of
   * that person's conference may not: two of them would become the two, and take the conversation from its owner.
   */
  #isAllowed({ id, from, to }: ConversationUse): boolean {
    const { table } = this.#options;
    const pair = table.membersOf(id, 'pair');
    if (pair.length > 0) return pair.includes(from) && (to === undefined || pair.includes(to));
    const owners = table.membersOf(id, 'owner');
    if (owners.length > 0) return owners.includes(from);
    const members = table.membersOf(id);
    return to !== undefined && members.includes(from) && members.includes(to);
  }
}

function forbidden(): ParleyError {
  return new ParleyError('CONVERSATION_FORBIDDEN', 'this conversation is not theirs');
}
