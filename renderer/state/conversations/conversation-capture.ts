import {
  CONVERSATION_KEPT_MS,
  type Conversation,
  isConferenceOnly,
} from '../../../protocol/conversations.ts';
import type { ConversationId } from '../../../protocol/ids.ts';
import type { ThreadView } from '../../../protocol/messages.ts';
import type { AppState, SessionView } from '../../../protocol/rpc/app-state.ts';
import { isConferenceInvitation } from '../sessions.ts';

const MAX_SESSIONS = 20;

/** The parts of main's state that conversations are captured from. */
export type CapturedState = Pick<AppState, 'sessions' | 'threads' | 'stay'>;
export type KnownConversations = ReadonlyMap<ConversationId, Conversation>;

/**
 * What is known of conversations once this state was seen (SPEC CONV-2): a session gives its ID away as soon as it
 * is in the state, which is before anybody answers. Gives `known` itself when there is nothing new.
 */
export function capture(known: KnownConversations, state: CapturedState, nowMs: number): KnownConversations {
  const next = new Map(known);
  const sessions = Map.groupBy(state.sessions, ({ conversationId }) => conversationId);
  for (const [id, ofThis] of sessions) next.set(id, withSessions(next.get(id), ofThis, nowMs));
  for (const thread of state.threads) {
    const conversation = withThread(next.get(thread.conversationId), thread, nowMs);
    if (conversation) next.set(conversation.id, conversation);
  }
  for (const [id, conversation] of next) next.set(id, withState(conversation, state, sessions.get(id)));
  const isSame = next.size === known.size && [...next].every(([id, each]) => known.get(id) === each);
  return isSame ? known : next;
}

/**
 * Puts together what main kept and what this page has captured already (SPEC CONV-5): main's word where the page
 * knows nothing, and the page's on what is live.
 */
export function merge(kept: Conversation, captured: Conversation | undefined): Conversation {
  if (!captured) return kept;
  return {
    ...kept,
    ...captured,
    sessionIds: [...new Set([...kept.sessionIds, ...captured.sessionIds])].slice(-MAX_SESSIONS),
    types: [...new Set([...kept.types, ...captured.types])],
    startedAtMs: Math.min(kept.startedAtMs, captured.startedAtMs),
    lastUsedAtMs: Math.max(kept.lastUsedAtMs, captured.lastUsedAtMs),
    ...replacedIn(kept, captured),
  };
}

/** A conference that carried it before this page was there is not forgotten. */
function replacedIn(
  kept: Conversation,
  { state, replacedBy = kept.replacedBy }: Conversation,
): Partial<Conversation> {
  return replacedBy ? { state: state === 'live' ? state : 'replaced', replacedBy } : {};
}

/** Do both say the same? */
export function isSameConversation(one: Conversation | undefined, other: Conversation): boolean {
  return one !== undefined && JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(conversation: Conversation): unknown {
  return Object.entries(conversation)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

function withSessions(
  before: Conversation | undefined,
  sessions: readonly SessionView[],
  nowMs: number,
): Conversation {
  const newest = sessions.at(-1);
  // Invitations to its conference go to anybody: they make it neither theirs nor called as the conference is.
  const talk = sessions.findLast((session) => !isConferenceInvitation(session));
  // Two people who have talked in a conversation keep it, also when a third person names it (SPEC CONV-4).
  const owner = before && !isConferenceOnly(before) ? before.peer : undefined;
  const peer = owner ?? talk?.peer ?? before?.peer ?? newest?.peer;
  const [first] = sessions;
  if (!first || !peer) throw new Error('a conversation without a session');
  const title = talk?.subject ?? before?.title ?? newest?.subject;
  const conversation: Conversation = {
    id: first.conversationId,
    peer,
    ...(title !== undefined && { title }),
    sessionIds: [...new Set([...(before?.sessionIds ?? []), ...sessions.map(({ id }) => id)])].slice(
      -MAX_SESSIONS,
    ),
    types: [...new Set([...(before?.types ?? []), ...sessions.map(({ sessionType }) => sessionType)])],
    startedAtMs: before?.startedAtMs ?? nowMs,
    lastUsedAtMs: before?.lastUsedAtMs ?? nowMs,
    state: before?.state ?? 'idle',
    ...(before?.replacedBy && { replacedBy: before.replacedBy }),
  };
  if (before && isSameConversation(before, conversation)) return before;
  return { ...conversation, lastUsedAtMs: nowMs };
}

function withThread(
  before: Conversation | undefined,
  thread: ThreadView,
  nowMs: number,
): Conversation | undefined {
  const { conversationId, peer, lastAtMs } = thread;
  if (!before) {
    // One so old would be evicted at once.
    if (lastAtMs <= nowMs - CONVERSATION_KEPT_MS) return undefined;
    const times = { startedAtMs: lastAtMs, lastUsedAtMs: lastAtMs };
    return {
      id: conversationId,
      peer,
      sessionIds: [],
      types: ['instant-messaging'],
      ...times,
      state: 'idle',
    };
  }
  const isNewType = !before.types.includes('instant-messaging');
  if (!isNewType && lastAtMs <= before.lastUsedAtMs) return before;
  return {
    ...before,
    ...(isConferenceOnly(before) && { peer }),
    types: isNewType ? [...before.types, 'instant-messaging'] : before.types,
    lastUsedAtMs: Math.max(before.lastUsedAtMs, lastAtMs),
  };
}

function withState(
  conversation: Conversation,
  { stay }: CapturedState,
  sessions: readonly SessionView[] = [],
): Conversation {
  // As long as a call goes on it is not replaced: a conference that was to carry it may be given up (SPEC ESC-3).
  const isLive = sessions.some((each) => each.state !== 'terminated' && !isConferenceInvitation(each));
  const isCarried =
    stay !== null && stay.state !== 'exited' && stay.conference.conversationId === conversation.id;
  const replacedBy = isCarried && !isLive ? stay.conference.id : conversation.replacedBy;
  const state = isLive ? 'live' : replacedBy ? 'replaced' : 'idle';
  if (conversation.state === state && conversation.replacedBy === replacedBy) return conversation;
  return { ...conversation, state, ...(replacedBy && { replacedBy }) };
}
