import type { Participant } from '../../../protocol/conferences/conference.ts';
import type { ParticipantId } from '../../../protocol/ids.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';

/** The roster of a conference as one client sees it: the reply to its join, and each notice since then (RFC 4575). */
export class Roster {
  readonly #participants = new Map<ParticipantId, Participant>();

  /** Starts over with the server's roster. */
  begin(participants: readonly Participant[]): void {
    this.#participants.clear();
    for (const participant of participants) this.#participants.set(participant.id, participant);
  }

  apply({ name, data }: Notice): void {
    if (name === 'participant-changed') this.#participants.set(data.participant.id, data.participant);
    else if (name === 'participant-left') this.#participants.delete(data.participantId);
  }

  get size(): number {
    return this.#participants.size;
  }

  /** Returns a text that is equal for equal rosters. */
  get content(): string {
    const sorted = [...this.#participants.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
    return JSON.stringify(sorted.map((participant) => Object.entries(participant).toSorted()));
  }
}
