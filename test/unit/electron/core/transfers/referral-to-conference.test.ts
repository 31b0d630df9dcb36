import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { SessionId } from '../../../../../protocol/ids.ts';
import type { ReferTo } from '../../../../../protocol/refer.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { conferenceId } from '../../../../support/core/conference-calls.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { TransferCalls } from '../../../../support/core/transfer-calls.ts';
import { settled } from '../../../../support/fake-clock.ts';

const to: ReferTo = { kind: 'conference', conferenceId, title: 'Standup' as never };

let world: ClientWorld;
let page: FakePage;
let calls: TransferCalls;
/** Alice’s call with Bob, who refers her. */
let call: SessionId;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new TransferCalls(world, page);
  call = await calls.incoming();
});

const withdrawn = async (reason: 'cancelled' | 'timed-out' | 'session-ended') => {
  world.notice({ name: 'refer-withdrawn', data: { referId: 'bobs-referral' as never, reason } });
  await settled();
};
const exited = async (ending: object) => {
  world.notice({ name: 'conference-exited', data: { conferenceId, ending: ending as never } });
  await settled();
};
const isBack = () => {
  expect(calls.view(call)).toMatchObject({ state: 'established', hold: { byUs: false } });
  expect(calls.view(call).referral).toBeUndefined();
  expect(calls.stay.state).toBe('exited');
};

describe('a referral to a conference', () => {
  test('[REF-6] Alice joins the conference, and the call with Bob ends', async () => {
    await calls.sentOn(call, { to, passcode: 'open' });
    expect(world.signaling.latest('conference.join')).toMatchObject({ conferenceId, passcode: 'open' });
    expect(calls.told).toEqual([{ state: 'trying' }, { state: 'established' }]);
    expect(calls.requests('session.hang-up')).toEqual([{ sessionId: call, reason: 'transferred' }]);
    expect(calls.stay).toMatchObject({ state: 'connected', local: { microphone: 'on', camera: 'on' } });
  });

  test('[REF-6] Alice is admitted from the waiting room', async () => {
    calls.letWait();
    await calls.sentOn(call, { to });
    expect(calls.told).toEqual([{ state: 'trying' }, { state: 'ringing' }]);
    expect(calls.view(call).hold.byUs).toBe(true);
    calls.letIn();
    await calls.admitted();
    expect(calls.told.at(-1)).toEqual({ state: 'established' });
    expect(calls.view(call).ending).toMatchObject({ reason: 'transferred' });
  });

  test.each([
    ['CONFERENCE_LOCKED', { by: 'target', reason: 'forbidden' }],
    ['CONFERENCE_PASSCODE_WRONG', { by: 'target', reason: 'forbidden' }],
    ['CONFERENCE_ENDED', { by: 'target', reason: 'ended' }],
    ['WORKER_CRASHED', { by: 'system', reason: 'server-error' }],
  ] as const)(
    '[REF-6] [REF-3] after a refusal with %s Bob is notified, and Alice returns to the call',
    async (code, failure) => {
      world.signaling.when('conference.join', async () => {
        throw new ParleyError(code, 'no');
      });
      await calls.sentOn(call, { to });
      expect(calls.told).toEqual([{ state: 'trying' }, { state: 'failed', failure: { ...failure, code } }]);
      isBack();
    },
  );

  test('[REF-6] [REF-3] Alice is rejected in the waiting room and returns', async () => {
    calls.letWait();
    await calls.sentOn(call, { to });
    await exited({ reason: 'removed', by: 'them' });
    expect(calls.told.at(-1)).toEqual({ state: 'failed', failure: { by: 'target', reason: 'removed' } });
    isBack();
  });

  test('[REF-3] Alice leaves the waiting room and returns', async () => {
    calls.letWait();
    await calls.sentOn(call, { to });
    await page.send('leave-conference', { conferenceId });
    await settled();
    expect(calls.told.at(-1)).toEqual({ state: 'failed', failure: { by: 'referee', reason: 'cancelled' } });
    isBack();
  });

  test.each(['cancelled', 'timed-out'] as const)(
    '[REF-3] a referral that is %s while Alice waits ends her wait',
    async (reason) => {
      calls.letWait();
      await calls.sentOn(call, { to });
      await withdrawn(reason);
      isBack();
    },
  );

  test('[REF-3] the call ends while Alice waits: she continues to wait', async () => {
    calls.letWait();
    await calls.sentOn(call, { to });
    const ending = { reason: 'hung-up', by: 'them' } as const;
    world.notice({ name: 'session-ended', data: { sessionId: call, ending } });
    await withdrawn('session-ended');
    expect(calls.stay.state).toBe('waiting');
  });

  test('[REF-3] after joining, Alice stays in the conference', async () => {
    await calls.sentOn(call, { to });
    await withdrawn('cancelled');
    expect(calls.stay.state).toBe('connected');
  });
});
