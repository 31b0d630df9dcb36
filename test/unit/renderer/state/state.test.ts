import { signal } from '@preact/signals';
import { beforeEach, describe, expect, test } from 'vitest';
import { DeclineReason } from '../../../../protocol/endings.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { AppState } from '../../../../protocol/rpc/app-state.ts';
import type { BridgeStatus } from '../../../../renderer/bridge/bridge.ts';
import { Store } from '../../../../renderer/state/state.ts';
import {
  appState,
  callView,
  conferenceInvitationView,
  screenShareView,
} from '../../../support/renderer/samples/session-view.ts';

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

  const change = (part: Partial<AppState>) => store.show({ ...(store.state.value ?? appState()), ...part });
  const codes = () => store.alerts.value.map(({ error }) => error.code);
  const unanswered = { direction: 'incoming', state: 'terminated' };

  test('a failed command is read once, and gone when dismissed', async () => {
    store.show(appState());
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
      store.show(appState());
      failure = ParleyError.fromWire(error);
      if (when === 'before') change(shown);
      await store.ask('sign-out', {});
      if (when === 'after') change(shown);
      expect(codes()).toEqual([]);
      change({ registration: { state: 'signing-in' } });
      expect(codes()).toEqual([]);
    },
  );

  test("main's alerts are dismissed at main", () => {
    const error = new ParleyError('SETTINGS_DAMAGED', 'damaged').toWire();
    store.show(appState({ alerts: [{ id: 'one', error }] }));
    store.dismissAlert({ id: 'one', error });
    expect(sent).toEqual(['dismiss-alert']);
  });

  test.each([
    ['cancelled', 'them'],
    ['expired', 'you'],
    ['answered-elsewhere', 'you'],
  ])('[INV-9] a call that rang here and was %s is missed, not on stage', (reason, by) => {
    store.show(appState({ sessions: [callView({ ...unanswered, ending: { reason, by } })] }));
    expect(store.missed.value).toHaveLength(1);
    expect(store.current.value).toBeNull();
  });

  test('[INV-7] an accept that failed is on stage with its reason', () => {
    const ending = { reason: 'cancelled', by: 'them' };
    const error = new ParleyError('INVITATION_CANCELLED', 'too late').toWire();
    store.show(appState({ sessions: [callView({ ...unanswered, ending, error })] }));
    expect(store.current.value).toMatchObject({ ending: { reason: 'cancelled' } });
  });

  test('a live session goes before an ended one', () => {
    const live = callView({ id: 'session-0002' });
    const over = callView({ state: 'terminated', ending: { reason: 'hung-up', by: 'you' } });
    store.show(appState({ sessions: [live, over] }));
    expect(store.current.value?.id).toBe('session-0002');
  });

  describe('with several sessions', () => {
    const bob = callView({ id: 'session-0001' });
    const carol = callView({ id: 'session-0002', conversationId: 'conversation-0002' });
    const byUs = { hold: { byUs: true, byThem: false } };
    const over = (reason: string, by: string, more: object = {}) =>
      callView({ id: 'session-0003', state: 'terminated', ending: { reason, by }, ...more });
    const screenOver = (reason: string, by: string, direction: string) =>
      screenShareView({ id: 'session-0003', state: 'terminated', ending: { reason, by }, direction });
    const ids = (sessions: readonly { id: string }[]) => sessions.map(({ id }) => id.at(-1)).join('');

    test('[CONV-3] an invitation to a conference is neither a call, nor held, nor a screen', () => {
      const ours = conferenceInvitationView({
        id: 'session-0002',
        state: 'establishing',
        direction: 'outgoing',
      });
      const theirs = conferenceInvitationView({ id: 'session-0003' });
      store.show(appState({ sessions: [ours, theirs] }));
      expect([store.current.value, store.screen.value]).toEqual([null, null]);
      expect([ids(store.held.value), ids(store.shares.value), ids(store.invitations.value)]).toEqual([
        '',
        '',
        '3',
      ]);
      change({ sessions: [bob, ours, theirs] });
      expect([store.current.value?.id, ids(store.held.value)]).toEqual(['session-0001', '']);
    });

    test.each([
      ['outgoing', 'declined', 'them', 'aside'],
      ['outgoing', 'cancelled', 'you', 'silent'],
      ['outgoing', 'accepted', 'them', 'silent'],
      ['incoming', 'declined', 'you', 'silent'],
      ['incoming', 'expired', 'system', 'missed'],
      ['incoming', 'cancelled', 'them', 'missed'],
      ['incoming', 'ended', 'server', 'aside'],
    ])(
      '[CONV-3] [INV-6] an %s invitation to a conference that is %s by %s is %s',
      (direction, reason, by, where) => {
        const invitation = { id: 'session-0003', state: 'terminated', direction, ending: { reason, by } };
        store.show(appState({ sessions: [conferenceInvitationView(invitation)] }));
        const { silent, endedAside, missed, current } = store;
        expect(current.value).toBeNull();
        expect({
          silent: ids(silent.value),
          aside: ids(endedAside.value),
          missed: ids(missed.value),
        }).toEqual({ silent: '', aside: '', missed: '', [where]: '3' });
      },
    );

    test('[INV-10] the call that we do not hold is on stage, the held one beside it', () => {
      store.show(appState({ sessions: [bob, { ...carol, ...byUs }] }));
      expect([store.current.value?.id, ids(store.held.value)]).toEqual(['session-0001', '2']);
      change({ sessions: [{ ...bob, ...byUs }, carol] });
      expect([store.current.value?.id, ids(store.held.value)]).toEqual(['session-0002', '1']);
    });

    test('[INV-10] a held call is on stage when there is no other, and when another has ended', () => {
      store.show(appState({ sessions: [{ ...bob, ...byUs }, over('hung-up', 'them')] }));
      expect(store.current.value?.id).toBe('session-0001');
      expect(ids(store.endedAside.value)).toBe('3');
    });

    test('[INV-6] an end that the stage does not show is read beside it; on an empty stage it is the stage', () => {
      const ended = over('declined', 'them');
      store.show(appState({ sessions: [ended] }));
      expect([store.current.value?.id, ids(store.endedAside.value)]).toEqual(['session-0003', '']);
      change({ sessions: [bob, ended] });
      expect([store.current.value?.id, ids(store.endedAside.value)]).toEqual(['session-0001', '3']);
    });

    test('[SES-3] a screen that is shown is neither the call on stage nor a missed call', () => {
      const shown = screenShareView({ id: 'session-0004' });
      const offered = screenShareView({ id: 'session-0005', direction: 'incoming', state: 'incoming' });
      const missed = screenOver('cancelled', 'them', 'incoming');
      store.show(appState({ sessions: [bob, shown, offered, missed] }));
      expect(store.current.value?.id).toBe('session-0001');
      expect(store.missed.value).toEqual([]);
      expect([ids(store.shares.value), ids(store.invitations.value)]).toEqual(['4', '5']);
    });

    test.each([
      ['outgoing', 'hung-up', 'them', true],
      ['outgoing', 'cancelled', 'you', true],
      ['incoming', 'expired', 'you', true],
      ['outgoing', 'declined', 'them', false],
      ['outgoing', 'connection-lost', 'them', false],
    ])(
      '[SES-3] an %s share that ended with %s by %s leaves nothing to read: %s',
      (direction, reason, by, isSilent) => {
        store.show(appState({ sessions: [screenOver(reason, by, direction)] }));
        expect(store.current.value).toBeNull();
        expect([ids(store.silent.value), ids(store.endedAside.value)]).toEqual(
          isSilent ? ['3', ''] : ['', '3'],
        );
      },
    );
  });

  test.each(DeclineReason.options)('[INV-4] a call that we declined as %s is nothing to read', (reason) => {
    store.show(appState({ sessions: [callView({ ...unanswered, ending: { reason, by: 'you' } })] }));
    expect([store.missed.value, store.current.value]).toEqual([[], null]);
    expect(store.silent.value).toHaveLength(1);
  });
});
