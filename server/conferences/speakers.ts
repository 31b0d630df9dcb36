import { MAX_SPEAKING, type Speakers } from '../../protocol/conferences/conference.ts';
import type { ParticipantId, ProducerId } from '../../protocol/ids.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Heard } from '../media/media-port.ts';

/** How long a participant still counts as speaking after they were last audible, in milliseconds: speech has pauses. */
export const PAUSE_MS = 800;

export interface ConferenceSpeakersOptions {
  clock: Clock;
  /** The participant with this producer; undefined if nobody in the roster has it. */
  senderOf: (producerId: ProducerId) => ParticipantId | undefined;
  /** Called when the set of speakers or the dominant speaker changes, but not for another order. */
  changed: (speakers: Speakers) => void;
}

/** Who speaks in one conference (SPEC CONF-11), from the audio levels at the SFU. */
export class ConferenceSpeakers {
  readonly #options: ConferenceSpeakersOptions;
  readonly #heardAtMs = new Map<ParticipantId, number>();
  #now: Speakers = { speaking: [], dominant: null };
  #cancelTimer: CancelTimer = () => {};

  constructor(options: ConferenceSpeakersOptions) {
    this.#options = options;
  }

  /** The speakers as last announced. */
  get now(): Speakers {
    return this.#now;
  }

  /** The SFU has measured audio levels. A participant only becomes dominant when audible. */
  heard(heard: Heard): void {
    const { clock, senderOf } = this.#options;
    const audible = heard.speaking.map(senderOf).filter((id) => id !== undefined);
    for (const id of audible) this.#heardAtMs.set(id, clock.monotonicMs());
    const next = heard.dominant === null ? undefined : senderOf(heard.dominant);
    const isAudible = next !== undefined && audible.includes(next);
    this.#review(audible, isAudible ? next : this.#now.dominant);
  }

  /** A participant is muted: no longer speaking, but still dominant until another participant is. */
  muted(id: ParticipantId): void {
    this.#silence(id, this.#now.dominant);
  }

  /** A participant has left the conference. */
  left(id: ParticipantId): void {
    this.#silence(id, this.#now.dominant === id ? null : this.#now.dominant);
  }

  /** Idempotent. */
  close(): void {
    this.#cancelTimer();
  }

  #review(audible: readonly ParticipantId[], dominant: Speakers['dominant']): void {
    const { clock } = this.#options;
    const sinceMs = clock.monotonicMs() - PAUSE_MS;
    for (const [id, atMs] of this.#heardAtMs) if (atMs <= sinceMs) this.#heardAtMs.delete(id);
    const pausing = [...this.#heardAtMs.keys()].filter((id) => !audible.includes(id));
    this.#cancelTimer();
    // Needed because the SFU reports silence only once.
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
