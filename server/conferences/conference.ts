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
import { RoomSpeakers } from './speakers.ts';
import { Succession } from './succession.ts';

/** What a conference needs of the registrar: presence follows the stay. */
export interface StayPresence {
  enterCall(endpoint: Endpoint): void;
  leaveCall(endpoint: Endpoint): void;
}

export interface ConferenceOptions extends Pick<EntranceOptions, 'room' | 'clock' | 'invited' | 'newId'> {
  info: ConferenceInfo;
  creator: Address;
  maxParticipants: number;
  /** How long it may be without an organizer, in milliseconds (CONF-10). */
  organizerGoneMs: number;
  /** Whether the server knew this person before there was this conference. */
  isKnown: (address: Address) => boolean;
  /** How long the place of somebody whose connection broke is kept, in milliseconds (CONF-9). */
  resumeMs: number;
  log: Logger;
  presence: StayPresence;
  /** Somebody who was in is not any more, while the conference goes on. */
  departed: (id: ConferenceId, endpoint: Endpoint) => void;
}

/** One conference: who is in it and what each of them is told (RFC 4353 focus, RFC 4575 roster). */
export class Conference {
  readonly roster = new Roster();
  readonly roles: Roles;
  readonly admission: Admission;
  readonly chat: Chat;
  readonly speakers: RoomSpeakers;
  readonly log: Logger;
  readonly #options: ConferenceOptions;
  readonly #entrance: Entrance;
  readonly #succession: Succession;
  /** The media of each member that the rosters show. */
  readonly #shownMedia = new WeakMap<Member, string>();
  #info: ConferenceInfo;

