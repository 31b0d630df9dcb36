import {
  History,
  MessageSquare,
  Phone,
  PhoneIncoming,
  PhoneMissed,
  PhoneOutgoing,
  ScreenShare,
  Trash2,
  Users,
  Video,
} from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { HistoryEntry } from '../../../protocol/local/history.ts';
import { conversationText } from '../../i18n/en-conversations.ts';
import { isConferenceInvitation, isShare } from '../../state/sessions.ts';
import { useCallPerson, useConversations } from '../conversation/conversations-context.ts';
import { useAppState, useStore } from '../store-context.ts';
import { dateTimeWords, whenWords } from '../ui/behavior/date-format.ts';
import { useWindowFocus } from '../ui/behavior/window-focus.ts';
import { durationWords } from '../ui/duration.tsx';
import { Icon, type IconNode } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { pastCallWords } from './past-call-words.ts';

const words = conversationText.history;

/** Past calls, latest first, with how each ended (SPEC INV-12). */
export function HistoryList() {
  const { history } = useAppState();
  useMarkHistorySeen();
  if (history.length === 0) {
    return (
      <div class="empty" data-testid="history">
        <Icon node={History} class="icon-large" />
        <p>{words.none}</p>
        <p class="soft small">{words.noneLead}</p>
      </div>
    );
  }
  return (
    <div class="stack-s" data-testid="history">
      <ul class="rows rows-many">
        {history.map((entry) => (
          <HistoryRow key={entry.id} entry={entry} />
        ))}
      </ul>
      <ClearHistory />
    </div>
  );
}

/** Marks the history as seen while it is on screen. */
function useMarkHistorySeen(): void {
  const { ask } = useStore();
  const isNew = useAppState().history.some(({ seen }) => !seen);
  const { isVisible, hasFocus } = useWindowFocus();
  const isSeen = isNew && isVisible && hasFocus;
  useEffect(() => {
    if (isSeen) void ask('see-history', {});
  }, [ask, isSeen]);
}

function HistoryRow({ entry }: { entry: HistoryEntry }) {
  const { peer, missed, direction, ending, error, atMs } = entry;
  const directionWords = missed ? words.missed : words[direction];
  return (
    <li
      class="row"
      data-testid="history-row"
      data-reason={ending.reason}
      data-missed={missed}
      data-address={peer.address}
    >
      <span class="history-icon" data-missed={missed} title={directionWords}>
        <Icon node={iconOf(entry)} />
      </span>
      <div class="row-words">
        <strong>{peer.displayName}</strong>
        <span class="soft small history-facts">
          {directionWords} · {kindWords(entry)}
          {/* The duration of an interrupted call has an error of up to half a minute. */}
          {entry.durationMs !== undefined &&
            (ending.reason !== 'interrupted' || entry.durationMs > 0) &&
            ` ${words.duration(durationWords(entry.durationMs))}`}
          {' · '}
          <time dateTime={new Date(atMs).toISOString()} title={dateTimeWords(atMs)}>
            {whenWords(atMs, Date.now())}
          </time>
        </span>
        <span class="small history-ending" data-code={error}>
          {pastCallWords(entry)}
          {ending.text && ` “${ending.text}”`}
        </span>
      </div>
      <HistoryActions entry={entry} />
    </li>
  );
}

function HistoryActions({ entry }: { entry: HistoryEntry }) {
  const { peer, media } = entry;
  const { navigation, cache } = useConversations();
  const isBlocked = useAppState().blocked.includes(peer.address);
  const call = useCallPerson();
  // Messages belong to the current conversation with this person. The call may have had another conversation.
  const write = () =>
    navigation.open({ peer, conversationId: cache.latestWith(peer.address)?.id ?? cache.continuing(entry) });
  const callBack = words.callBack(peer.displayName);
  const message = conversationText.people.message(peer.displayName);
  return (
    <div class="row-actions">
      <IconButton label={message} look="quiet" icon={MessageSquare} testId="open-message" onClick={write} />
      <IconButton
        label={callBack}
        look="quiet"
        icon={media.camera ? Video : Phone}
        testId="call-back"
        disabled={isBlocked}
        onClick={() => void call({ peer }, { microphone: true, camera: media.camera })}
      />
    </div>
  );
}

function ClearHistory() {
  const { ask } = useStore();
  const [isAsking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsking) keep.current?.focus();
  }, [isAsking]);
  if (!isAsking) {
    return (
      <button
        type="button"
        class="button button-quiet history-clear"
        data-testid="history-clear"
        onClick={() => setAsking(true)}
      >
        <Icon node={Trash2} />
        {words.clear}
      </button>
    );
  }
  return (
    <fieldset class="history-ask">
      <legend class="small">{words.clearAsk}</legend>
      <button ref={keep} type="button" class="button" onClick={() => setAsking(false)}>
        {words.clearCancel}
      </button>
      <button
        type="button"
        class="button button-bad"
        data-testid="history-clear-confirm"
        onClick={() => void ask('clear-history', {})}
      >
        {words.clearConfirm}
      </button>
    </fieldset>
  );
}

function iconOf(entry: HistoryEntry): IconNode {
  const { missed, direction } = entry;
  if (isShare(entry)) return ScreenShare;
  if (isConferenceInvitation(entry)) return Users;
  if (missed) return PhoneMissed;
  return direction === 'incoming' ? PhoneIncoming : PhoneOutgoing;
}

function kindWords(entry: HistoryEntry): string {
  if (isShare(entry)) return words.sharing;
  if (isConferenceInvitation(entry)) return words.conference;
  return entry.media.camera ? words.video : words.audio;
}
