import { beforeEach, describe, expect, test, vi } from 'vitest';
import { StayView } from '../../../../protocol/rpc/app-state.ts';
import type { NotificationMessage } from '../../../../renderer/notifications/notification-messages.ts';
import { InvitationNotifications } from '../../../../renderer/notifications/notifications.ts';
import { FakeNotifications } from '../../../support/renderer/fakes/fake-notifications.ts';
import {
  callView,
  conferenceInvitationView,
  screenShareView,
} from '../../../support/renderer/samples/session-view.ts';

const RINGING = { state: 'incoming', direction: 'incoming' } as const;
const BOTH = { microphone: true, camera: true };
const DARK = { microphone: 'on', camera: 'off', screen: 'off' };
const STAY = StayView.parse({
  conference: {
    id: 'conference-0001',
    conversationId: 'conversation-0009',
    title: 'Monday',
    link: 'x',
    locked: false,
    waitingRoom: false,
    removed: [],
  },
  leaseId: 'lease-0009',
  screenLeaseId: 'lease-0009',
  state: 'connected',
  participants: [],
  local: { microphone: 'on', camera: 'on', screen: 'off' },
});

function did(kind: NotificationMessage['kind'], action: NotificationMessage['action'] = '') {
  return { about: 'notification', kind, action, tag: 'invitation-0001' } as const;
}

