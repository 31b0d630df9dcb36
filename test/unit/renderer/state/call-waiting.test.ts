import { expect, test } from 'vitest';
import { continuedMedia, waitingMedia } from '../../../../renderer/state/call-waiting.ts';
import { callView, conferenceInvitationView } from '../../../support/renderer/samples/session-view.ts';

const ringing = callView({ id: 'session-0009', state: 'incoming', direction: 'incoming' });

test('[INV-10] a camera that is off in one call stays off in the next', () => {
  const meets = { other: 'call', mayHold: true, isCameraOn: true } as const;
  expect(waitingMedia(ringing, meets).camera).toBe(true);
  expect(waitingMedia(ringing, { ...meets, isCameraOn: false }).camera).toBe(false);
});

test('[CONV-3] what a call had on is what its conference begins with; without that call nothing is taken over', () => {
  const invitation = conferenceInvitationView({
    id: 'session-0009',
    state: 'incoming',
  });
  const escalation = conferenceInvitationView({ ...invitation, escalates: 'session-0001' });
  const held = callView({ hold: { byUs: true, byThem: false } });
  expect(continuedMedia(escalation, [callView(), escalation])).toEqual({ microphone: true, camera: true });
  expect(continuedMedia(escalation, [held])).toEqual({ microphone: true, camera: false });
  expect(continuedMedia(escalation, [escalation])).toBeUndefined();
  expect(continuedMedia(invitation, [callView()])).toBeUndefined();
});
