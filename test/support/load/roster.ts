import type { Participant } from '../../../protocol/conferences/conference.ts';
import type { ParticipantId } from '../../../protocol/ids.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';

/** Who is in a conference, as one client reads it: the reply to its join, and each notice since then (RFC 4575). */
export class Roster {
  readonly #participants = new Map<ParticipantId, Participant>();

  /** Begins anew with what the server says. */
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

  /** One text for one content: two rosters that say the same have the same. */
  get content(): string {
    const sorted = [...this.#participants.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
    return JSON.stringify(sorted.map((participant) => Object.entries(participant).toSorted()));
  }
}
