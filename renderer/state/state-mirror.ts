import { ParleyError } from '../../protocol/errors.ts';
import type { AppState } from '../../protocol/rpc/app-state.ts';
import type { ListChange, StateChange, WholeState } from '../../protocol/rpc/state-change.ts';

/** More changes than this never wait for the whole state: the page reads it again instead. */
const MAX_WAITING = 100;

/** What a {@link StateMirror} needs. */
export interface StateMirrorOptions {
  /** Reads main's whole state. */
  readonly read: () => Promise<WholeState>;
  /** Waits before the state is read again. Receives the number of failures, from 1. */
  readonly pause: (failures: number) => Promise<void>;
  /** Called with main's state whenever it has changed. */
  readonly show: (state: AppState) => void;
}

/**
 * The page's copy of main's state, kept up to date by changes. Each change applies to one revision. A change to an
 * earlier revision is ignored. A change that does not fit, or shows that another change was missed, makes the page read the
 * whole state, until it has succeeded.
 */
export class StateMirror {
  readonly #options: StateMirrorOptions;
  #whole: WholeState | null = null;
  /** Changes to revisions that are not here yet, by revision. */
  readonly #waiting = new Map<number, StateChange>();
  /** The reading that is in progress. */
  #reading: object | null = null;

  constructor(options: StateMirrorOptions) {
    this.#options = options;
  }

  /** Receives main's whole state. A state older than the current one is ignored. */
  attach(whole: WholeState): void {
    if (this.#whole !== null && whole.revision < this.#whole.revision) return;
    this.#options.show(whole.state);
    this.#catchUp(whole);
  }

  /** Main is gone: changes that waited for one of its revisions are dropped. */
  lost(): void {
    this.#whole = null;
    this.#reading = null;
    this.#waiting.clear();
  }

  /** Receives one change. A change that overtakes the first whole state waits for it. */
  change(change: StateChange): void {
    if (this.#whole !== null && change.revision <= this.#whole.revision) return;
    if (this.#waiting.size >= MAX_WAITING) this.#waiting.clear();
    this.#waiting.set(change.revision, change);
    if (this.#whole !== null) this.#catchUp(this.#whole);
  }

  /** Applies the changes that follow, and reads the whole state when one is missing. */
  #catchUp(from: WholeState): void {
    let { revision, state } = from;
    let isMisfit = false;
    for (let next = this.#waiting.get(revision + 1); next; next = this.#waiting.get(revision + 1)) {
      try {
        state = changedState(state, next);
      } catch {
        isMisfit = true;
        this.#waiting.delete(next.revision);
        break;
      }
      revision = next.revision;
      this.#options.show(state);
    }
    for (const each of this.#waiting.keys()) if (each <= revision) this.#waiting.delete(each);
    this.#whole = { revision, state };
    if (isMisfit || this.#waiting.size > 0) void this.#readAgain();
  }

  async #readAgain(): Promise<void> {
    if (this.#reading) return;
    const reading = {};
    this.#reading = reading;
    for (let failures = 1; this.#reading === reading; failures += 1) {
      const whole = await this.#options.read().catch(() => null);
      if (this.#reading !== reading) return;
      if (whole !== null) {
        this.#reading = null;
        return this.attach(whole);
      }
      await this.#options.pause(failures);
    }
  }
}

/**
 * The state after a change. What did not change is the same object as before.
 * @throws ParleyError STATE_ILLEGAL when the change does not fit
 */
function changedState(state: AppState, change: StateChange): AppState {
  return {
    ...state,
    ...change.fields,
    people: changedList(state.people, change.people, ({ address }) => address),
    sessions: changedList(state.sessions, change.sessions, ({ id }) => id),
    conversations: changedList(state.conversations, change.conversations, ({ id }) => id),
    threads: changedList(state.threads, change.threads, ({ conversationId }) => conversationId),
    history: changedList(state.history, change.history, ({ id }) => id),
    stay: changedStay(state.stay, change),
    chat: changedChat(state.chat, change),
  };
}

function changedStay(before: AppState['stay'], { stay, participants }: StateChange): AppState['stay'] {
  if (stay === null) return null;
  if (!stay && !participants) return before;
  const rest = stay ?? before;
  const known = before?.participants ?? [];
  return rest && { ...rest, participants: changedList(known, participants, ({ id }) => id) };
}

function changedChat(before: AppState['chat'], { chat, chatMessages }: StateChange): AppState['chat'] {
  if (chat === null) return null;
  if (!chat && !chatMessages) return before;
  const rest = chat ?? before;
  return rest && { ...rest, messages: changedList(before?.messages ?? [], chatMessages, ({ id }) => id) };
}

function changedList<Item, Key>(
  before: Item[],
  change: ListChange<Item, Key> | undefined,
  keyOf: (item: Item) => Key,
): Item[] {
  if (!change) return before;
  const gone = new Set([...change.removed, ...change.placed.map(({ item }) => keyOf(item))]);
  const list = before.filter((item) => !gone.has(keyOf(item)));
  const placedAt = new Map(change.placed.map(({ at, item }) => [at, item]));
  const after: Item[] = [];
  for (let kept = 0; kept < list.length || placedAt.has(after.length); ) {
    const placed = placedAt.get(after.length) ?? list[kept++];
    if (placed !== undefined) after.push(placed);
  }
  if (after.length !== list.length + change.placed.length) {
    throw new ParleyError('STATE_ILLEGAL', 'a change that does not fit the list');
  }
  return after;
}
