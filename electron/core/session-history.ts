import type { Ending } from '../../protocol/endings.ts';
import type { HistoryEntry } from '../../protocol/history.ts';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import type { Invitation } from '../../protocol/signaling/shapes.ts';
import type { SessionRecord } from './session-record.ts';

/**
 * What the history says of a session that is over (SPEC INV-12).
 * @returns undefined for what is no call of its own: a screen that was shown within one, an invitation by which
 * somebody came to a conference, or comes to one with the call that becomes it
 */
export function historyEntryOf(record: SessionRecord): HistoryEntry | undefined {
  const { view, startedAtMs, closedAtMs, handled, turnedAway, rang, quiet } = record;
  const { ending, establishedAtMs, error, subject } = view;
  if (ending === undefined || quiet || !isCall(view, { rang })) return undefined;
  // What our user did on another device is theirs too; what was turned away for them is not.
  const untouched = view.direction === 'incoming' && !handled && (turnedAway || ending.by !== 'you');
  return {
    ...{ id: view.id, conversationId: view.conversationId, sessionType: view.sessionType },
    ...{ direction: view.direction, peer: view.peer, media: view.requested, ending },
    ...(subject === undefined ? {} : { subject }),
    atMs: startedAtMs,
    ...(establishedAtMs === undefined || closedAtMs === undefined
      ? {}
      : { durationMs: Math.max(0, closedAtMs - establishedAtMs) }),
    ...(error === undefined ? {} : { error: error.code }),
    missed: untouched,
    seen: false,
  };
}

function isCall({ sessionType, ending }: SessionView, { rang }: { rang: boolean }): boolean {
  if (sessionType === 'conference') return ending?.reason !== 'accepted';
  return sessionType === 'audio-video' || (sessionType === 'application-sharing' && rang);
}

/** What the history says of an invitation that never rang here: it came too late, or our user is not disturbed. */
export function historyEntryOfUnrung(
  invitation: Invitation,
  { ending, atMs, missed }: { ending: Ending; atMs: number; missed: boolean },
): HistoryEntry {
  const { sessionId, conversationId, sessionType, from, media, subject } = invitation;
  return {
    ...{ id: sessionId, conversationId, sessionType, direction: 'incoming', peer: from, media, ending, atMs },
    ...(subject === undefined ? {} : { subject }),
    missed,
    seen: false,
  };
}
