import { signal } from '@preact/signals';
import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../protocol/errors.ts';
import type { BridgeStatus } from '../../../renderer/bridge.ts';
import { Store } from '../../../renderer/state.ts';
import { appState, sessionView } from '../../support/renderer/session-view.ts';

describe('the state of the page', () => {
  let failure: ParleyError | null;
  let sent: string[];
  let store: Store;

  beforeEach(() => {
    failure = null;
    sent = [];
    store = new Store({
      bridge: signal<BridgeStatus>({ name: 'attached' }),
      send: async (name) => {
        sent.push(name);
        if (failure) throw failure;
        return {} as never;
      },
    });
  });

  const codes = () => store.alerts.value.map(({ error }) => error.code);
  const unanswered = { direction: 'incoming', state: 'terminated' };

  test('a change replaces its part only; one that overtakes the first state is kept', () => {
    store.change({ people: [], sessions: [sessionView()] });
    store.attach(appState());
    expect(store.current.value?.id).toBe('session-0001');
    store.change({ sessions: [] });
    expect(store.state.value?.registration.displayName).toBe('Alice');
    expect(store.current.value).toBeNull();
  });

  test('a failed command is read once, and gone when dismissed', async () => {
    store.attach(appState());
    failure = new ParleyError('TARGET_OFFLINE', 'offline');
    expect(await store.ask('sign-out', {})).toBeNull();
    await store.ask('sign-out', {});
    expect(codes()).toEqual(['TARGET_OFFLINE']);
    const [alert] = store.alerts.value;
    if (alert) store.dismissAlert(alert);
    expect(codes()).toEqual([]);
    expect(sent).toEqual(['sign-out', 'sign-out']);
  });

  test.each(['before', 'after'])(
    'a failure that a view shows in place is no alert (state comes %s)',
    async (when) => {
      const error = new ParleyError('SERVER_UNREACHABLE', 'gone').toWire();
      const shown = { registration: { state: 'signed-out' as const, error } };
      store.attach(appState());
      failure = ParleyError.fromWire(error);
      if (when === 'before') store.change(shown);
      await store.ask('sign-out', {});
      if (when === 'after') store.change(shown);
      expect(codes()).toEqual([]);
      store.change({ registration: { state: 'signing-in' } });
      expect(codes()).toEqual([]);
    },
  );

  test("main's alerts are dismissed at main", () => {
    const error = new ParleyError('SETTINGS_DAMAGED', 'damaged').toWire();
    store.attach(appState({ alerts: [{ id: 'one', error }] }));
    store.dismissAlert({ id: 'one', error });
    expect(sent).toEqual(['dismiss-alert']);
  });

  test.each([
    ['cancelled', 'them'],
    ['expired', 'you'],
    ['answered-elsewhere', 'you'],
  ])('[INV-9] a call that rang here and was %s is missed, not on stage', (reason, by) => {
    store.attach(appState({ sessions: [sessionView({ ...unanswered, ending: { reason, by } })] }));
    expect(store.missed.value).toHaveLength(1);
    expect(store.current.value).toBeNull();
  });

  test('a call that we declined is nothing to read', () => {
    const ending = { reason: 'declined', by: 'you' };
    store.attach(appState({ sessions: [sessionView({ ...unanswered, ending })] }));
    expect([store.missed.value, store.current.value]).toEqual([[], null]);
    expect(store.declined.value).toHaveLength(1);
  });

  test('[INV-7] an accept that failed is on stage with its reason', () => {
    const ending = { reason: 'cancelled', by: 'them' };
    const error = new ParleyError('INVITATION_CANCELLED', 'too late').toWire();
    store.attach(appState({ sessions: [sessionView({ ...unanswered, ending, error })] }));
    expect(store.current.value?.ending?.reason).toBe('cancelled');
  });

  test('a live session goes before an ended one', () => {
    const live = sessionView({ id: 'session-0002' });
    const over = sessionView({ state: 'terminated', ending: { reason: 'hung-up', by: 'you' } });
    store.attach(appState({ sessions: [live, over] }));
    expect(store.current.value?.id).toBe('session-0002');
  });
});
