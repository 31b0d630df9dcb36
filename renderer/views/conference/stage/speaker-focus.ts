import type { ParticipantId } from '../../../../protocol/ids.ts';

interface Focus {
  /** Everyone on stage, in order of joining. */
  readonly present: readonly ParticipantId[];
  readonly own: ParticipantId | undefined;
  /** Whoever has the word. */
  readonly dominant: ParticipantId | null;
  /** Who was large until now. */
  readonly previous: ParticipantId | null;
}

/** Who is large in the speaker layout: whoever has the word, never oneself if others are there (SPEC CONF-11). */
export function focusOf({ present, own, dominant, previous }: Focus): ParticipantId | null {
  const others = present.filter((id) => id !== own);
  const candidates = [dominant, previous].filter((id) => id !== null);
  return candidates.find((id) => others.includes(id)) ?? others[0] ?? present[0] ?? null;
}
