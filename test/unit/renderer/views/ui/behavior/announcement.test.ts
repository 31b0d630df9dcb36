import { expect, test } from 'vitest';
import type { SessionView } from '../../../../../../protocol/rpc/session-view.ts';
import { callOnStage } from '../../../../../../renderer/state/sessions.ts';
import { announcements } from '../../../../../../renderer/views/ui/behavior/announcement.ts';
import {
  callView,
  conferenceInvitationView,
  screenShareView,
} from '../../../../../support/renderer/samples/session-view.ts';
import { referred, transferring } from '../../../../../support/renderer/samples/transfer-view.ts';

const CAROL = { address: 'carol@example.org', displayName: 'Carol' };
const BY_THEM = { hold: { byUs: false, byThem: true } };
const bob = callView();
const carol = callView({ id: 'session-0002', leaseId: 'lease-0002', peer: CAROL });
const ringing = callView({ ...carol, direction: 'incoming', state: 'incoming' });
const invited = conferenceInvitationView({
  ...ringing,
  conferenceId: 'conference-0001',
});
const asked = (progress: string) =>
  conferenceInvitationView({ ...invited, direction: 'outgoing', state: 'establishing', progress });
const share = (change: object) => screenShareView({ id: 'session-0003', ...change });
const ours = { local: { microphone: 'off', camera: 'off', screen: 'on', screenName: 'Budget' } };
const held = (session: SessionView, byUs: boolean, byThem: boolean) =>
  callView({ ...session, hold: { byUs, byThem } });

function said(before: SessionView[], now: SessionView[]): string | null {
  const audible = (sessions: SessionView[]) => ({ sessions, session: callOnStage(sessions), stay: null });
  return announcements(audible(before), audible(now)).at(-1) ?? null;
}

test.each<[string, SessionView[], SessionView[], string | null]>([
  ['nothing', [bob], [bob], null],
  ['incoming', [], [ringing], 'Incoming call from Carol'],
  ['waiting', [bob], [bob, ringing], 'Second call: Carol is calling'],
  ['held', [bob], [held(bob, true, false)], 'Bob is on hold'],
  ['resumed', [held(bob, true, false)], [bob], 'Call with Bob resumed'],
  ['put on hold by the other side', [bob], [held(bob, false, true)], 'Bob put you on hold'],
  ['resumed by the other side', [held(bob, false, true)], [bob], 'Bob resumed the call'],
  ['swapped', [bob, held(carol, true, false)], [held(bob, true, false), carol], 'Call with Carol resumed'],
  [
    'hold and accept',
    [bob, ringing],
    [held(bob, true, false), callView({ ...ringing, state: 'established' })],
    'Connected with Carol',
  ],
  ['an invitation to a conference', [bob], [bob, invited], 'Carol invites you to a conference'],
  [
    'an invitation to continue as a conference',
    [bob],
    [bob, conferenceInvitationView({ ...invited, escalates: 'session-0001' })],
    'Carol wants to continue this call as a conference',
  ],
  ['an outgoing invitation rings', [asked('inviting')], [asked('ringing')], 'Ringing Carol'],
  [
    'an outgoing invitation is declined',
    [asked('ringing')],
    [
      conferenceInvitationView({
        ...invited,
        state: 'terminated',
        ending: { reason: 'declined', by: 'them' },
        direction: 'outgoing',
      }),
    ],
    'Carol declined.',
  ],
  [
    'a screen is offered',
    [bob],
    [bob, share({ direction: 'incoming', state: 'incoming' })],
    'Bob wants to share their screen',
  ],
  ['the user shares', [bob], [bob, share(ours)], 'You’re sharing Budget with Bob'],
  ['the other side shares', [bob], [bob, share({ direction: 'incoming' })], 'Bob is sharing their screen'],
  [
    'the other side stops',
    [bob, share({ direction: 'incoming' })],
    [bob, share({ direction: 'incoming', state: 'terminated', ending: { reason: 'hung-up', by: 'them' } })],
    'Bob stopped sharing.',
  ],
  [
    'ended',
    [bob],
    [callView({ ...bob, state: 'terminated', ending: { reason: 'hung-up', by: 'them' } })],
    'Bob hung up.',
  ],
])('[INV-6] %s is announced', (_, before, now, words) => {
  expect(said(before, now)).toBe(words);
});

const failure = { by: 'target', reason: 'busy' };

test.each<[string, SessionView, SessionView, string | null]>([
  [
    'the other side puts the call on hold for it',
    transferring('accepted'),
    transferring('trying', {}, BY_THEM),
    null,
  ],
  [
    'the other side is back',
    transferring('failed', { failure }, BY_THEM),
    transferring('failed', { failure }),
    null,
  ],
  [
    'it fails during their hold',
    transferring('ringing', {}, BY_THEM),
    transferring('failed', {}, BY_THEM),
    null,
  ],
  [
    'they put the call on hold afterwards',
    transferring('failed', { failure }),
    transferring('failed', { failure }, BY_THEM),
    'Bob put you on hold',
  ],
  ['the user is asked', bob, referred('requested'), null],
  ['the user always accepts', bob, referred('accepted'), 'Bob wants to transfer you to Carol'],
])('[REF-2] each step of a transfer is announced once: %s', (_, before, now, words) => {
  expect(said([before], [now])).toBe(words);
});
