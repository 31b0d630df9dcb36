import { MAX_SPEAKING, type Speakers } from '../../protocol/conferences/conference.ts';
import type { ParticipantId, ProducerId } from '../../protocol/ids.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Heard } from '../media/media-port.ts';

/** Speech has pauses: for so long whoever was heard still speaks, in milliseconds. */
export const PAUSE_MS = 800;

export interface RoomSpeakersOptions {
  clock: Clock;
  /** Who sends this; nothing when nobody in the roster does. */
  senderOf: (producerId: ProducerId) => ParticipantId | undefined;
  /** Told when who speaks, or who has the word, is different; not for another order. */
  changed: (speakers: Speakers) => void;
}

/** Who speaks in one conference (SPEC CONF-11), out of what its room hears. */
export class RoomSpeakers {
  readonly #options: RoomSpeakersOptions;
  readonly #heardAtMs = new Map<ParticipantId, number>();
  #now: Speakers = { speaking: [], dominant: null };
  #cancelTimer: CancelTimer = () => {};

  constructor(options: RoomSpeakersOptions) {
    this.#options = options;
  }

  /** As they were told last. */
  get now(): Speakers {
    return this.#now;
  }

  /** What the room hears now. Nobody gets the word before they are heard. */
  heard(heard: Heard): void {
    const { clock, senderOf } = this.#options;
    const audible = heard.speaking.map(senderOf).filter((id) => id !== undefined);
    for (const id of audible) this.#heardAtMs.set(id, clock.nowMs());
    const next = heard.dominant === null ? undefined : senderOf(heard.dominant);
    const takesWord = next !== undefined && audible.includes(next);
    this.#review(audible, takesWord ? next : this.#now.dominant);
  }

  /** They do not speak any more, and keep the word until somebody else takes it. */
  muted(id: ParticipantId): void {
    this.#silence(id, this.#now.dominant);
  }

  /** They are not in the conference any more. */
  left(id: ParticipantId): void {
    this.#silence(id, this.#now.dominant === id ? null : this.#now.dominant);
  }

  /** Idempotent. */
  close(): void {
    this.#cancelTimer();
  }

  #review(audible: readonly ParticipantId[], dominant: Speakers['dominant']): void {
    const { clock } = this.#options;
    const sinceMs = clock.nowMs() - PAUSE_MS;
    for (const [id, atMs] of this.#heardAtMs) if (atMs <= sinceMs) this.#heardAtMs.delete(id);
    const pausing = [...this.#heardAtMs.keys()].filter((id) => !audible.includes(id));
    this.#cancelTimer();
    // The room says only once that it is silent.
    if (pausing.length > 0)
      this.#cancelTimer = clock.after(PAUSE_MS, () => this.#review([], this.#now.dominant));
    this.#become({ speaking: [...audible, ...pausing].slice(0, MAX_SPEAKING), dominant });
  }

  #silence(id: ParticipantId, dominant: Speakers['dominant']): void {
    this.#heardAtMs.delete(id);
    this.#become({ speaking: this.#now.speaking.filter((each) => each !== id), dominant });
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
