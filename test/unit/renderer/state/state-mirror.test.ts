import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { stateChange } from '../../../../electron/core/state-change.ts';
import { AppStore, type StateStep } from '../../../../electron/core/store.ts';
import type { AppState } from '../../../../protocol/rpc/app-state.ts';
import { StateChange, type WholeState } from '../../../../protocol/rpc/state-change.ts';
import { StateMirror } from '../../../../renderer/state/state-mirror.ts';
import { appState, callView } from '../../../support/renderer/samples/session-view.ts';
import { participant, stayView } from '../../../support/renderer/samples/stay-view.ts';

const PRESENCES = ['available', 'in-call', 'do-not-disturb', 'offline'];

/** Some of ten items in any order, each in one of four variants. */
const chosen = fc
  .uniqueArray(fc.nat(9), { maxLength: 10 })
  .chain((keys) => fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), fc.nat(3)))));

const anyStay = fc.record({ roster: chosen, title: fc.constantFrom('Monday', 'Roof'), asked: fc.boolean() });
const anyChat = fc.record({ messages: chosen, unread: fc.nat(3) });

const anyState = fc
  .record({
    people: chosen,
    sessions: chosen,
    history: chosen,
    threads: chosen,
    stay: fc.option(anyStay),
    chat: fc.option(anyChat),
    theme: fc.constantFrom('light', 'dark'),
  })
  .map(({ people, sessions, history, threads, stay, chat, theme }) =>
    appState({
      people: people.map(([key, variant]) => person(key, variant)),
      sessions: sessions.map(([key, variant]) => session(key, variant)),
      history: history.map(([key, variant]) => ({ ...CALL, id: `session-100${key}`, seen: variant > 1 })),
      threads: threads.map(([key, unread]) => ({ ...THREAD, conversationId: `thread-100${key}`, unread })),
      stay: stay && {
        ...stayView({ participants: stay.roster.map(([key, variant]) => member(key, variant)) }),
        conference: stayView({}, { title: stay.title }).conference,
        ...(stay.asked && { unmuteAskedBy: BOB }),
      },
      chat: chat && {
        conferenceId: 'conference-0001',
        unread: chat.unread,
        messages: chat.messages.map(([key, variant]) => ({
          ...MESSAGE,
          id: `message-100${key}`,
          text: `${variant}`,
        })),
      },
      settings: { theme },
    }),
  );

const BOB = { address: 'bob@example.org', displayName: 'Bob' };
const MESSAGE = { participantId: 'participant-bob', from: BOB, sequence: 1, sentAtMs: 0 };
const THREAD = { peer: BOB, excerpt: 'Hello', lastDirection: 'incoming', lastAtMs: 1_000 };
const CALL = {
  conversationId: 'conversation-0001',
  sessionType: 'audio-video',
  direction: 'incoming',
  peer: BOB,
  media: { microphone: true, camera: false },
  atMs: 1_000,
  ending: { reason: 'hung-up', by: 'them' },
  missed: false,
};
const person = (key: number, variant = 0) => ({
  address: `person-${key}@example.org`,
  displayName: `Person ${key}`,
  presence: PRESENCES[variant],
});
const session = (key: number, variant: number) =>
  callView({ id: `session-000${key}`, restarting: variant > 1 ? variant > 2 : undefined });
const member = (key: number, variant = 0) =>
  participant(`Member ${key}`.replace(' ', '-'), {
    media: { microphone: variant % 2 ? 'on' : 'muted', camera: 'off', screen: 'off' },
    ...(variant > 1 && { handRaisedAtMs: 5 }),
  });

/** What main sends, as it arrives at the page. */
function carried({ before, after, revision }: StateStep): StateChange {
  return StateChange.parse(JSON.parse(JSON.stringify(stateChange(before, after, revision))));
}

function steps(states: readonly AppState[]): StateStep[] {
  return states
    .slice(1)
    .map((after, index) => ({ before: states[index] as AppState, after, revision: index + 1 }));
}

