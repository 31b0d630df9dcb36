import type { ParticipantId } from '../../../../protocol/ids.ts';

/** Everyone in tiles; the speaker large, with or without the others; or a screen large (SPEC CONF-11). */
export type Layout = 'grid' | 'speaker' | 'only-speaker' | 'sharing';

/** The layout that the user chose. The page keeps it as long as the stay is shown. */
export interface StageChoice {
  readonly layout: Layout;
  /** The layout after the last shared screen ends. */
  readonly base: Exclude<Layout, 'sharing'>;
  /** Participants who share a screen, in the order in which they started. */
  readonly sharers: readonly ParticipantId[];
  /** The participant whose screen is shown; null if no screen is shared. */
  readonly shown: ParticipantId | null;
}

export const FIRST_CHOICE: StageChoice = { layout: 'grid', base: 'grid', sharers: [], shown: null };

/** The user chose a layout. */
export function withLayout(choice: StageChoice, layout: Layout): StageChoice {
  if (layout !== 'sharing') return { ...choice, layout, base: layout };
  return choice.shown === null ? choice : { ...choice, layout };
}

/** The user chose one of the screens. */
export function withScreen(choice: StageChoice, shown: ParticipantId): StageChoice {
  return choice.sharers.includes(shown) ? { ...choice, layout: 'sharing', shown } : choice;
}

/**
 * Other participants started or stopped sharing. A new screen is shown automatically, and when the last one ends, the
 * stage returns to its layout. If the user has switched away from the screens, an ending screen does not switch back.
 */
export function withSharers(choice: StageChoice, now: readonly ParticipantId[]): StageChoice {
  const kept = choice.sharers.filter((id) => now.includes(id));
  const fresh = now.filter((id) => !kept.includes(id));
  if (fresh.length === 0 && kept.length === choice.sharers.length) return choice;
  const sharers = [...kept, ...fresh];
  const latest = sharers.at(-1) ?? null;
  if (fresh.length > 0) return { ...choice, layout: 'sharing', sharers, shown: latest };
  const isThere = choice.shown !== null && sharers.includes(choice.shown);
  return {
    ...choice,
    layout: latest === null ? choice.base : choice.layout,
    sharers,
    shown: isThere ? choice.shown : latest,
  };
}
