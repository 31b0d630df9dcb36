import { describe, expect, test } from 'vitest';
import { othersIn, stayExited } from '../../../../../../electron/core/conferences/stay/stay-exit.ts';
import { ENDINGS, type Ending, type EndingReason } from '../../../../../../protocol/endings.ts';
import type { StayView } from '../../../../../../protocol/rpc/app-state.ts';
import {
  conferenceInfo,
  OFF,
  OWN_ID,
  participant,
} from '../../../../../support/core/fakes/conference-replies.ts';

const reasons = Object.keys(ENDINGS) as EndingReason[];
const BOB = { address: 'bob@parley.localhost', displayName: 'Bob' };
const OWN_WISHES: readonly string[] = [
  ...['left', 'hung-up', 'signed-out', 'cancelled', 'transferred', 'replaced'],
];

const exited = (ending: Ending, change: object = {}): StayView =>
  ({
    conference: conferenceInfo('conference-1'),
    leaseId: 'lease-1',
    screenLeaseId: 'lease-2',
    state: 'exited',
    participants: [],
    local: OFF,
    ending,
    ...change,
  }) as unknown as StayView;

describe('the event that ends a stay', () => {
  test.each(reasons)('[CONF-5] "%s" is one of the four that applications know', (reason) => {
    const others =
      reason === 'removed' ? ['removed', 1] : reason === 'ended' ? ['ended', 2] : ['disconnected', 3];
    const [known, code] = OWN_WISHES.includes(reason) ? ['left', 0] : others;
    expect(stayExited(exited({ reason, by: 'them' }))).toEqual({
      conferenceId: 'conference-1',
      reason: known,
      code,
      textKey: reason,
      stillIn: [],
    });
  });

  test('[CONF-5] contains the message of the person who caused it, and who is still in', () => {
    const ending = { reason: 'removed', by: 'them', text: 'Not today' } as const;
    expect(stayExited(exited(ending, { stillIn: [BOB] }))).toMatchObject({
      reason: 'removed',
      code: 1,
      text: 'Not today',
      stillIn: [BOB],
    });
  });

  test('[CONF-5] lists each person who is still in once, without our user and the waiting room', () => {
    const participants = [
      participant(OWN_ID, 'Alice'),
      participant('participant-2', 'Bob'),
      participant('participant-3', 'Bob'),
      participant('participant-4', 'Alice'),
      participant('participant-5', 'Carol', { role: 'waiting', status: 'pending' }),
    ];
    const view = exited({ reason: 'left', by: 'you' }, { participants, participantId: OWN_ID });
    expect(othersIn(view)).toEqual([BOB]);
  });
});
