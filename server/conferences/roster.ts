import { ParleyError } from '../../protocol/errors.ts';
import type { ParticipantId } from '../../protocol/ids.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import type { Member } from './member.ts';

/**
 * Everyone who is in one conference, waits to be, or is coming in (RFC 4575). Members have their place in it by what they
 * did, not by the clock: two may join in the same millisecond, and a clock may jump (SPEC RES-9).
 */
export class Roster {
  #members: readonly Member[] = [];

  /** In order of coming: a member who joins comes last, after those who joined before. */
  get all(): readonly Member[] {
    return this.#members;
  }

  /** Those who are in and connected, in order of joining. */
  get joined(): readonly Member[] {
    return this.all.filter(({ state }) => state === 'joined');
  }

  /** Those who are in, also while they have no connection; in order of joining. */
  get inside(): readonly Member[] {
    return this.all.filter(({ inside }) => inside);
  }

  /** Whom the rosters show: those who are in, and those who wait. */
  get listed(): readonly Member[] {
    return this.all.filter(({ listed }) => listed);
  }

  /** How many are in or coming in, and how many wait: who is admitted and has not come yet still does. */
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

  /** A stay of this person whose connection is lost, and whose place nobody who is coming in takes already. */
  absentOf(address: Address): Member | undefined {
    const theirs = this.of(address);
    const taken = theirs.filter(({ state }) => state === 'joining').map(({ id }) => id);
    return theirs.find(({ state, id }) => state === 'absent' && !taken.includes(id));
  }

  /** The absent stay whose place this one takes. */
  absentFor({ id }: Member): Member | undefined {
    return this.all.find((member) => member.state === 'absent' && member.id === id);
  }

  /** @throws ParleyError PARTICIPANT_UNKNOWN when nobody of this ID is shown in the rosters */
  listedAs(id: ParticipantId): Member {
    return found(this.listed, id);
  }

  /** @throws ParleyError PARTICIPANT_UNKNOWN when nobody of this ID is in */
  insideAs(id: ParticipantId): Member {
    return found(this.inside, id);
  }

  /** Comes last, also when they were here before. */
  add(member: Member): void {
    this.remove(member);
    this.#members = [...this.#members, member];
  }

  /** The member who came back stands where the absent stay stood, which is removed: so do the rosters of all. */
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
