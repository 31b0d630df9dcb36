import type { ConferenceInfo, Participant, Speakers } from '../../../../protocol/conferences/conference.ts';
import type { Role } from '../../../../protocol/conferences/roles.ts';
import type { ParticipantId } from '../../../../protocol/ids.ts';
import type { Identity } from '../../../../protocol/signaling/shapes.ts';
import type { StayRecord } from './stay-record.ts';

/** The conference that our user is in: who is there, who speaks, and what an organizer asks for. */
export class StayRoom {
  readonly #record: StayRecord;
  readonly #showSpeakers: (speakers: Speakers | null) => void;

  constructor(record: StayRecord, showSpeakers: (speakers: Speakers | null) => void) {
    this.#record = record;
    this.#showSpeakers = showSpeakers;
  }

  /** Decides what our user may do; undefined until our user is in the roster. */
  get ownRole(): Role | undefined {
    const { participants, participantId } = this.#record.view;
    return participants.find(({ id }) => id === participantId)?.role;
  }

  conferenceChanged(conference: ConferenceInfo): void {
    this.#record.change({ conference });
  }

  /** The roster keeps the order of the server: a participant who is admitted from the waiting room is last. */
  participantChanged(participant: Participant): void {
    const { participants } = this.#record.view;
    const at = participants.findIndex(({ id }) => id === participant.id);
    const known = participants[at];
    const comesIn = known?.status === 'pending' && participant.status !== 'pending';
    const isLast = known === undefined || comesIn;
    this.#record.change({
      participants: isLast
        ? [...participants.filter((each) => each !== known), participant]
        : participants.with(at, participant),
    });
  }

  participantLeft(id: ParticipantId): void {
    const participants = this.#record.view.participants.filter((participant) => participant.id !== id);
    this.#record.change({ participants });
    const asker = this.#record.view.unmuteAskedBy?.address;
    if (!participants.some(({ address }) => address === asker)) this.dismissUnmute();
  }

  /** An organizer asks our user to unmute, unless our user is unmuted (SPEC CONF-8). */
  unmuteAsked(by: Identity): void {
    if (this.#record.view.local.microphone !== 'on') this.#record.change({ unmuteAskedBy: by });
  }

  /** Removes the request to unmute: our user has unmuted or does not want to. */
  dismissUnmute(): void {
    this.#record.drop('unmuteAskedBy');
  }

  /** Many wrong passcodes were tried: our user, as an organizer, can lock the conference. */
  passcodeGuessed(wrong: number): void {
    this.#record.change({ wrongPasscodes: wrong });
  }

  speakersChanged(speakers: Speakers): void {
    this.#showSpeakers(speakers);
  }

  /** Our user is no longer in the conference. */
  left(): void {
    this.dismissUnmute();
    this.#showSpeakers(null);
  }
}
