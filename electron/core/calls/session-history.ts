import type { Ending } from '../../../protocol/endings.ts';
import type { WireError } from '../../../protocol/errors.ts';
import type { SessionId } from '../../../protocol/ids.ts';
import type { HistoryEntry, UnfinishedCall } from '../../../protocol/local/history.ts';
import type { RequestedMedia } from '../../../protocol/media.ts';
import type { Invitation, SessionType } from '../../../protocol/signaling/shapes.ts';
import type { SessionRecord } from './session/session-record.ts';

/** The record of calls (SPEC INV-12). */
export interface CallBook {
  /** A call is dialled, rings or is running. The same call again changes nothing. */
  begin(call: UnfinishedCall): void;
  /** A call is over, or its ending was corrected. */
  add(entry: HistoryEntry): void;
  /** Removes an unfinished call that does not belong in the history. */
  forget(id: SessionId): void;
}

/** The record of a session, or of an invitation to a conference. */
export type NotedRecord = Pick<
  SessionRecord,
  'startedAtMs' | 'handled' | 'turnedAway' | 'rang' | 'quiet' | 'over'
> & {
  /** An invitation to a conference has none: it carries no media. */
  readonly durationMs?: number | undefined;
  readonly view: Omit<UnfinishedCall, 'media' | 'atMs' | 'missed' | 'aliveAtMs'> & {
    readonly state: string;
    readonly requested: RequestedMedia;
    readonly ending?: Ending;
    readonly error?: WireError;
  };
};

/** Records a change of a session that is not over. */
export function noteChange(book: CallBook, record: NotedRecord): void {
  if (record.over) return;
  const call = unfinishedCallOf(record);
  if (call === undefined) book.forget(record.view.id);
  else book.begin(call);
}

/** Records how a session ended. */
export function noteEnd(book: CallBook, record: NotedRecord): void {
  const entry = historyEntryOf(record);
  if (entry === undefined) book.forget(record.view.id);
  else book.add(entry);
}

/**
 * The history entry of an ended session (SPEC INV-12).
 * @returns undefined for a session that is not a call of its own: a screen that was shared within a call, or an
 * invitation that led to its conference or belongs to a call that becomes one
 */
function historyEntryOf(record: NotedRecord): HistoryEntry | undefined {
  const { view, startedAtMs, durationMs, handled, turnedAway, rang, quiet } = record;
  const { ending, error, subject } = view;
  if (ending === undefined || quiet || !isCall(view, { rang })) return undefined;
  // An answer on another device of our user counts; an automatic decline does not.
  const untouched = view.direction === 'incoming' && !handled && (turnedAway || ending.by !== 'you');
  return {
    id: view.id,
    conversationId: view.conversationId,
    sessionType: view.sessionType,
    direction: view.direction,
    peer: view.peer,
    media: view.requested,
    ending,
    subject,
    atMs: startedAtMs,
    durationMs,
    error: error?.code,
    missed: untouched,
    seen: false,
  };
}

/**
 * The history entry of a running session, in case this program is killed before it ends (SPEC INV-12).
 * @returns undefined for an ended session, and for a session that is not a call of its own
 */
function unfinishedCallOf(record: NotedRecord): UnfinishedCall | undefined {
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
    subject,
    atMs: startedAtMs,
    establishedAtMs,
    aliveAtMs: establishedAtMs,
    missed: view.direction === 'incoming' && !handled,
  };
}

function isCall(
  { sessionType, ending }: { sessionType: SessionType; ending?: Ending },
  { rang }: { rang: boolean },
): boolean {
  if (sessionType === 'conference') return ending?.reason !== 'accepted';
  return sessionType === 'audio-video' || (sessionType === 'application-sharing' && rang);
}

/** The history entry of an invitation that never rang here: it came too late, or Do not disturb was on. */
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
    subject,
    missed,
    seen: false,
  };
}