describe('notifications of invitations', () => {
  let port: FakeNotifications;
  let notifications: InvitationNotifications;
  const answers = { accept: vi.fn(), decline: vi.fn(), showWindow: vi.fn() };
  const bob = callView(RINGING);
  const carol = callView({
    id: 'session-0002',
    invitationId: 'invitation-0002',
    ...RINGING,
    peer: { address: 'carol@example.org', displayName: 'Carol' },
  });

  beforeEach(() => {
    vi.resetAllMocks();
    port = new FakeNotifications();
    notifications = new InvitationNotifications(port, answers);
  });

  function expectNoAnswer(): void {
    for (const answer of Object.values(answers)) expect(answer).not.toHaveBeenCalled();
  }

  test('[NOTE-1] each invitation is shown once while it rings, by its ID, until it is answered', () => {
    notifications.update([bob], BOTH);
    notifications.update([bob, carol], BOTH);
    expect(port.shown.map(({ tag }) => tag)).toEqual(['invitation-0001', 'invitation-0002']);
    expect(port.titles).toEqual(['Bob is calling', 'Carol is calling']);
    expect(port.shown[0]?.lasting).toBe(true);
  });

  test('[REF-1] it says who referred the caller', () => {
    notifications.update([callView({ ...RINGING, referredBy: carol.peer })], BOTH);
    expect(port.titles).toEqual(['Bob, transferred by Carol, is calling']);
  });

  test('[NOTE-2] it is withdrawn when its invitation no longer rings, and the others stay', () => {
    notifications.update([bob, carol], BOTH);
    notifications.update([carol], BOTH);
    expect(port.titles).toEqual(['Carol is calling']);
    notifications.update([], BOTH);
    expect(port.titles).toEqual([]);
  });

  test('[NOTE-2] closing a notification answers nothing, and it is not shown again', () => {
    notifications.update([bob], BOTH);
    notifications.handle(did('closed'));
    notifications.update([bob, carol], BOTH);
    expect(port.shown).toHaveLength(2);
    expectNoAnswer();
  });

  test('[NOTE-2] a click shows the window, and answers nothing', () => {
    notifications.update([bob], BOTH);
    notifications.handle(did('clicked'));
    expect(answers.showWindow).toHaveBeenCalledOnce();
    expect(answers.accept).not.toHaveBeenCalled();
    expect(answers.decline).not.toHaveBeenCalled();
  });

  test('[NOTE-3] Decline declines without showing the window', () => {
    notifications.update([bob], BOTH);
    notifications.handle(did('clicked', 'decline'));
    expect(answers.decline).toHaveBeenCalledExactlyOnceWith('invitation-0001');
    expect(answers.showWindow).not.toHaveBeenCalled();
  });

  test.each([
    { startWith: BOTH, camera: true, media: BOTH, label: 'Accept with video' },
    {
      startWith: { microphone: true, camera: false },
      camera: true,
      media: { microphone: true, camera: false },
      label: 'Accept (audio only)',
    },
    {
      startWith: BOTH,
      camera: false,
      media: { microphone: true, camera: false },
      label: 'Accept (audio only)',
    },
    {
      startWith: { microphone: false, camera: false },
      camera: true,
      media: { microphone: true, camera: false },
      label: 'Accept (audio only)',
    },
    {
      startWith: { microphone: false, camera: true },
      camera: true,
      media: { microphone: false, camera: true },
      label: 'Accept with video',
    },
  ])('[NOTE-3] Accept opens what its label says ($startWith, asked for camera: $camera)', (row) => {
    const asked = callView({ ...RINGING, requested: { microphone: true, camera: row.camera } });
    notifications.update([asked], row.startWith);
    expect(port.shown[0]?.actions).toEqual([
      { action: 'accept', title: row.label },
      { action: 'decline', title: 'Decline' },
    ]);
    notifications.handle(did('clicked', 'accept'));
    expect(answers.accept).toHaveBeenCalledExactlyOnceWith('invitation-0001', row.media);
    expect(answers.showWindow).not.toHaveBeenCalled();
  });

  test.each([
    {
      other: 'call',
      label: 'Hold and accept',
      camera: false,
      going: { sessions: [callView({ id: 'session-0009', local: DARK })], stay: null },
    },
    {
      other: 'call that rings',
      label: 'End and accept',
      camera: true,
      going: { sessions: [callView({ id: 'session-0009', state: 'establishing' })], stay: null },
    },
    { other: 'stay', label: 'Leave and accept', camera: true, going: { sessions: [], stay: STAY } },
  ])('[NOTE-3] [INV-10] during a $other its label is “$label”', ({ label, camera, going }) => {
    notifications.update([bob], BOTH, going);
    expect(port.shown[0]?.actions[0]?.title).toBe(label);
    notifications.handle(did('clicked', 'accept'));
    expect(answers.accept).toHaveBeenCalledExactlyOnceWith('invitation-0001', { microphone: true, camera });
  });

  const conference = { conferenceId: 'conference-0009' };

  test('[CONV-3] [NOTE-3] an invitation to a conference says so; the running call is not put on hold for it', () => {
    const call = callView({ id: 'session-0009' });
    notifications.update([conferenceInvitationView({ ...conference, subject: 'Budget' })], BOTH, {
      sessions: [call],
      stay: null,
    });
    expect(port.titles).toEqual(['Bob invites you to a conference']);
    expect(port.shown[0]?.body).toBe('Budget');
    expect(port.shown[0]?.actions[0]?.title).toBe('End and accept');
  });

  test('[CONV-3] an invitation that continues the current call keeps microphone and camera as they are', () => {
    const call = callView({ id: 'session-0009', local: DARK });
    const escalation = conferenceInvitationView({ ...conference, escalates: call.id });
    notifications.update([escalation], BOTH, { sessions: [call, escalation], stay: null });
    expect(port.titles).toEqual(['Bob wants to continue this call as a conference']);
    expect(port.shown[0]?.actions[0]?.title).toBe('Continue as a conference');
    notifications.handle(did('clicked', 'accept'));
    expect(answers.accept).toHaveBeenCalledExactlyOnceWith('invitation-0001', {
      microphone: true,
      camera: false,
    });
  });

  test('[NOTE-3] accepting a shared screen opens no device', () => {
    notifications.update([screenShareView({ ...RINGING })], BOTH);
    expect(port.titles).toEqual(['Bob wants to share their screen']);
    notifications.handle(did('clicked', 'accept'));
    expect(answers.accept).toHaveBeenCalledWith('invitation-0001', { microphone: false, camera: false });
  });

  test('[INV-2] a click after the ringing has ended does nothing', () => {
    notifications.update([bob], BOTH);
    notifications.update([], BOTH);
    for (const action of ['', 'accept', 'decline'] as const) notifications.handle(did('clicked', action));
    notifications.handle({ ...did('clicked', 'accept'), tag: 'forged' });
    expectNoAnswer();
  });

  test('[NOTE-1] nothing is shown without permission, and everything once it is granted', () => {
    port.allowed = false;
    notifications.update([bob], BOTH);
    expect(port.shown).toEqual([]);
    port.allowed = true;
    notifications.update([bob], BOTH);
    expect(port.shown).toHaveLength(1);
  });

  test('[INV-1] it contains the subject of a call', () => {
    notifications.update([callView({ ...RINGING, subject: 'Budget' })], BOTH);
    expect(port.shown[0]?.body).toBe('Budget');
  });
});
