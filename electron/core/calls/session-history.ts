import type { Ending } from '../../../protocol/endings.ts';
import type { SessionId } from '../../../protocol/ids.ts';
import type { HistoryEntry, UnfinishedCall } from '../../../protocol/local/history.ts';
import type { SessionView } from '../../../protocol/rpc/app-state.ts';
import type { Invitation } from '../../../protocol/signaling/shapes.ts';
import type { SessionRecord } from './session/session-record.ts';

/** Where calls are written down (SPEC INV-12). */
export interface CallBook {
  /** A call is dialled, rings or is running. The same call again changes nothing. */
  begin(call: UnfinishedCall): void;
  /** A call is over, or ended in another way than was thought at first. */
  add(entry: HistoryEntry): void;
  /** A call came to nothing that the history tells. */
  forget(id: SessionId): void;
}

/** Writes down what is new of a session that is not over. */
export function noteChange(book: CallBook, record: SessionRecord): void {
  if (record.over) return;
  const call = unfinishedCallOf(record);
  if (call === undefined) book.forget(record.view.id);
  else book.begin(call);
}

/** Writes down how a session ended. */
export function noteEnd(book: CallBook, record: SessionRecord): void {
  const entry = historyEntryOf(record);
  if (entry === undefined) book.forget(record.view.id);
  else book.add(entry);
}

/**
 * What the history says of a session that is over (SPEC INV-12).
 * @returns undefined for what is no call of its own: a screen that was shown within one, an invitation by which
 * somebody came to a conference, or comes to one with the call that becomes it
 */
function historyEntryOf(record: SessionRecord): HistoryEntry | undefined {
  const { view, startedAtMs, durationMs, handled, turnedAway, rang, quiet } = record;
  const { ending, error, subject } = view;
  if (ending === undefined || quiet || !isCall(view, { rang })) return undefined;
  // What our user did on another device is theirs too; what was turned away for them is not.
  const untouched = view.direction === 'incoming' && !handled && (turnedAway || ending.by !== 'you');
  return {
    id: view.id,
    conversationId: view.conversationId,
    sessionType: view.sessionType,
    direction: view.direction,
    peer: view.peer,
    media: view.requested,
    ending,
    ...(subject === undefined ? {} : { subject }),
    atMs: startedAtMs,
    durationMs,
    ...(error === undefined ? {} : { error: error.code }),
    missed: untouched,
    seen: false,
  };
}

/**
 * What the history keeps of a session that is not over, in case this program is killed meanwhile (SPEC INV-12).
 * @returns undefined for what is no call of its own, and for what is over
 */
function unfinishedCallOf(record: SessionRecord): UnfinishedCall | undefined {
  const { view, startedAtMs, handled, rang, quiet } = record;
  const { establishedAtMs, subject } = view;
  if (record.over || view.state === 'idle' || quiet || !isCall(view, { rang })) return undefined;
  return {
    id: view.id,
    conversationId: view.conversationId,
    sessionType: view.sessionType,
    direction: view.direction,
    peer: view.peer,
    media: view.requested,
    ...(subject === undefined ? {} : { subject }),
    atMs: startedAtMs,
    ...(establishedAtMs === undefined ? {} : { establishedAtMs, aliveAtMs: establishedAtMs }),
    missed: view.direction === 'incoming' && !handled,
  };
}

function isCall({ sessionType, ending }: SessionView, { rang }: { rang: boolean }): boolean {
  if (sessionType === 'conference') return ending?.reason !== 'accepted';
  return sessionType === 'audio-video' || (sessionType === 'application-sharing' && rang);
}

/** What the history says of an invitation that never rang here: it came too late, or our user is not disturbed. */
export function historyEntryOfSilent(
  invitation: Invitation,
  { ending, atMs, missed }: { ending: Ending; atMs: number; missed: boolean },
): HistoryEntry {
  const { sessionId, conversationId, sessionType, from, media, subject } = invitation;
  return {
    id: sessionId,
    conversationId,
    sessionType,
    direction: 'incoming',
    peer: from,
    media,
    ending,
    atMs,
    ...(subject === undefined ? {} : { subject }),
    missed,
    seen: false,
  };
}
