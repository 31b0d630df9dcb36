import type { ConferenceInfo } from '../../protocol/conferences/conference.ts';
import { may, type Power } from '../../protocol/conferences/powers.ts';
import type { Ending } from '../../protocol/endings.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { ConferenceId } from '../../protocol/ids.ts';
import type { NoticeData, NoticeName } from '../../protocol/signaling/notices.ts';
import type { RequestReply } from '../../protocol/signaling/requests.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { Logger } from '../log.ts';
import type { DepartureReason, Endpoint } from '../presence/endpoint.ts';
import { Chat } from './chat.ts';
import { Admission, removed } from './entrance/admission.ts';
import { Entrance, type EntranceOptions, type Join } from './entrance/entrance.ts';
import { joinedReply, waitingReply } from './entrance/join-replies.ts';
import { offerAll } from './fan-out.ts';
import { type Member, notJoined } from './member.ts';
import { Roles } from './roles.ts';
import { Roster } from './roster.ts';
import { ConferenceSpeakers } from './speakers.ts';
import { Succession } from './succession.ts';

/** What a conference needs from the registrar: presence shows who is in a conference. */
export interface StayPresence {
  enterCall(endpoint: Endpoint): void;
  leaveCall(endpoint: Endpoint): void;
}

export interface ConferenceOptions extends Pick<EntranceOptions, 'sfu' | 'clock' | 'invited' | 'newId'> {
  info: ConferenceInfo;
  creator: Address;
  maxParticipants: number;
  /** How long it may be without an organizer, in milliseconds (CONF-10). */
  organizerGoneMs: number;
  /** Whether the server knew this person before the conference was created. */
  isKnown: (address: Address) => boolean;
  /** How long a place is kept for a participant whose connection broke, in milliseconds (CONF-9). */
  resumeMs: number;
  log: Logger;
  presence: StayPresence;
  /** Called after a participant has left the conference, which continues. */
  departed: (id: ConferenceId, endpoint: Endpoint) => void;
}

/** One conference: its members and their notices (RFC 4353 focus, RFC 4575 roster). */
export class Conference {
  readonly roster = new Roster();
  readonly roles: Roles;
  readonly admission: Admission;
  readonly chat: Chat;
  readonly speakers: ConferenceSpeakers;
  readonly log: Logger;
  readonly #options: ConferenceOptions;
  readonly #entrance: Entrance;
  readonly #succession: Succession;
  /** The media status of each member as the rosters show it, in JSON. */
  readonly #shownMedia = new WeakMap<Member, string>();
  #info: ConferenceInfo;

