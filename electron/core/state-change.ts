import type { AppState } from '../../protocol/rpc/app-state.ts';
import type { ListChange, StateChange } from '../../protocol/rpc/state-change.ts';

/** What changed from one state to a later one. @param revision of the later one */
export function stateChange(before: AppState, after: AppState, revision: number): StateChange {
  const { people, sessions, conversations, threads, history, stay, chat, ...fields } = after;
  return {
    revision,
    people: listChange(before.people, people, ({ address }) => address),
    sessions: listChange(before.sessions, sessions, ({ id }) => id),
    conversations: listChange(before.conversations, conversations, ({ id }) => id),
    threads: listChange(before.threads, threads, ({ conversationId }) => conversationId),
    history: listChange(before.history, history, ({ id }) => id),
    ...stayChange(before.stay, stay),
    ...chatChange(before.chat, chat),
    fields: changedFields(before, fields),
  };
}

function stayChange(
  before: AppState['stay'],
  after: AppState['stay'],
): Pick<StateChange, 'stay' | 'participants'> {
  if (before === after) return {};
  if (after === null) return { stay: null };
  const { participants: known = [], ...old } = before ?? {};
  const { participants, ...stay } = after;
  return {
    stay: isSame(old, stay) ? undefined : stay,
    participants: listChange(known, participants, ({ id }) => id),
  };
}

function chatChange(
  before: AppState['chat'],
  after: AppState['chat'],
): Pick<StateChange, 'chat' | 'chatMessages'> {
  if (before === after) return {};
  if (after === null) return { chat: null };
  const { messages: known = [], ...old } = before ?? {};
  const { messages, ...chat } = after;
  return {
    chat: isSame(old, chat) ? undefined : chat,
    chatMessages: listChange(known, messages, ({ id }) => id),
  };
}

function changedFields<Fields extends object>(before: Fields, after: Fields): Partial<Fields> {
  const names = Object.keys(after) as (keyof Fields)[];
  const changed = names.filter((name) => !isSame(before[name], after[name]));
  return Object.fromEntries(changed.map((name) => [name, after[name]])) as Partial<Fields>;
}

/** How a list changed; undefined when it did not. Items are the same when they are equal, wherever they are kept. */
function listChange<Item, Key>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => Key,
): ListChange<Item, Key> | undefined {
  if (before === after) return undefined;
  const known = new Map(before.map((item, at) => [keyOf(item), { item, at }]));
  // A key names one item only. A list that has a key twice, which a server can cause, is replaced as a whole.
  if (known.size < before.length || new Set(after.map(keyOf)).size < after.length) {
    return { removed: [...known.keys()], placed: after.map((item, at) => ({ at, item })) };
  }
  const placed: { at: number; item: Item }[] = [];
  let lastKeptAt = -1;
  for (const [at, item] of after.entries()) {
    const old = known.get(keyOf(item));
    known.delete(keyOf(item));
    if (old !== undefined && old.at > lastKeptAt && isSame(old.item, item)) lastKeptAt = old.at;
    else placed.push({ at, item });
  }
  const removed = [...known.keys()];
  return removed.length + placed.length === 0 ? undefined : { removed, placed };
}

/** Whether two values are the same once they are JSON: a property that is undefined is none. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSame(Reflect.get(one, name), Reflect.get(other, name)));
}