/** A page that shows what main has sent, and main's answer when it reads the whole state. */
function mirrorOf(read: () => Promise<WholeState> = vi.fn(), pause = async (_failures: number) => {}) {
  const shown: AppState[] = [];
  const mirror = new StateMirror({ read, pause, show: (state) => shown.push(state) });
  return { mirror, shown, latest: () => shown.at(-1) };
}

test('changes one after another give the same state as the whole of it', async () => {
  const states = fc.array(anyState, { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.property(states, (all) => {
      const { mirror, latest } = mirrorOf();
      mirror.attach({ revision: 0, state: all[0] as AppState });
      for (const step of steps(all)) {
        mirror.change(carried(step));
        expect(latest()).toEqual(step.after);
      }
    }),
  );
});

test('[RES-5] lost, repeated and reordered changes end in the state of main', async () => {
  const traffic = fc.array(anyState, { minLength: 3, maxLength: 8 }).chain((states) => {
    const sent = fc.array(fc.integer({ min: 1, max: states.length - 1 }), { maxLength: 12 });
    return fc.record({ states: fc.constant(states), sent });
  });
  await fc.assert(
    fc.asyncProperty(traffic, async ({ states, sent }) => {
      const last = { revision: states.length - 1, state: states.at(-1) as AppState };
      const { mirror, latest } = mirrorOf(async () => last);
      mirror.attach({ revision: 0, state: states[0] as AppState });
      const changes = steps(states).map(carried);
      for (const revision of [...sent, last.revision]) mirror.change(changes[revision - 1] as StateChange);
      await new Promise((resolve) => setImmediate(resolve));
      expect(latest()).toEqual(last.state);
    }),
  );
});

test('a list that has a key twice, before or after, arrives as it is', async () => {
  const doubled = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 6 });
  const states = fc.array(doubled, { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.property(states, (lists) => {
      const all = lists.map((list) =>
        appState({ people: list.map(([key, variant]) => person(key, variant)) }),
      );
      const { mirror, latest } = mirrorOf();
      mirror.attach({ revision: 0, state: all[0] as AppState });
      for (const step of steps(all)) {
        mirror.change(carried(step));
        expect(latest()).toEqual(step.after);
      }
    }),
  );
});

const [first, second, third] = ['light', 'dark', 'light'].map((theme, index) =>
  appState({ settings: { theme }, people: [person(index)] }),
) as [AppState, AppState, AppState];
const [toSecond, toThird] = steps([first, second, third]).map(carried) as [StateChange, StateChange];

test('a change that overtakes the first whole state waits for it', () => {
  const { mirror, shown } = mirrorOf();
  mirror.change(toSecond);
  expect(shown).toEqual([]);
  mirror.attach({ revision: 0, state: first });
  expect(shown).toEqual([first, second]);
});

test('a page that missed a change reads the whole state once, and takes what came meanwhile', async () => {
  const reading = Promise.withResolvers<WholeState>();
  const read = vi.fn(() => reading.promise);
  const { mirror, shown } = mirrorOf(read);
  mirror.attach({ revision: 0, state: first });
  mirror.change(toThird);
  mirror.change(toThird);
  expect(shown).toEqual([first]);
  reading.resolve({ revision: 1, state: second });
  await vi.waitFor(() => expect(shown).toEqual([first, second, third]));
  expect(read).toHaveBeenCalledOnce();
});

test('when the whole state cannot be read, it is read again after longer and longer pauses', async () => {
  const read = vi.fn(async (): Promise<WholeState> => ({ revision: 2, state: third }));
  read.mockRejectedValueOnce(new Error('timed out'));
  read.mockRejectedValueOnce(new Error('malformed'));
  const pause = vi.fn(async () => {});
  const { mirror, latest } = mirrorOf(read, pause);
  mirror.attach({ revision: 0, state: first });
  mirror.change(toThird);
  await vi.waitFor(() => expect(latest()).toEqual(third));
  expect([pause.mock.calls, read.mock.calls.length]).toEqual([[[1], [2]], 3]);
});

