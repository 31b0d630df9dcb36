import { useEffect, useRef } from 'preact/hooks';
import { errorWords } from '../../../i18n/en.ts';
import { useAppState, useStore } from '../../store-context.ts';
import { type AnnouncedState, announcements } from './announcement.ts';
import { LiveRegion, useSpoken } from './live-region.tsx';
import { messageAnnouncements } from './message-announcement.ts';

/** Announces changes to screen readers, in the words that are on screen. */
export function Announcer() {
  return (
    <>
      <ChangeAnnouncer />
      <AlertAnnouncer />
    </>
  );
}

function ChangeAnnouncer() {
  const { current, stay } = useStore();
  const state = useAppState();
  const now: AnnouncedState = { sessions: state.sessions, session: current.value, stay: stay.value };
  const before = useRef({ now, state });
  const spoken = useSpoken();
  useEffect(() => {
    const was = before.current;
    before.current = { now, state };
    spoken.say([...messageAnnouncements(was.state, state), ...announcements(was.now, now)]);
  });
  return <LiveRegion spoken={spoken} testId="announcer" />;
}

/** Announces alerts immediately. */
function AlertAnnouncer() {
  const alerts = useStore().alerts.value;
  const known = useRef<ReadonlySet<string>>(new Set());
  const spoken = useSpoken();
  useEffect(() => {
    const fresh = alerts.filter(({ id }) => !known.current.has(id));
    known.current = new Set(alerts.map(({ id }) => id));
    spoken.say(fresh.map(({ error }) => errorWords(error)));
  });
  return <LiveRegion spoken={spoken} testId="alert-announcer" isUrgent />;
}
