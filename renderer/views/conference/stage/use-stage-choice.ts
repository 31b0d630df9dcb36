import { useEffect, useState } from 'preact/hooks';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { peopleIn } from './cast.ts';
import { FIRST_CHOICE, type StageChoice, withSharers } from './stage-choice.ts';

/** What the user wants to see on the stage, in step with who shows a screen. One's own is known without looking at it. */
export function useStageChoice(
  stay: StayView,
): [choice: StageChoice, choose: (change: (before: StageChoice) => StageChoice) => void] {
  const [before, setChoice] = useState(FIRST_CHOICE);
  const sharers = peopleIn(stay)
    .filter(({ id, media }) => id !== stay.participantId && media.screen === 'on')
    .map(({ id }) => id);
  // Whatever the user took in the meantime stays: an effect may run after their next press.
  useEffect(() => setChoice((latest) => withSharers(latest, sharers)));
  return [
    withSharers(before, sharers),
    (change) => setChoice((latest) => change(withSharers(latest, sharers))),
  ];
}