  constructor(options: ConferenceOptions) {
    const { info, creator, clock, log, maxParticipants, organizerGoneMs, isKnown } = options;
    this.#options = options;
    this.#info = info;
    this.log = log.child({ conferenceId: info.id });
    this.roles = new Roles(creator);
    this.chat = new Chat(clock);
    this.speakers = new RoomSpeakers({
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

  /** Its clock. Milliseconds since the epoch. */
  nowMs(): number {
    return this.#options.clock.nowMs();
  }

  /** Nobody is in, or coming in. Who waits does not count: nobody can admit them. */
  get empty(): boolean {
    return this.roster.all.every(({ state }) => state === 'waiting' || state === 'admitted');
  }

  /**
   * Everything that a join needs, in one reply: roster, transports, and a consumer for all that is sent. Or a place in
   * the waiting room.
   * @throws ParleyError as {@link Entrance.receive}; CONFERENCE_NOT_JOINED, CONFERENCE_REMOVED or CONFERENCE_ENDED when
   *   it came to that meanwhile
   */
  async join(endpoint: Endpoint, data: Join): Promise<RequestReply<'conference.join'>> {
    const member = this.#entrance.receive(endpoint, data);
    if (member.state === 'waiting') {
      this.changed(member);
      return waitingReply(this.#info, member);
    }
    try {
      member.sit(await this.#entrance.openSeat(member, data));
      const consumers = await offerAll(member, () => this.#sendersFor(member));
      this.#enter(member);
      const { info, roster, speakers } = this;
      return joinedReply({ info, roster, speakers: speakers.now }, member, consumers);
    } catch (thrown) {
      if (member.state !== 'gone') this.depart(member, { reason: 'media-failed', by: 'system' });
      throw thrown;
    }
  }

  /** Leaves; the conference goes on for the others (CONF-4). @throws ParleyError CONFERENCE_NOT_JOINED */
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

  /** Its connection broke. Who is in stays in a while, media and all; who is not in yet is gone. */
  endpointLost(endpoint: Endpoint): void {
    const member = this.roster.at(endpoint);
    if (member === undefined) return;
    if (member.state === 'joined') {
      member.lost(this.nowMs());
      this.changed(member);
      this.#succession.review();
    } else {
      this.depart(member, { reason: 'connection-lost', by: 'system' });
    }
  }

  /** It does not come back, and its stay is over. Whoever was not in is no matter. */
  endpointGone(endpoint: Endpoint, reason: DepartureReason): void {
    const member = this.roster.at(endpoint);
    if (member === undefined) return;
    if (member.state === 'absent') {
      this.admission.keepPlace(endpoint.address, member.lostAtMs + this.#options.resumeMs);
    }
    this.depart(member, { reason, by: reason === 'connection-lost' ? 'system' : 'them' });
  }

  /**
   * The one check of who may do what (SPEC SEC-2): the stay of an endpoint that may do this.
   * @throws ParleyError CONFERENCE_NOT_JOINED; CONFERENCE_FORBIDDEN when its role may not, also while it waits
   */
  memberWith(endpoint: Endpoint, power: Power): Member {
    const member = this.roster.at(endpoint);
    if (!member?.listed) throw notJoined();
    if (may(member.role, power)) return member;
    throw new ParleyError('CONFERENCE_FORBIDDEN', 'this role may not do this', { context: { power } });
  }

  /**
   * The title, for a person who organizes this conference, is invited to it, has been in it, or knows its passcode; empty
   * for others (SEC-2). @param passcode what they say
   */
  titleFor({ address }: Endpoint, passcode?: string): string {
    const { id, title } = this.#info;
    const mayRead =
      this.roles.organizes(address) ||
      this.#options.invited(id, address) ||
      this.admission.isKnownTo(address, passcode);
    return mayRead ? title : '';
  }

  /** Tells everyone who is in, except one. */
  tell<Name extends NoticeName>(name: Name, data: NoticeData<Name>, except?: Member): void {
    for (const member of this.roster.joined) if (member !== except) member.notify(name, data);
  }

  /** Something about somebody is different: all rosters show it. */
  changed(member: Member, except?: Member): void {
    const { participant } = member;
    this.#shownMedia.set(member, JSON.stringify(participant.media));
    this.tell('participant-changed', { conferenceId: this.#info.id, participant }, except);
  }

  /** What they send may be different: all rosters show what the server observes of it (SPEC CONF-3). */
  mediaChanged(member: Member): void {
    const { media } = member;
    if (media.microphone !== 'on') this.speakers.muted(member.id);
    if (JSON.stringify(media) !== this.#shownMedia.get(member)) this.changed(member);
  }

  /** Lock, waiting room or the removed ones are different: all who are in read it. */
  change(difference: Partial<Pick<ConferenceInfo, 'locked' | 'waitingRoom' | 'removed'>>): void {
    this.#info = { ...this.#info, ...difference };
    this.tell('conference-changed', { conferenceId: this.#info.id, conference: this.#info });
  }

  /** Somebody has another role: it is that of all of their devices. */
  roleChanged(address: Address): void {
    for (const member of this.roster.of(address)) if (member.inside) this.changed(member);
    this.#succession.review();
  }

  /** Their stay is over: the others are told. @param ending as they read it */
  depart(member: Member, ending: Ending): void {
    this.#takeOut([member], ending);
  }

  /** All of somebody's devices are taken out, and read how (CONF-5). A join of theirs that is on its way is refused. */
  expel(address: Address, ending: Ending): void {
    const members = this.roster.of(address);
    const { text: _, ...asOthersRead } = ending;
    for (const member of members) {
      if (member.listed) member.notify('conference-exited', { conferenceId: this.#info.id, ending });
    }
    this.#takeOut(members, asOthersRead, removed());
  }

  /** Ends it for all, those who wait too. Idempotent. @param by who ended it: they read that it was them */
  close(ending: Ending, by?: Address): void {
    this.#succession.close();
    this.speakers.close();
    for (const member of this.roster.all) {
      const asRead: Ending = member.endpoint.address === by ? { ...ending, by: 'you' } : ending;
      if (member.listed) member.notify('conference-exited', { conferenceId: this.#info.id, ending: asRead });
    }
    const refusal = new ParleyError('CONFERENCE_ENDED', 'this conference is over');
    for (const member of this.roster.all) this.#remove(member, refusal);
    this.#options.room.close();
  }

  /** Not of a stay whose place they are about to take. */
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
      member.takePlaceOf(absent);
      this.roster.replace(absent, member);
      this.#remove(absent);
    }
    this.admission.letIn(endpoint.address);
    presence.enterCall(endpoint);
    this.changed(member, member);
    this.#succession.review();
  }

  /** Nobody of them is told of the others. @param refusal what their join gets when it is still being answered */
  #takeOut(members: readonly Member[], ending: Ending, refusal?: ParleyError): void {
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

  /** Many wrong passcodes were said: those who organize can lock the conference. */
  #guessed(wrong: number): void {
    this.log.warn({ wrong }, 'somebody guesses the passcode');
    for (const member of this.roster.joined) {
      if (may(member.role, 'conference.change')) {
        member.notify('passcode-guessed', { conferenceId: this.#info.id, wrong });
      }
    }
  }

  #succeeded(address: Address): void {
    this.log.info('organizer succeeded');
    this.roleChanged(address);
  }
}
