import { expect, test } from 'vitest';
import {
  continuedMedia,
  othersFor,
  waitingMedia,
  whatGoesOn,
  whatItMeets,
} from '../../../renderer/call-waiting.ts';
import { sessionView } from '../../support/renderer/session-view.ts';

const ringing = sessionView({ id: 'session-0009', state: 'incoming', direction: 'incoming' });
const stay = (state: string) =>
  ({ state, local: { microphone: 'on', camera: 'on', screen: 'off' } }) as never;

test.each([
  ['nothing', [ringing], null, undefined],
  ['a call', [ringing, sessionView()], null, 'hold'],
  ['a call that ends', [ringing, sessionView({ state: 'terminating' })], null, undefined],
  ['a call that nobody answered', [sessionView({ state: 'establishing' })], null, 'end'],
  ['a shared screen', [sessionView({ sessionType: 'application-sharing' })], null, undefined],
  ['a stay', [], stay('connected'), 'end'],
  ['a stay that is over', [], stay('exited'), undefined],
] as const)('[INV-10] [NOTE-3] a plain Accept during %s', (_, sessions, during, others) => {
  expect(othersFor(whatGoesOn(sessions, during))).toBe(others);
});

test('[INV-10] a camera that is off in one call stays off in the next', () => {
  const meets = whatGoesOn([], stay('connected'));
  expect(waitingMedia(ringing, meets).camera).toBe(true);
  expect(waitingMedia(ringing, { ...meets, isCameraOn: false }).camera).toBe(false);
});

const conference = { id: 'session-0009', sessionType: 'conference', conferenceId: 'conference-0001' };
const invitation = sessionView({ ...conference, state: 'incoming', direction: 'incoming' });
const stayIn = (id: string) => ({ ...(stay('connected') as object), conference: { id } }) as never;

test.each([
  ['nothing', [], null, undefined],
  ['a call', [sessionView()], null, 'end'],
  ['another conference', [], stayIn('conference-0002'), 'end'],
  ['that conference', [], stayIn('conference-0001'), undefined],
] as const)(
  '[CONV-3] [INV-10] a plain Accept of an invitation to a conference during %s',
  (_, sessions, during, others) => {
    expect(othersFor(whatItMeets(invitation, { sessions: [...sessions], stay: during }))).toBe(others);
  },
);

test('[CONV-3] [INV-10] an invitation of ours to a conference is no call that goes on', () => {
  const ours = sessionView({ ...conference, state: 'establishing' });
  expect(whatGoesOn([ours], null).other).toBe('nothing');
});

test('[CONV-3] what a call had on is what its conference begins with; without that call nothing is taken over', () => {
  const escalation = sessionView({ ...conference, escalates: 'session-0001' });
  const held = sessionView({ hold: { byUs: true, byThem: false } });
  expect(continuedMedia(escalation, [sessionView(), escalation])).toEqual({ microphone: true, camera: true });
  expect(continuedMedia(escalation, [held])).toEqual({ microphone: true, camera: false });
  expect(continuedMedia(escalation, [escalation])).toBeUndefined();
  expect(continuedMedia(invitation, [sessionView()])).toBeUndefined();
});
