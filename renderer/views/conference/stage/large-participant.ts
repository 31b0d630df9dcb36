import type { ParticipantId } from '../../../../protocol/ids.ts';

interface Candidates {
  /** All participants on stage, in order of joining. */
  readonly present: readonly ParticipantId[];
  readonly own: ParticipantId | undefined;
  /** The dominant speaker. */
  readonly dominant: ParticipantId | null;
  /** The participant who was large until now. */
  readonly previous: ParticipantId | null;
}

/**
 * The large participant of the speaker layout: the dominant speaker, but not the user if others are there (SPEC
 * CONF-11).
 */
export function largeParticipantOf({ present, own, dominant, previous }: Candidates): ParticipantId | null {
  const others = present.filter((id) => id !== own);
  const candidates = [dominant, previous].filter((id) => id !== null);
  return candidates.find((id) => others.includes(id)) ?? others[0] ?? present[0] ?? null;
}
