import type { SessionView, StayView } from '../../protocol/rpc/app-state.ts';
import { callEndingWords, stayEndingWords, text } from '../i18n/en.ts';

/** What of the state is told to people who do not see it. */
export interface Audible {
  readonly incoming: SessionView | null;
  readonly session: SessionView | null;
  readonly stay: StayView | null;
}

/** The one sentence that says what changed; null when nothing did that is worth saying. */
export function announcement(before: Audible, now: Audible): string | null {
  if (now.incoming && now.incoming.id !== before.incoming?.id) {
    return text.announce.incoming(now.incoming.peer.displayName);
  }
  return (
    sessionAnnouncement(before.session, now.session) ??
    stayAnnouncement(before.stay, now.stay) ??
    mediaAnnouncement(before, now)
  );
}

function sessionAnnouncement(before: SessionView | null, now: SessionView | null): string | null {
  if (!now) return null;
  const name = now.peer.displayName;
  const changed = before?.id !== now.id || before.state !== now.state;
  if (changed && now.state === 'established') return text.announce.connected(name);
  if (changed && now.state === 'terminated') return now.ending ? callEndingWords(now.ending, name) : null;
  const rings = now.state === 'establishing' && now.progress === 'ringing';
  return rings && before?.progress !== 'ringing' ? text.announce.ringing(name) : null;
}

function stayAnnouncement(before: StayView | null, now: StayView | null): string | null {
  if (!now || before?.state === now.state) return null;
  if (now.state === 'connected' && before?.state !== 'leaving') return text.announce.joined;
  return now.state === 'exited' && now.ending ? stayEndingWords(now.ending) : null;
}

function mediaAnnouncement(before: Audible, now: Audible): string | null {
  const [was, is] = [before.session ?? before.stay, now.session ?? now.stay];
  if (!was || !is || was.leaseId !== is.leaseId) return null;
  if (was.local.microphone !== is.local.microphone) {
    return is.local.microphone === 'on' ? text.announce.unmuted : text.announce.muted;
  }
  if (was.local.camera === is.local.camera) return null;
  return is.local.camera === 'on' ? text.announce.cameraOn : text.announce.cameraOff;
}
