import { ParleyError } from '../../protocol/errors.ts';
import type { ParticipantId } from '../../protocol/ids.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import type { Member } from './member.ts';

/**
 * Everyone who is in one conference, in its waiting room, or joining (RFC 4575). The order is the order of events, not of
 * timestamps: two people may join in the same millisecond, and a clock may jump (SPEC RES-9).
 */
export class Roster {
  #members: readonly Member[] = [];

  /** In order of arrival. A member who joins moves to the end. */
  get all(): readonly Member[] {
    return this.#members;
  }

  /** Connected members, in order of joining. */
  get joined(): readonly Member[] {
    return this.all.filter(({ state }) => state === 'joined');
  }

  /** Connected and absent members, in order of joining. */
  get inside(): readonly Member[] {
    return this.all.filter(({ inside }) => inside);
  }

  /** Members that the rosters show: in the conference or its waiting room. */
  get listed(): readonly Member[] {
    return this.all.filter(({ listed }) => listed);
  }

  /** How many are in the conference or joining, and how many are in the waiting room, including admitted ones. */
  get places(): { inside: number; waiting: number } {
    const waiting = this.all.filter(({ state }) => state === 'waiting' || state === 'admitted').length;
    return { inside: this.all.length - waiting, waiting };
  }

  at(endpoint: Endpoint): Member | undefined {
    return this.all.find((member) => member.endpoint === endpoint);
  }

  /** All devices of one person. */
  of(address: Address): readonly Member[] {
    return this.all.filter(({ endpoint }) => endpoint.address === address);
  }

  /** An absent member of this person that no joining member is already replacing. */
  absentOf(address: Address): Member | undefined {
    const theirs = this.of(address);
    const taken = theirs.filter(({ state }) => state === 'joining').map(({ id }) => id);
    return theirs.find(({ state, id }) => state === 'absent' && !taken.includes(id));
  }

  /** The absent member that this one replaces. */
  absentFor({ id }: Member): Member | undefined {
    return this.all.find((member) => member.state === 'absent' && member.id === id);
  }

  /** @throws ParleyError PARTICIPANT_UNKNOWN if the rosters show no member with this ID */
  listedAs(id: ParticipantId): Member {
    return found(this.listed, id);
  }

  /** @throws ParleyError PARTICIPANT_UNKNOWN if no member with this ID is in the conference */
  insideAs(id: ParticipantId): Member {
    return found(this.inside, id);
  }

  /** Adds a member at the end, or moves it there. */
  add(member: Member): void {
    this.remove(member);
    this.#members = [...this.#members, member];
  }

  /** Puts a returning member in the position of the absent one, which is removed. */
  replace(absent: Member, member: Member): void {
    this.#members = this.#members
      .filter((each) => each !== member)
      .map((each) => (each === absent ? member : each));
  }

  remove(member: Member): void {
    this.#members = this.#members.filter((each) => each !== member);
  }
}

function found(members: readonly Member[], id: ParticipantId): Member {
  const member = members.find((each) => each.id === id);
  if (member === undefined) throw new ParleyError('PARTICIPANT_UNKNOWN', 'no such participant');
  return member;
}
