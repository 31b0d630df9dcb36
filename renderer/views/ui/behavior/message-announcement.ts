import type { AppState } from '../../../../protocol/rpc/app-state.ts';
import { text } from '../../../i18n/en.ts';

type Messages = Pick<AppState, 'threads' | 'chat' | 'registration'>;

/** Messages that arrived while the user was not looking at them. A visible message is announced by its own log. */
export function messageAnnouncements(before: Messages, now: Messages): string[] {
  return [...chatAnnouncements(before, now), ...threadAnnouncements(before, now)];
}

function chatAnnouncements({ chat: before }: Messages, { chat: now, registration }: Messages): string[] {
  if (!now || before?.conferenceId !== now.conferenceId || now.unread <= before.unread) return [];
  const known = new Set(before.messages.map(({ id }) => id));
  const fresh = now.messages.filter(
    ({ id, from }) => !known.has(id) && from.address !== registration.address,
  );
  const [first] = fresh;
  if (!first) return [];
  return [
    fresh.length === 1
      ? text.announce.chat(first.from.displayName, first.text)
      : text.announce.chats(fresh.length),
  ];
}

function threadAnnouncements({ threads: before }: Messages, { threads }: Messages): string[] {
  const unread = new Map(before.map((thread) => [thread.conversationId, thread.unread]));
  return threads.flatMap((thread) => {
    const count = thread.unread - (unread.get(thread.conversationId) ?? 0);
    return count > 0 ? [text.announce.messages(thread.peer.displayName, count)] : [];
  });
}