  constructor(options: ConferenceOptions) {
    const { info, creator, clock, log, maxParticipants, organizerGoneMs, isKnown } = options;
    this.#options = options;
    this.#info = info;
    this.log = log.child({ conferenceId: info.id });
    this.roles = new Roles(creator);
    this.chat = new Chat(clock);
    this.speakers = new ConferenceSpeakers({
      clock,
      senderOf: (producerId) => this.roster.inside.find((member) => member.speaksBy(producerId))?.id,
      changed: (speakers) => this.tell('speakers-changed', { conferenceId: info.id, speakers }),
    });
    this.admission = new Admission({
      passcode: info.passcode,
      maxParticipants,
      clock,
      isKnown,
      guessed: (wrong) => this.#guessed(wrong),
    });
    const { roster, roles, admission } = this;
    this.#entrance = new Entrance({ ...options, info: () => this.info, roster, roles, admission });
    this.#succession = new Succession({
      roster,
      roles,
      clock,
      organizerGoneMs,
      succeeded: (address) => this.#succeeded(address),
    });
  }

  get info(): ConferenceInfo {
    return this.#info;
  }

  /** Milliseconds since the epoch. */
  nowMs(): number {
    return this.#options.clock.nowMs();
  }

  /** For durations. */
  monotonicMs(): number {
    return this.#options.clock.monotonicMs();
  }

  /** Whether nobody is in it or joining. The waiting room does not count, since nobody can admit those people. */
  get empty(): boolean {
    return this.roster.all.every(({ state }) => state === 'waiting' || state === 'admitted');
  }

  /**
   * Joins the conference or its waiting room. The reply to a join has the roster, both transports and a consumer for
   * every producer.
   * @throws ParleyError the same as {@link Entrance.receive}; CONFERENCE_NOT_JOINED, CONFERENCE_REMOVED or
   *   CONFERENCE_ENDED if that happened in the meantime
   */
  async join(endpoint: Endpoint, data: Join): Promise<RequestReply<'conference.join'>> {
    const member = this.#entrance.receive(endpoint, data);
    if (member.state === 'waiting') {
      this.changed(member);
      return waitingReply(this.#info, member);
    }
    try {
      member.attachSfu(await this.#entrance.openSfu(member, data));
      const consumers = await offerAll(member, () => this.#sendersFor(member));
      this.#enter(member);
      const { info, roster, speakers } = this;
      return joinedReply({ info, roster, speakers: speakers.now }, member, consumers);
    } catch (thrown) {
      if (member.state !== 'gone') this.depart(member, { reason: 'media-failed', by: 'system' });
      throw thrown;
    }
  }

  /** Leaves; the conference continues for the others (CONF-4). @throws ParleyError CONFERENCE_NOT_JOINED */
  leave(endpoint: Endpoint): readonly Identity[] {
    const member = this.roster.at(endpoint);
    if (member === undefined) throw notJoined();
    const wasInside = member.inside;
    this.depart(member, { reason: 'left', by: 'them' });
    if (!wasInside) return [];
    const people = this.roster.inside.map(
      ({ endpoint: { identity } }) => [identity.address, identity] as const,
    );
    return [...new Map(people).values()];
  }

  /** Its connection broke. A joined member becomes absent and keeps its media; any other member is removed. */
  endpointLost(endpoint: Endpoint): void {
    const member = this.roster.at(endpoint);
    if (member === undefined) return;
    if (member.state === 'joined') {
      member.lost(this.monotonicMs());
      this.changed(member);
      this.#succession.review();
    } else {
      this.depart(member, { reason: 'connection-lost', by: 'system' });
    }
  }

  /** It is gone: its membership, if it has one, ends. */
  endpointGone(endpoint: Endpoint, reason: DepartureReason): void {
    const member = this.roster.at(endpoint);
    if (member === undefined) return;
    if (member.state === 'absent') {
      this.admission.keepPlace(endpoint.address, member.lostAtMs + this.#options.resumeMs);
    }
    this.depart(member, { reason, by: reason === 'connection-lost' ? 'system' : 'them' });
  }

  /**
   * Finds the member of an endpoint and checks its role. All permissions are checked here (SPEC SEC-2).
   * @throws ParleyError CONFERENCE_NOT_JOINED; CONFERENCE_FORBIDDEN if its role may not do this, also in the waiting room
   */
  memberWith(endpoint: Endpoint, power: Power): Member {
    const member = this.roster.at(endpoint);
    if (!member?.listed) throw notJoined();
    if (may(member.role, power)) return member;
    throw new ParleyError('CONFERENCE_FORBIDDEN', 'not allowed for this role', { context: { power } });
  }

  /**
   * The title for a person who organizes this conference, is invited to it, has been in it, or knows its passcode. Empty
   * for others (SEC-2).
   */
  titleFor({ address }: Endpoint, passcode?: string): string {
    const { id, title } = this.#info;
    const mayRead =
      this.roles.organizes(address) ||
      this.#options.invited(id, address) ||
      this.admission.isKnownTo(address, passcode);
    return mayRead ? title : '';
  }

  /** Notifies every joined member, except one. */
  tell<Name extends NoticeName>(name: Name, data: NoticeData<Name>, except?: Member): void {
    for (const member of this.roster.joined) if (member !== except) member.notify(name, data);
  }

  /** A member has changed: updates all rosters. */
  changed(member: Member, except?: Member): void {
    const { participant } = member;
    this.#shownMedia.set(member, JSON.stringify(participant.media));
    this.tell('participant-changed', { conferenceId: this.#info.id, participant }, except);
  }

  /** The observed media of a member may have changed: updates all rosters if it has (SPEC CONF-3). */
  mediaChanged(member: Member): void {
    const { media } = member;
    if (media.microphone !== 'on') this.speakers.muted(member.id);
    if (JSON.stringify(media) !== this.#shownMedia.get(member)) this.changed(member);
  }

  /** Changes the lock, the waiting room or the list of removed people, and notifies every joined member. */
  change(difference: Partial<Pick<ConferenceInfo, 'locked' | 'waitingRoom' | 'removed'>>): void {
    this.#info = { ...this.#info, ...difference };
    this.tell('conference-changed', { conferenceId: this.#info.id, conference: this.#info });
  }

  /** A person has a new role on all of their devices. */
  roleChanged(address: Address): void {
    for (const member of this.roster.of(address)) if (member.inside) this.changed(member);
    this.#succession.review();
  }

  /** Removes a member and notifies the others. @param ending from the point of view of the others */
  depart(member: Member, ending: Ending): void {
    this.#removeAll([member], ending);
  }

  /** Removes all devices of a person and notifies them of the ending (CONF-5). Joins in progress are refused. */
  expel(address: Address, ending: Ending): void {
    const members = this.roster.of(address);
    const { text: _, ...endingForOthers } = ending;
    for (const member of members) {
      if (member.listed) member.notify('conference-exited', { conferenceId: this.#info.id, ending });
    }
    this.#removeAll(members, endingForOthers, removed());
  }

  /** Ends it for everyone, including the waiting room. Idempotent. @param by the person who ended it */
  close(ending: Ending, by?: Address): void {
    this.#succession.close();
    this.speakers.close();
    for (const member of this.roster.all) {
      const endingForMember: Ending = member.endpoint.address === by ? { ...ending, by: 'you' } : ending;
      if (member.listed)
        member.notify('conference-exited', { conferenceId: this.#info.id, ending: endingForMember });
    }
    const refusal = new ParleyError('CONFERENCE_ENDED', 'this conference has ended');
    for (const member of this.roster.all) this.#remove(member, refusal);
    this.#options.sfu.close();
  }

  /** The members to receive from, without the absent member that this one replaces. */
  #sendersFor(member: Member): readonly Member[] {
    const absent = this.roster.absentFor(member);
    return this.roster.inside.filter((sender) => sender !== absent);
  }

  #enter(member: Member): void {
    const { clock, presence } = this.#options;
    const { endpoint } = member;
    member.joined(clock.nowMs());
    const absent = this.roster.absentFor(member);
    if (absent === undefined) {
      this.roster.add(member);
    } else {
      member.continueFrom(absent);
      this.roster.replace(absent, member);
      this.#remove(absent);
    }
    this.admission.letIn(endpoint.address);
    presence.enterCall(endpoint);
    this.changed(member, member);
    this.#succession.review();
  }

  /** Removes members without notifying them. @param refusal the error for a join that is still in progress */
  #removeAll(members: readonly Member[], ending: Ending, refusal?: ParleyError): void {
    const conferenceId = this.#info.id;
    const before = members.map(({ listed, inside, id, endpoint }) => ({ listed, inside, id, endpoint }));
    for (const member of members) this.#remove(member, refusal);
    for (const { listed, inside, id: participantId, endpoint } of before) {
      if (inside) this.speakers.left(participantId);
      if (listed) this.tell('participant-left', { conferenceId, participantId, ending });
      if (inside) this.#options.departed(conferenceId, endpoint);
    }
    this.#succession.review();
  }

  #remove(member: Member, refusal?: ParleyError): void {
    if (member.inside) this.#options.presence.leaveCall(member.endpoint);
    this.roster.remove(member);
    member.leave(refusal);
  }

  /** Many wrong passcodes were entered: notifies the organizers, who can lock the conference. */
  #guessed(wrong: number): void {
    this.log.warn({ wrong }, 'the passcode is being guessed');
    for (const member of this.roster.joined) {
      if (may(member.role, 'conference.change')) {
        member.notify('passcode-guessed', { conferenceId: this.#info.id, wrong });
      }
    }
  }

  #succeeded(address: Address): void {
    this.log.info('another participant became organizer');
    this.roleChanged(address);
  }
}