test('a page that loses main does not read from it again', async () => {
  const read = vi.fn(async (): Promise<WholeState> => Promise.reject(new Error('gone')));
  const paused = Promise.withResolvers<void>();
  const { mirror } = mirrorOf(read, () => paused.promise);
  mirror.attach({ revision: 0, state: first });
  mirror.change(toThird);
  await vi.waitFor(() => expect(read).toHaveBeenCalledOnce());
  mirror.lost();
  paused.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(read).toHaveBeenCalledOnce();
});

test.each([
  ['an index that is not in the list', [{ at: 7, item: person(9) }]],
  [
    'an index twice',
    [
      { at: 0, item: person(8) },
      { at: 0, item: person(9) },
    ],
  ],
])('a change with %s makes the page read the whole state', async (_what, placed) => {
  const { mirror, shown } = mirrorOf(async () => ({ revision: 1, state: second }));
  mirror.attach({ revision: 0, state: first });
  mirror.change(StateChange.parse({ revision: 1, people: { removed: [], placed }, fields: {} }));
  await vi.waitFor(() => expect(shown).toEqual([first, second]));
});

test('[RES-5] after main was restarted its revisions count from the start again', () => {
  const { mirror, latest } = mirrorOf();
  mirror.attach({ revision: 7, state: third });
  mirror.lost();
  mirror.attach({ revision: 0, state: first });
  mirror.change(toSecond);
  expect(latest()).toEqual(second);
});

test('what did not change is the same object on the page as before', () => {
  const people = [person(1), person(2), person(3)];
  const before = appState({ people, stay: stayView(), sessions: [callView()] });
  const after = { ...before, people: before.people.with(1, { ...people[1], presence: 'offline' } as never) };
  const { mirror, shown } = mirrorOf();
  mirror.attach({ revision: 0, state: before });
  mirror.change(carried({ before, after, revision: 1 }));
  const [old, now] = shown as [AppState, AppState];
  expect(now.people[1]?.presence).toBe('offline');
  expect([now.people[0], now.people[2]].every((each, index) => each === old.people[index * 2])).toBe(true);
  expect([now.stay, now.sessions, now.settings]).toEqual([old.stay, old.sessions, old.settings]);
  expect([now.stay === old.stay, now.sessions === old.sessions]).toEqual([true, true]);
});

test.each([10, 100, 2_000])(
  'with %i people, one presence and one mute cost less than 1 KiB each',
  (count) => {
    const people = Array.from({ length: count }, (_, key) => person(key));
    const participants = Array.from({ length: Math.min(count, 200) }, (_, key) => member(key));
    const before = appState({ people, stay: stayView({ participants }) });
    const changed = before.people.with(count / 2, {
      ...before.people[count / 2],
      presence: 'in-call',
    } as never);
    const stay = before.stay as NonNullable<AppState['stay']>;
    const muted = { ...stay, participants: stay.participants.with(5, member(5, 1)) };
    for (const part of [{ people: changed }, { stay: muted }]) {
      const change = carried({ before, after: { ...before, ...part }, revision: 1 });
      expect(JSON.stringify(change).length).toBeLessThan(1_024);
    }
  },
);

test('the store announces the changes of one turn as one, and before a page takes the whole state', async () => {
  const announced: StateStep[] = [];
  const store = new AppStore(first, (step) => announced.push(step));
  store.update({ people: second.people });
  store.update({ notifier: 'desktop' });
  expect(announced).toEqual([]);
  expect(store.whole()).toEqual({
    revision: 1,
    state: { ...first, people: second.people, notifier: 'desktop' },
  });
  expect(announced).toMatchObject([{ before: first, revision: 1 }]);
  store.update({ notifier: 'page' });
  await Promise.resolve();
  expect(announced.map(({ revision }) => revision)).toEqual([1, 2]);
});
