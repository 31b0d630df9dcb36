import { Conversation } from '../../../../protocol/conversations.ts';
import { ConversationId } from '../../../../protocol/ids.ts';
import { HistoryEntry } from '../../../../protocol/local/history.ts';
import { MessageView, ThreadView } from '../../../../protocol/messages.ts';

export const BOB = { address: 'bob@example.org', displayName: 'Bob' };
export const CAROL = { address: 'carol@example.org', displayName: 'Carol' };

/** The ID of the first conversation of samples. */
export const FIRST = ConversationId.parse('conversation-0001');

/** An idle conversation with Bob, with the changes that a test needs. */
export function conversation(change: object = {}): Conversation {
  return Conversation.parse({
    id: FIRST,
    peer: BOB,
    sessionIds: ['session-0000'],
    types: ['audio-video'],
    startedAtMs: 1_000,
    lastUsedAtMs: 2_000,
    state: 'idle',
    ...change,
  });
}

/** The thread of that conversation, without unread messages, with a last message from Bob. */
export function thread(change: object = {}): ThreadView {
  return ThreadView.parse({
    conversationId: FIRST,
    peer: BOB,
    unread: 0,
    excerpt: 'Hello',
    lastDirection: 'incoming',
    lastAtMs: 3_000,
    ...change,
  });
}

/** A message of the user. The number is also its sequence number, which a `sending` message does not have. */
export function message(number: number, change: object = {}): MessageView {
  return MessageView.parse({
    id: `message-${String(number).padStart(4, '0')}`,
    conversationId: FIRST,
    from: { address: 'alice@example.org', displayName: 'Alice' },
    to: BOB.address,
    text: `Text ${number}`,
    direction: 'outgoing',
    sequence: number,
    sentAtMs: number * 1_000,
    state: 'sent',
    ...change,
  });
}

/** A call from Bob in that conversation that was answered. */
export function pastCall(change: object = {}): HistoryEntry {
  return HistoryEntry.parse({
    id: 'session-9001',
    conversationId: FIRST,
    sessionType: 'audio-video',
    direction: 'incoming',
    peer: BOB,
    media: { microphone: true, camera: false },
    atMs: 4_000,
    durationMs: 60_000,
    ending: { reason: 'hung-up', by: 'them' },
    missed: false,
    seen: true,
    ...change,
  });
}
