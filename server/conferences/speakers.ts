import type { Speakers } from '../../protocol/conferences/conference.ts';
import type { ParticipantId, ProducerId } from '../../protocol/ids.ts';
import type { Heard } from '../media/media-port.ts';

export interface RoomSpeakersOptions {
  /** Who sends this; nothing when nobody in the roster does. */
  senderOf: (producerId: ProducerId) => ParticipantId | undefined;
  /** Told when who speaks, or who has the word, is different; not for another order. */
  changed: (speakers: Speakers) => void;
}

/** Who speaks in one conference (SPEC CONF-11), out of what its room hears. */
export class RoomSpeakers {
  readonly #options: RoomSpeakersOptions;
  #now: Speakers = { speaking: [], dominant: null };

  constructor(options: RoomSpeakersOptions) {
    this.#options = options;
  }

  /** As they were told last. */
  get now(): Speakers {
    return this.#now;
  }

  /** What the room hears now. Nobody gets the word before they are heard. */
  heard(heard: Heard): void {
    const { senderOf } = this.#options;
    const speaking = heard.speaking.map(senderOf).filter((id) => id !== undefined);
    const next = heard.dominant === null ? undefined : senderOf(heard.dominant);
    const takesWord = next !== undefined && speaking.includes(next);
    this.#become({ speaking, dominant: takesWord ? next : this.#now.dominant });
  }

  /** They do not speak any more, and keep the word until somebody else takes it. */
  muted(id: ParticipantId): void {
    this.#become({ ...this.#now, speaking: this.#now.speaking.filter((each) => each !== id) });
  }

  /** They are not in the conference any more. */
  left(id: ParticipantId): void {
    const { speaking, dominant } = this.#now;
    this.#become({
      speaking: speaking.filter((each) => each !== id),
      dominant: dominant === id ? null : dominant,
    });
  }

  #become(next: Speakers): void {
    const { speaking, dominant } = this.#now;
    const same =
      speaking.length === next.speaking.length && next.speaking.every((id) => speaking.includes(id));
    if (same && dominant === next.dominant) return;
    this.#now = next;
    this.#options.changed(next);
  }
}
