import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Reaction } from '../../protocol/conferences/chat.ts';
import type { ParticipantId } from '../../protocol/ids.ts';

/** How long a reaction is shown, in milliseconds. */
export const REACTION_SHOWN_MS = 4_000;

/** The reaction that a participant shows now. */
export interface ShownReaction {
  /** Differs for each reaction, so that the same emoji sent again is shown as a new reaction. */
  readonly number: number;
  readonly participantId: ParticipantId;
  readonly reaction: Reaction;
}

/** Reactions in the conference that our user is in: the latest of each participant, for some seconds (SPEC CONF-11). */
export class Reactions {
  readonly #later: (action: () => void, delayMs: number) => void;
  readonly #shown: Signal<readonly ShownReaction[]> = signal([]);
  #count = 0;

  constructor(later: (action: () => void, delayMs: number) => void) {
    this.#later = later;
  }

  /** In the order in which they arrived. */
  get shown(): ReadonlySignal<readonly ShownReaction[]> {
    return this.#shown;
  }

  show(participantId: ParticipantId, reaction: Reaction): void {
    this.#count += 1;
    const number = this.#count;
    const others = this.#shown.value.filter((each) => each.participantId !== participantId);
    this.#shown.value = [...others, { number, participantId, reaction }];
    this.#later(() => {
      this.#shown.value = this.#shown.value.filter((each) => each.number !== number);
    }, REACTION_SHOWN_MS);
  }
}
