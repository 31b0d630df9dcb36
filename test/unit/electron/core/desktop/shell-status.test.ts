import { describe, expect, test } from 'vitest';
import { shellStatusOf } from '../../../../../electron/core/desktop/shell-status.ts';
import { appState, callView, screenShareView } from '../../../../support/renderer/samples/session-view.ts';

const local = (change: object) => ({ microphone: 'on', camera: 'off', screen: 'off', ...change });
const ringing = callView({
  state: 'incoming',
  direction: 'incoming',
});
const stay = (change: object = {}) => ({
  conference: {
    id: 'conference-0001',
    conversationId: 'conversation-0009',
    title: 'Weekly',
    link: 'parley://join/conference-0001',
    locked: false,
    waitingRoom: false,
    removed: [],
  },
  leaseId: 'lease-0009',
  screenLeaseId: 'lease-0010',
  state: 'connected',
  participants: [],
  local: local({}),
  ...change,
});
const thread = (unread: number) => ({
  conversationId: 'conversation-0001',
  peer: { address: 'bob@example.org', displayName: 'Bob' },
  unread,
  excerpt: 'Hello',
  lastDirection: 'incoming',
  lastAtMs: 1,
});
const missed = (change: object) => ({
  id: 'session-0001',
  conversationId: 'conversation-0001',
  sessionType: 'audio-video',
  direction: 'incoming',
  peer: { address: 'bob@example.org', displayName: 'Bob' },
  media: { microphone: true, camera: false },
  atMs: 1,
  ending: { reason: 'expired', by: 'system' },
  missed: true,
  seen: false,
  ...change,
});

describe('what tray and badge show', () => {
  test.each([
    ['signed-out', { registration: { state: 'signed-out' } }],
    ['available', {}],
    ['do-not-disturb', { settings: { doNotDisturb: true } }],
    ['signed-out', { registration: { state: 'signed-out' }, settings: { doNotDisturb: true } }],
    ['ringing', { sessions: [ringing] }],
    ['ringing', { sessions: [callView(), ringing] }],
    ['in-call', { sessions: [callView()] }],
    ['in-call', { sessions: [callView({ state: 'establishing' })] }],
    ['available', { sessions: [callView({ state: 'terminated' })] }],
    ['in-call', { sessions: [callView({ local: local({ microphone: 'off' }) })] }],
    ['muted', { sessions: [callView({ local: local({ microphone: 'muted' }) })] }],
    ['sharing', { sessions: [callView({ local: local({ microphone: 'muted', screen: 'on' }) })] }],
    ['in-call', { stay: stay() }],
    ['in-call', { stay: stay({ state: 'joining' }) }],
    ['in-call', { stay: stay({ state: 'waiting' }) }],
    ['muted', { stay: stay({ local: local({ microphone: 'muted' }) }) }],
    ['available', { stay: stay({ state: 'exited' }) }],
  ])('[NOTE-5] %s', (activity, change) => {
    expect(shellStatusOf(appState(change)).activity).toBe(activity);
  });

  test('[NOTE-4] the status counts unseen missed calls and unread messages', () => {
    const history = [missed({}), missed({ seen: true }), missed({ missed: false }), missed({})];
    const state = appState({ history, threads: [thread(2), thread(0), thread(3)] });
    expect(shellStatusOf(state)).toMatchObject({ missedCalls: 2, unreadMessages: 5 });
    expect(shellStatusOf(appState())).toMatchObject({ missedCalls: 0, unreadMessages: 0 });
  });

  test('[NOTE-5] the enabled controls depend on calls and conferences', () => {
    const can = (change: object) => shellStatusOf(appState(change)).can;
    const mutedCall = callView({ local: local({ microphone: 'muted' }) });
    expect(can({})).toEqual({ answer: false, mute: false, leave: false });
    expect(can({ sessions: [ringing] })).toEqual({ answer: true, mute: false, leave: false });
    expect(can({ sessions: [callView()] })).toEqual({ answer: false, mute: true, leave: true });
    expect(can({ sessions: [mutedCall] })).toEqual({ answer: false, mute: false, leave: true });
    expect(can({ sessions: [callView(), ringing] })).toEqual({ answer: true, mute: true, leave: true });
  });

  test('[NOTE-5] the status is busy while a call, a conference or a ringing call would be lost', () => {
    const busy = (change: object) => shellStatusOf(appState(change)).busy;
    expect([busy({ sessions: [ringing] }), busy({ stay: stay() }), busy({ sessions: [callView()] })]).toEqual(
      [true, true, true],
    );
    expect([busy({}), busy({ sessions: [callView({ state: 'terminated' })] })]).toEqual([false, false]);
  });

  test('[NOTE-1] the status lists the ringing invitations with name and kind', () => {
    const sharing = screenShareView({
      state: 'incoming',
      invitationId: 'invitation-0002',
      subject: 'Budget',
    });
    expect(shellStatusOf(appState({ sessions: [ringing, callView(), sharing] })).ringing).toEqual([
      { invitationId: 'invitation-0001', displayName: 'Bob', address: 'bob@example.org', kind: 'video' },
      {
        invitationId: 'invitation-0002',
        displayName: 'Bob',
        address: 'bob@example.org',
        subject: 'Budget',
        kind: 'screen',
      },
    ]);
  });

  test('[REF-1] the status names the person who transferred the caller', () => {
    const referred = { ...ringing, referredBy: { address: 'carol@example.org', displayName: 'Carol' } };
    const { ringing: shown } = shellStatusOf(appState({ sessions: [referred] }));
    expect(shown).toMatchObject([{ displayName: 'Bob', referredBy: 'Carol' }]);
  });
});
