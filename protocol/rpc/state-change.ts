import * as z from 'zod';
import { Count } from '../bounds.ts';
import { ChatMessage, ChatView, MAX_CHAT_KEPT } from '../conferences/chat.ts';
import { MAX_LISTED, Participant } from '../conferences/conference.ts';
import { Conversation, MAX_CONVERSATIONS } from '../conversations.ts';
import { ConversationId, MessageId, ParticipantId, SessionId } from '../ids.ts';
import { HistoryEntry, MAX_HISTORY } from '../local/history.ts';
import { ThreadView } from '../messages.ts';
import { Person } from '../signaling/shapes.ts';
import { Address } from '../text/addresses.ts';
import { AppState, MAX_PEOPLE, MAX_SESSIONS, StayView } from './app-state.ts';
import { SessionView } from './session-view.ts';

/** How a list whose items have a key of their own has changed. Items that are not named here keep their order. */
function listChange<Item extends z.ZodType, Key extends z.ZodType>(item: Item, key: Key, maxItems: number) {
  return z
    .object({
      /** Keys of the items that left. */
      removed: z.array(key).max(maxItems),
      /** Items that are new, changed or moved, each with its index in the changed list, lowest first. */
      placed: z.array(z.object({ at: z.number().int().min(0).max(maxItems), item })).max(maxItems),
    })
    .optional();
}

/** The change of a list of such items, identified by such keys. */
export interface ListChange<Item, Key> {
  removed: Key[];
  placed: { at: number; item: Item }[];
}

/** The whole state, and its revision: the number of changes that led to it. */
export const WholeState = z.object({ revision: Count, state: AppState });
export type WholeState = z.infer<typeof WholeState>;

/** One change of the state. What has not changed is absent, so that a change costs what it changes and no more. */
export const StateChange = z.object({
  /** Of the state after this change. It applies to the revision before, and to no other. */
  revision: Count,
  people: listChange(Person, Address, MAX_PEOPLE),
  sessions: listChange(SessionView, SessionId, MAX_SESSIONS),
  conversations: listChange(Conversation, ConversationId, MAX_CONVERSATIONS),
  threads: listChange(ThreadView, ConversationId, MAX_CONVERSATIONS),
  history: listChange(HistoryEntry, SessionId, MAX_HISTORY),
  stay: StayView.omit({ participants: true }).nullable().optional(),
  participants: listChange(Participant, ParticipantId, MAX_LISTED),
  chat: ChatView.omit({ messages: true }).nullable().optional(),
  chatMessages: listChange(ChatMessage, MessageId, MAX_CHAT_KEPT),
  /** Fields of the state that replace those before. */
  fields: AppState.omit({
    people: true,
    sessions: true,
    conversations: true,
    threads: true,
    history: true,
    stay: true,
    chat: true,
  }).partial(),
});
export type StateChange = z.infer<typeof StateChange>;
