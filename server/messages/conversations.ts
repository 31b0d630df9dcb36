import { ParleyError } from '../../protocol/errors.ts';
import type { ConversationId } from '../../protocol/ids.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { ClaimedIds } from '../claimed-ids.ts';
import type { Clock } from '../clock.ts';
import { type ConversationTable, PARTS, type Part } from '../store/conversation-table.ts';
import { isUnwritable } from '../store/store-failure.ts';

/** One person uses a conversation: with another person, or for a conference of their own. */
export interface ConversationUse {
  id: ConversationId;
  from: Address;
  to?: Address;
}

export interface ConversationsOptions {
  table: ConversationTable;
  ids: ClaimedIds;
  clock: Clock;
  /** Called after a use could not be written to the database. It is kept in memory. */
  onWriteFailed?: (thrown: unknown) => void;
}

/** How many of the latest used conversations are kept in memory while the database cannot be written to. */
const MAX_UNWRITTEN = 10_000;

/**
 * Who belongs to which conversation ID (SPEC CONV-1, CONV-4). A conversation belongs for good to the first two people who
 * talk in it. Nobody else may use its ID, not even a guest of a conference that continues it (docs/decisions/0031).
 */
export class Conversations {
  readonly #options: ConversationsOptions;
  /** Members of conversations whose last use could not be written. The latest used conversation is last. */
  readonly #unwritten = new Map<ConversationId, Map<Address, Part>>();

  constructor(options: ConversationsOptions) {
    this.#options = options;
  }

  /** @throws ParleyError CONVERSATION_FORBIDDEN if the sender or the receiver does not belong to it */
  check(use: ConversationUse): void {
    const { ids } = this.#options;
    const isKnown = this.#membersOf(use.id).length > 0;
    const isAllowed = isKnown ? this.#isAllowed(use) : !ids.isTaken(use.id);
    if (!isAllowed) throw forbidden();
  }

  /**
   * Both people belong to it from now on; without `to`, the person who begins it. The caller has checked that they may. If
   * the database cannot be written to, nothing is refused: this run of the server remembers the use.
   */
  use(use: ConversationUse): void {
    this.#keep(use, use.to === undefined ? 'owner' : 'pair');
  }

  /** The same as {@link use}, but as part of a transaction of the store. @throws what the database throws */
  store({ id, from, to }: ConversationUse & { to: Address }): void {
    const { table, clock } = this.#options;
    this.#writeEarlier(id);
    table.use(id, [from, to], clock.nowMs(), 'pair');
  }

  /**
   * One person has invited another to the conference of this conversation. This makes neither of them one of its two
   * people.
   */
  useInConference(use: Required<ConversationUse>): void {
    this.#keep(use, 'guest');
  }

  #keep({ id, from, to }: ConversationUse, part: Part): void {
    const { table, clock, onWriteFailed } = this.#options;
    const members: [Address, ...Address[]] = to === undefined ? [from] : [from, to];
    try {
      this.#writeEarlier(id);
      table.use(id, members, clock.nowMs(), part);
      this.#unwritten.delete(id);
    } catch (thrown) {
      if (!isUnwritable(thrown)) throw thrown;
      onWriteFailed?.(thrown);
      const known = this.#unwritten.get(id) ?? new Map<Address, Part>();
      for (const address of members) known.set(address, closer(part, known.get(address)));
      this.#unwritten.delete(id);
      this.#unwritten.set(id, known);
      const oldest = this.#unwritten.keys().next().value;
      if (this.#unwritten.size > MAX_UNWRITTEN && oldest !== undefined) this.#unwritten.delete(oldest);
    }
  }

  /** Writes what could not be written before. It stays in memory until a use of its conversation is written. */
  #writeEarlier(id: ConversationId): void {
    const { table, clock } = this.#options;
    for (const [address, part] of this.#unwritten.get(id) ?? [])
      table.use(id, [address], clock.nowMs(), part);
  }

  /** Members with one part, or all members, from the database and from memory. */
  #membersOf(id: ConversationId, part?: Part): Address[] {
    const { table } = this.#options;
    const unwritten = this.#unwritten.get(id);
    if (unwritten === undefined) return table.membersOf(id, part);
    const written = PARTS.flatMap((one) =>
      table.membersOf(id, one).map((address) => [address, one] as const),
    );
    const all = new Map(written);
    for (const [address, one] of unwritten) all.set(address, closer(one, all.get(address)));
    return [...all].filter(([, one]) => part === undefined || one === part).map(([address]) => address);
  }

  /** @throws ParleyError CONVERSATION_FORBIDDEN unless this address is one of the conversation's two people */
  checkReader(address: Address, id: ConversationId): void {
    if (!this.#membersOf(id, 'pair').includes(address)) throw forbidden();
  }

  /**
   * Once two people have talked in a conversation, only they may. Before that, its owner may talk to anyone in it. Guests
   * of the owner's conference may not: they would become its two people and take the conversation from its owner.
   */
  #isAllowed({ id, from, to }: ConversationUse): boolean {
    const pair = this.#membersOf(id, 'pair');
    if (pair.length > 0) return pair.includes(from) && (to === undefined || pair.includes(to));
    const owners = this.#membersOf(id, 'owner');
    if (owners.length > 0) return owners.includes(from);
    const members = this.#membersOf(id);
    return to !== undefined && members.includes(from) && members.includes(to);
  }
}

function closer(part: Part, other: Part = part): Part {
  return PARTS.indexOf(part) > PARTS.indexOf(other) ? part : other;
}

function forbidden(): ParleyError {
  return new ParleyError('CONVERSATION_FORBIDDEN', 'this conversation belongs to other people');
}
