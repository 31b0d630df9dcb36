import type { Address } from '../../protocol/addresses.ts';
import type { ConferenceInfo } from '../../protocol/conferences/conference.ts';
import type { Ending } from '../../protocol/endings.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { ConferenceId, ParticipantId } from '../../protocol/ids.ts';
import type { NoticeData, NoticeName } from '../../protocol/signaling/notices.ts';
import type { JoinedReply, RequestData } from '../../protocol/signaling/requests.ts';
import type { Identity, MediaStatus } from '../../protocol/signaling/shapes.ts';
import type { Clock } from '../clock.ts';
import type { Endpoint } from '../endpoint.ts';
import type { MediaRoom } from '../media/media-port.ts';
import { offerAll } from './fan-out.ts';
import { endingForOthers, Member, notJoined } from './member.ts';
import { RoomSpeakers } from './speakers.ts';

/** What a conference needs of the registrar: presence follows the stay. */
export interface StayPresence {
  enterCall(endpoint: Endpoint): void;
  leaveCall(endpoint: Endpoint): void;
}

export interface ConferenceOptions {
  info: ConferenceInfo;
  creator: Address;
  room: MediaRoom;
  maxParticipants: number;
  clock: Clock;
  presence: StayPresence;
  /** Somebody who was in the roster is not any more, while the conference goes on. */
  departed: (id: ConferenceId, endpoint: Endpoint) => void;
  newId: () => string;
}

/** One conference: who is in it and what each of them is told (RFC 4353 focus, RFC 4575 roster). */
export class Conference {
  readonly info: ConferenceInfo;
  readonly speakers = new RoomSpeakers({
    senderOf: (producerId) => this.joined.find((member) => member.speaksBy(producerId))?.id,
    changed: (speakers) => this.tell('speakers-changed', { conferenceId: this.info.id, speakers }),
  });
  readonly #options: ConferenceOptions;
  /** In order of joining; those who are still joining come last. */
  readonly #members = new Map<Endpoint, Member>();

  constructor(options: ConferenceOptions) {
    this.info = options.info;
    this.#options = options;
  }

  get empty(): boolean {
    return this.#members.size === 0;
  }

  /** Those who are in the roster, in order of joining. */
  get joined(): readonly Member[] {
    return [...this.#members.values()].filter((member) => member.state === 'joined');
  }

  /**
   * Everything that a join needs, in one reply: roster, transports, and a consumer for all that is sent.
   * @throws ParleyError CONFERENCE_ALREADY_JOINED, CONFERENCE_FULL, CONFERENCE_NOT_JOINED when it was left meanwhile
   */
  async join(endpoint: Endpoint, data: RequestData<'conference.join'>): Promise<JoinedReply> {
    const member = this.#admit(endpoint, data.media);
    try {
      member.sit(await this.#openSeat(member, data));
      const consumers = await offerAll(member, () => this.joined);
      this.#enter(member);
      return {
        admission: 'joined',
        conference: this.info,
        participantId: member.id,
        participants: this.joined.map((each) => each.participant),
        speakers: this.speakers.now,
        sendTransport: member.seat.sendTransport,
        receiveTransport: member.seat.receiveTransport,
        consumers,
      };
    } catch (thrown) {
      if (member.state !== 'gone') this.#remove(member);
      throw thrown;
    }
  }

  /** Leaves; the conference goes on for the others (CONF-4). @throws ParleyError CONFERENCE_NOT_JOINED */
  leave(endpoint: Endpoint): readonly Identity[] {
    const member = this.#members.get(endpoint);
    if (member === undefined) throw notJoined();
    this.#depart(member, endingForOthers('left'));
    return [
      ...new Map(this.joined.map(({ endpoint: { identity } }) => [identity.address, identity])).values(),
    ];
  }

  /** Its connection is gone, and its stay with it. Whoever was not in it is no matter. */
  endpointGone(endpoint: Endpoint, reason: 'signed-out' | 'connection-lost'): void {
    const member = this.#members.get(endpoint);
    if (member !== undefined) this.#depart(member, endingForOthers(reason));
  }

  /** @throws ParleyError CONFERENCE_NOT_JOINED */
  setMedia(endpoint: Endpoint, media: MediaStatus): void {
    const member = this.memberOf(endpoint);
    member.setMedia(media);
    if (media.microphone !== 'on') this.speakers.muted(member.id);
    this.tell('participant-changed', { conferenceId: this.info.id, participant: member.participant });
  }

  /** @throws ParleyError CONFERENCE_NOT_JOINED */
  memberOf(endpoint: Endpoint): Member {
    const member = this.#members.get(endpoint);
    if (member?.state !== 'joined') throw notJoined();
    return member;
  }

  /** Tells everyone in the roster, except one. */
  tell<Name extends NoticeName>(name: Name, data: NoticeData<Name>, except?: Member): void {
    for (const member of this.joined) if (member !== except) member.endpoint.notify(name, data);
  }

  /** Ends it for all. Idempotent. */
  close(ending: Ending): void {
    this.tell('conference-exited', { conferenceId: this.info.id, ending });
    for (const member of [...this.#members.values()]) this.#remove(member);
    this.#options.room.close();
  }

  #admit(endpoint: Endpoint, media: MediaStatus): Member {
    const { maxParticipants, creator, newId } = this.#options;
    if (this.#members.has(endpoint)) {
      throw new ParleyError('CONFERENCE_ALREADY_JOINED', 'this device is in this conference already');
    }
    if (this.#members.size >= maxParticipants) {
      throw new ParleyError('CONFERENCE_FULL', 'no place is left', { context: { maxParticipants } });
    }
    const id = newId() as ParticipantId;
    const member = new Member({ id, endpoint, creator: endpoint.address === creator, media });
    this.#members.set(endpoint, member);
    return member;
  }

  #openSeat(
    { endpoint }: Member,
    { rtpCapabilities, dtlsParameters, conferenceId }: RequestData<'conference.join'>,
  ) {
    return this.#options.room.openSeat({
      rtpCapabilities,
      dtlsParameters,
      events: {
        consumerClosed: (consumerId) => endpoint.notify('consumer-closed', { conferenceId, consumerId }),
        keyFrameWanted: (producerId) => endpoint.notify('key-frame-wanted', { conferenceId, producerId }),
        layersWanted: (producerId, spatialLayer) =>
          endpoint.notify('layers-wanted', { conferenceId, producerId, spatialLayer }),
      },
    });
  }

  #enter(member: Member): void {
    const { clock, presence } = this.#options;
    member.joined(clock.nowMs());
    this.#members.delete(member.endpoint);
    this.#members.set(member.endpoint, member);
    presence.enterCall(member.endpoint);
    this.tell('participant-changed', { conferenceId: this.info.id, participant: member.participant }, member);
  }

  #depart(member: Member, ending: Ending): void {
    const wasJoined = member.state === 'joined';
    this.#remove(member);
    if (!wasJoined) return;
    this.speakers.left(member.id);
    this.tell('participant-left', { conferenceId: this.info.id, participantId: member.id, ending });
    this.#options.departed(this.info.id, member.endpoint);
  }

  #remove(member: Member): void {
    if (member.state === 'joined') this.#options.presence.leaveCall(member.endpoint);
    this.#members.delete(member.endpoint);
    member.leave();
  }
}
