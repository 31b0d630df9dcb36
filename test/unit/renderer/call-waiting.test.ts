import { expect, test } from 'vitest';
import { othersFor, waitingMedia, whatGoesOn } from '../../../renderer/call-waiting.ts';
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
