import { useEffect, useRef, useState } from 'preact/hooks';
import { type Audible, announcement } from './announcement.ts';
import { useAppState, useStore } from './store-context.ts';

/** Says what changed to people who do not see it. */
export function Announcer() {
  const { current, stay } = useStore();
  const { sessions } = useAppState();
  const now: Audible = { sessions, session: current.value, stay: stay.value };
  const before = useRef<Audible>(now);
  const [words, setWords] = useState('');
  useEffect(() => {
    const said = announcement(before.current, now);
    before.current = now;
    if (said) setWords(said);
  });
  return (
    <div class="visually-hidden" role="status" aria-live="polite" data-testid="announcer">
      {words}
    </div>
  );
}
