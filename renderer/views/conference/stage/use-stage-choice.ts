import { useEffect, useState } from 'preact/hooks';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { FIRST_CHOICE, type StageChoice, withSharers } from './stage-choice.ts';
import { peopleIn } from './stage-participants.ts';

/** The layout that the user chose, updated with the shared screens. The user's own screen is not shown. */
export function useStageChoice(
  stay: StayView,
): [choice: StageChoice, choose: (change: (before: StageChoice) => StageChoice) => void] {
  const [before, setChoice] = useState(FIRST_CHOICE);
  const sharers = peopleIn(stay)
    .filter(({ id, media }) => id !== stay.participantId && media.screen === 'on')
    .map(({ id }) => id);
  // An updater function, because the user may choose a layout before this effect runs.
  useEffect(() => setChoice((latest) => withSharers(latest, sharers)));
  return [
    withSharers(before, sharers),
    (change) => setChoice((latest) => change(withSharers(latest, sharers))),
  ];
}
