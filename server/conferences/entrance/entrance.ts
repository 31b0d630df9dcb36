import type { ConferenceInfo, Participant } from '../../../protocol/conferences/conference.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, ParticipantId } from '../../../protocol/ids.ts';
import type { RequestData } from '../../../protocol/signaling/requests.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Clock } from '../../clock.ts';
import type { MediaConference, MediaParticipant } from '../../media/media-port.ts';
import type { Endpoint } from '../../presence/endpoint.ts';
import { Member } from '../member.ts';
import type { Roles } from '../roles.ts';
import type { Roster } from '../roster.ts';
import type { Admission } from './admission.ts';

export type Join = RequestData<'conference.join'>;

export interface EntranceOptions {
  info: () => ConferenceInfo;
  roster: Roster;
  roles: Roles;
  admission: Admission;
  sfu: MediaConference;
  clock: Clock;
  /** Whether a participant has invited this person (CONV-3). */
  invited: (id: ConferenceId, address: Address) => boolean;
  newId: () => string;
}

/** Handles joins: checks them, creates members and opens their transports. */
export class Entrance {
  readonly #options: EntranceOptions;

  constructor(options: EntranceOptions) {
    this.#options = options;
  }

  /**
   * Creates a member, or continues with an admitted one. Its state is `waiting` or `joining`.
   * @throws ParleyError CONFERENCE_ALREADY_JOINED; the same as {@link Admission.check} and {@link Admission.checkFull}
   */
  receive(endpoint: Endpoint, data: Join): Member {
    const { roster, admission } = this.#options;
    const known = roster.at(endpoint);
    if (known === undefined) {
      const member = this.#newcomer(endpoint, data);
      roster.add(member);
      return member;
    }
    if (known.state !== 'admitted') {
      throw new ParleyError('CONFERENCE_ALREADY_JOINED', 'this device is in this conference already');
    }
    admission.checkFull(roster.places.inside);
    known.startJoining(data.media);
    return known;
  }

  /** @throws ParleyError WORKER_CRASHED */
  openSfu(
    member: Member,
    { rtpCapabilities, dtlsParameters, conferenceId }: Join,
  ): Promise<MediaParticipant> {
    return this.#options.sfu.openParticipant({
      rtpCapabilities,
      dtlsParameters,
      events: {
        consumerClosed: (consumerId) => member.notify('consumer-closed', { conferenceId, consumerId }),
        keyFrameWanted: (producerId) => member.notify('key-frame-wanted', { conferenceId, producerId }),
        layersWanted: (producerId, spatialLayer) =>
          member.notify('layers-wanted', { conferenceId, producerId, spatialLayer }),
      },
    });
  }

  #newcomer(endpoint: Endpoint, { conferenceId, passcode, media }: Join): Member {
    const { info, roster, roles, admission, clock, newId } = this.#options;
    const { address } = endpoint;
    const organizes = roles.organizes(address);
    const invited = this.#options.invited(conferenceId, address);
    const absent = roster.absentOf(address);
    const places = { ...roster.places, ofAddress: roster.of(address).length };
    const newcomer = { address, passcode, organizes, invited, absent: absent !== undefined };
    return new Member({
      id: absent?.id ?? (newId() as ParticipantId),
      endpoint,
      roles,
      media,
      nowMs: clock.nowMs(),
      waits: admission.check(newcomer, info(), places) === 'waits',
      joined: joiningMethod(address === roles.creator, invited),
    });
  }
}

/** RFC 4575 §5.8.2. */
function joiningMethod(creator: boolean, invited: boolean): Participant['joined'] {
  if (creator) return 'focus-owner';
  return invited ? 'dialed-out' : 'dialed-in';
}
