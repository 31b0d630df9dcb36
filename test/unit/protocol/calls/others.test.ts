import { expect, test } from 'vitest';
import { othersFor, whatGoesOn, whatItMeets } from '../../../../protocol/calls/others.ts';
import { sessionView } from '../../../support/renderer/samples/session-view.ts';

const ringing = sessionView({ id: 'session-0009', state: 'incoming', direction: 'incoming' });
const stay = (state: string, id = 'conference-0001') =>
  ({ state, conference: { id }, local: { microphone: 'on', camera: 'on', screen: 'off' } }) as never;
const becoming = (state: string) => ({ escalation: { state, by: 'you' } });

test.each([
  ['nothing', [], null, undefined],
  ['a call', [sessionView()], null, 'hold'],
  ['a call that ends', [sessionView({ state: 'terminating' })], null, undefined],
  ['a call that is over', [sessionView({ state: 'terminated' })], null, undefined],
  ['a call that nobody answered', [sessionView({ state: 'establishing' })], null, 'end'],
  ['a call that becomes a conference', [sessionView(becoming('joining'))], null, 'end'],
  ['a call that did not become one', [sessionView(becoming('rolled-back'))], null, 'hold'],
  ['a shared screen', [sessionView({ sessionType: 'application-sharing' })], null, undefined],
  ['a stay', [], stay('connected'), 'end'],
  ['a stay that is over', [], stay('exited'), undefined],
] as const)('[INV-10] [NOTE-3] [ESC-2] a plain Accept during %s', (_, sessions, during, others) => {
  const going = { sessions: [ringing, ...sessions], stay: during };
  expect(othersFor(whatItMeets(ringing, going))).toBe(others);
});

const conference = { id: 'session-0009', sessionType: 'conference', conferenceId: 'conference-0001' };
const invitation = sessionView({ ...conference, state: 'incoming', direction: 'incoming' });

test.each([
  ['nothing', [], null, undefined],
  ['a call', [sessionView()], null, 'end'],
  ['another conference', [], stay('connected', 'conference-0002'), 'end'],
  ['that conference', [], stay('connected'), undefined],
] as const)(
  '[CONV-3] [INV-10] a plain Accept of an invitation to a conference during %s',
  (_, sessions, during, others) => {
    expect(othersFor(whatItMeets(invitation, { sessions: [...sessions], stay: during }))).toBe(others);
  },
);

test('[CONV-3] [INV-10] an invitation of ours to a conference is no call that goes on', () => {
  const ours = sessionView({ ...conference, state: 'establishing' });
  expect(whatGoesOn({ sessions: [ours], stay: null }).other).toBe('nothing');
});
