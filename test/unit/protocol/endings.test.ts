import { expect, test } from 'vitest';
import {
  asSeenByOther,
  DeclineReason,
  ENDINGS,
  Ending,
  STAY_EXITS,
  sipCodeOf,
} from '../../../protocol/endings.ts';

test('[INV-4] each reason to decline has its SIP response', () => {
  const codes = DeclineReason.options.map((reason) => [reason, sipCodeOf({ reason, by: 'them' })]);
  expect(Object.fromEntries(codes)).toEqual({
    declined: 603,
    busy: 486,
    unavailable: 480,
    'not-acceptable-here': 488,
    'do-not-disturb': 480,
  });
});

test('[INV-5] expiry is 408 and not a decline', () => {
  expect(ENDINGS.expired.sip).toBe(408);
  expect(DeclineReason.safeParse('expired').success).toBe(false);
});

test('[CONF-5] a stay exits with 0, 1, 2 or 3', () => {
  expect(STAY_EXITS).toEqual({ left: 0, removed: 1, ended: 2, disconnected: 3 });
});

test('the other side sees your ending as theirs; an ending by the server is the same for both', () => {
  const mine: Ending = { reason: 'declined', by: 'you', text: 'Later' };
  expect(asSeenByOther(mine)).toEqual({ reason: 'declined', by: 'them', text: 'Later' });
  expect(asSeenByOther(asSeenByOther(mine))).toEqual(mine);
  expect(asSeenByOther({ reason: 'ended', by: 'server' })).toEqual({ reason: 'ended', by: 'server' });
});

test('an ending with an unlisted reason or a text of more than 200 characters is refused', () => {
  expect(Ending.safeParse({ reason: 'not-specified', by: 'you' }).success).toBe(false);
  expect(Ending.safeParse({ reason: 'declined', by: 'you', text: 'x'.repeat(201) }).success).toBe(false);
});
