import { describe, expect, test } from 'vitest';
import {
  asksBeforeClosing,
  invitationsToNotify,
  soundOf,
} from '../../../../renderer/notifications/attention-rules.ts';
import { unseenOf } from '../../../../renderer/state/conversations/unseen.ts';
import {
  appState,
  callView,
  conferenceInvitationView,
  screenShareView,
} from '../../../support/renderer/samples/session-view.ts';

const SETTINGS = { devices: { microphone: '', camera: '', speaker: 'headset', ringer: 'loudspeaker' } };
const incoming = callView({ state: 'incoming', direction: 'incoming' });
const share = screenShareView({
  state: 'incoming',
  direction: 'incoming',
});
const conference = conferenceInvitationView();
const stay = (state: string) => ({
  conference: {
    id: 'conference-0001',
    conversationId: 'conversation-0002',
    title: 'Team',
    link: 'parley:conference-0001',
    locked: false,
    waitingRoom: false,
    removed: [],
  },
  leaseId: 'lease-0002',
  screenLeaseId: 'lease-0002',
  state,
  participants: [],
  local: { microphone: 'on', camera: 'off', screen: 'off' },
});

describe('sounds', () => {
  const heard = (change: object) => soundOf(appState({ settings: SETTINGS, ...change }));
  const ring = { tone: 'ring', sinkId: 'loudspeaker' };
  const waiting = { tone: 'waiting', sinkId: 'headset' };

  test.each([
    ['nothing', [], null],
    ['a call', [incoming], ring],
    ['two calls', [incoming, incoming], ring],
    ['a call during a call', [callView(), incoming], waiting],
    ['a call during one on hold', [callView({ hold: { byUs: true, byThem: false } }), incoming], waiting],
    ['a call while calling', [callView({ state: 'establishing' }), incoming], waiting],
    ['a call after a call', [callView({ state: 'terminated' }), incoming], ring],
    ['a screen', [share], waiting],
    ['an invitation to a conference', [conference], ring],
    ['one during a call', [callView(), conference], waiting],
  ])('[INV-10] %s', (_title, sessions, sound) => {
    expect(heard({ sessions })).toEqual(sound);
  });

  test.each([
    ['joining', waiting],
    ['connected', waiting],
    ['exited', ring],
  ])('[INV-10] a call during a stay in state %s', (state, sound) => {
    expect(heard({ sessions: [incoming], stay: stay(state) })).toEqual(sound);
  });

  test.each([
    ['inviting', null],
    ['ringing', { tone: 'ring-back', sinkId: 'headset' }],
    ['connecting', null],
  ])('[INV-6] an outgoing call in progress %s', (progress, sound) => {
    expect(heard({ sessions: [callView({ state: 'establishing', progress })] })).toEqual(sound);
  });

  test('[NOTE-1] ringing does not depend on who shows the notification', () => {
    expect(heard({ sessions: [incoming], notifier: 'desktop' })).toEqual(ring);
  });

  test('[NOTE-6] nothing rings in do not disturb; a caller still hears the ringing at the other side', () => {
    const settings = { ...SETTINGS, doNotDisturb: true };
    expect(heard({ settings, sessions: [incoming] })).toBeNull();
    const calling = callView({ state: 'establishing', progress: 'ringing' });
    expect(heard({ settings, sessions: [calling] })).toMatchObject({ tone: 'ring-back' });
  });
});

describe('invitations to notify', () => {
  const sessions = [callView(), incoming, share, callView({ state: 'terminated' })];

  test('[NOTE-1] everything that rings: calls and screens', () => {
    expect(invitationsToNotify(appState({ sessions }))).toEqual([incoming, share]);
  });

  test('[NOTE-1] none if the shell shows notifications', () => {
    expect(invitationsToNotify(appState({ sessions, notifier: 'desktop' }))).toEqual([]);
  });

  test('[NOTE-6] none in do not disturb', () => {
    expect(invitationsToNotify(appState({ sessions, settings: { doNotDisturb: true } }))).toEqual([]);
  });
});

test('[NOTE-4] missed calls that were not seen and unread messages count as unseen', () => {
  const peer = { address: 'bob@example.org', displayName: 'Bob' };
  const call = (id: string, missed: boolean, seen: boolean) => ({
    id,
    conversationId: 'conversation-0001',
    sessionType: 'audio-video',
    direction: 'incoming',
    peer,
    media: { microphone: true, camera: true },
    atMs: 1,
    missed,
    seen,
    ending: { reason: 'cancelled', by: 'them' },
  });
  const thread = (conversationId: string, unread: number) => ({
    conversationId,
    peer,
    unread,
    excerpt: 'Hi',
    lastDirection: 'incoming',
    lastAtMs: 1,
  });
  const history = [
    call('session-0001', true, false),
    call('session-0002', true, true),
    call('session-0003', false, false),
    call('session-0004', true, false),
  ];
  const threads = [
    thread('conversation-0001', 2),
    thread('conversation-0002', 0),
    thread('conversation-0003', 1),
  ];
  expect(unseenOf(appState({ history, threads }))).toEqual({ missedCalls: 2, unreadMessages: 3 });
});

describe('the question before closing', () => {
  test.each([
    ['nothing', {}, false],
    ['a ringing call', { sessions: [incoming] }, true],
    ['an outgoing call', { sessions: [callView({ state: 'establishing' })] }, true],
    ['a call', { sessions: [callView()] }, true],
    ['an ended call', { sessions: [callView({ state: 'terminated' })] }, false],
    ['a stay', { stay: stay('connected') }, true],
    ['waiting to be admitted', { stay: stay('waiting') }, true],
    ['an ended stay', { stay: stay('exited') }, false],
  ])('[NOTE-5] during %s', (_title, change, asks) => {
    expect(asksBeforeClosing(appState(change))).toBe(asks);
    expect(asksBeforeClosing(appState({ ...change, shell: 'electron' }))).toBe(false);
  });
});
