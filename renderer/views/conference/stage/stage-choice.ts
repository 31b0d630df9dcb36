import type { ParticipantId } from '../../../../protocol/ids.ts';

/** All alike; whoever has the word large, with the others or alone; or a screen large (SPEC CONF-11). */
export type Layout = 'grid' | 'speaker' | 'only-speaker' | 'sharing';

/** What our user wants to see. Lives in the page, as long as the stay is shown. */
export interface StageChoice {
  readonly layout: Layout;
  /** Where a screen that ends leads back to. */
  readonly base: Exclude<Layout, 'sharing'>;
  /** Who shows a screen, in the order in which they began. */
  readonly sharers: readonly ParticipantId[];
  /** Whose screen is looked at; null while nobody shows one. */
  readonly shown: ParticipantId | null;
}

export const FIRST_CHOICE: StageChoice = { layout: 'grid', base: 'grid', sharers: [], shown: null };

/** The user takes a layout. */
export function withLayout(choice: StageChoice, layout: Layout): StageChoice {
  if (layout !== 'sharing') return { ...choice, layout, base: layout };
  return choice.shown === null ? choice : { ...choice, layout };
}

/** The user takes one of the screens. */
export function withScreen(choice: StageChoice, shown: ParticipantId): StageChoice {
  return choice.sharers.includes(shown) ? { ...choice, layout: 'sharing', shown } : choice;
}

/**
 * Others began or stopped to show a screen: a new one is looked at by itself, and when the last one ends the stage is
 * as it was. A user who has turned away from the screens is not brought back by one that ends.
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
