import { expect, test } from 'vitest';
import { conflictFor, currentConflict, othersFor } from '../../../../protocol/calls/call-conflict.ts';
import {
  callView,
  conferenceInvitationView,
  screenShareView,
} from '../../../support/renderer/samples/session-view.ts';

const ringing = callView({ id: 'session-0009', state: 'incoming', direction: 'incoming' });
const stay = (state: string, id = 'conference-0001') =>
  ({ state, conference: { id }, local: { microphone: 'on', camera: 'on', screen: 'off' } }) as never;
const escalating = (state: string) => ({ escalation: { state, by: 'you' } });

test.each([
  ['nothing', [], null, undefined],
  ['a call', [callView()], null, 'hold'],
  ['a call that is ending', [callView({ state: 'terminating' })], null, undefined],
  ['an ended call', [callView({ state: 'terminated' })], null, undefined],
  ['an unanswered call', [callView({ state: 'establishing' })], null, 'end'],
  ['a call that is being escalated', [callView(escalating('joining'))], null, 'end'],
  ['a call after a failed escalation', [callView(escalating('rolled-back'))], null, 'hold'],
  ['a shared screen', [screenShareView()], null, undefined],
  ['a stay', [], stay('connected'), 'end'],
  ['an ended stay', [], stay('exited'), undefined],
] as const)('[INV-10] [NOTE-3] [ESC-2] a plain Accept during %s', (_, sessions, during, others) => {
  const ongoing = { sessions: [ringing, ...sessions], stay: during };
  expect(othersFor(conflictFor(ringing, ongoing))).toBe(others);
});

const invitation = conferenceInvitationView({ id: 'session-0009' });

test.each([
  ['nothing', [], null, undefined],
  ['a call', [callView()], null, 'end'],
  ['another conference', [], stay('connected', 'conference-0002'), 'end'],
  ['the same conference', [], stay('connected'), undefined],
] as const)(
  '[CONV-3] [INV-10] a plain Accept of an invitation to a conference during %s',
  (_, sessions, during, others) => {
    expect(othersFor(conflictFor(invitation, { sessions: [...sessions], stay: during }))).toBe(others);
  },
);

test('[CONV-3] [INV-10] our own invitation to a conference is not an ongoing call', () => {
  const ours = conferenceInvitationView({ state: 'establishing', direction: 'outgoing' });
  expect(currentConflict({ sessions: [ours], stay: null }).other).toBe('nothing');
});
