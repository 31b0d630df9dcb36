import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { ReferId, SessionId } from '../../../../../protocol/ids.ts';
import type { ReferFailure, ReferProgress } from '../../../../../protocol/refer.ts';
import { BOTH } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { ALICE, BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { CAROL, TransferCalls, toCarol } from '../../../../support/core/transfer-calls.ts';
import { settled } from '../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: TransferCalls;
/** Alice’s call with Bob, whom she refers. */
let call: SessionId;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new TransferCalls(world, page);
  call = await calls.outgoing();
});

const busy: ReferFailure = { by: 'target', reason: 'busy', text: 'Later' };
const hold = async (held: boolean) => {
  await page.send('hold', { sessionId: call, held });
  await settled();
};
const endCall = async (ending: object) => {
  world.notice({ name: 'session-ended', data: { sessionId: call, ending: ending as never } });
  await settled();
};
const dismiss = (referId: ReferId) => page.send('dismiss-transfer', { referId });

describe('starting a transfer', () => {
  test('[REF-1] the other side is referred, and the call shows the target', async () => {
    const referId = await calls.transferred(call);
    expect(calls.requests('refer.send')).toEqual([
      { referId, sessionId: call, target: { kind: 'person', address: CAROL.address } },
    ]);
    expect(calls.transfer(call)).toEqual({ id: referId, to: toCarol, attended: false, state: 'requested' });
    expect(calls.view(call)).toMatchObject({ state: 'established', hold: { byUs: false } });
  });

  test('[REF-6] the target may be a conference link', async () => {
    const link = 'parley://join/conference-1?server=http%3A%2F%2F127.0.0.1%3A7450';
    await calls.transferred(call, { target: { kind: 'conference', link, passcode: 'open' } });
    const target = { kind: 'conference', conferenceId: 'conference-1', passcode: 'open' };
    expect(calls.requests('refer.send')).toMatchObject([{ target }]);
  });

  test.each([
    ['oneself', ALICE.address, 'TARGET_SELF'],
    ['the other side', BOB.address, 'REFER_TO_PARTNER'],
  ])('[REF-7] a transfer to %s is refused immediately, without a request', async (_who, address, code) => {
    const transferring = calls.transferred(call, { target: { kind: 'person', address } });
    await expect(transferring).rejects.toMatchObject({ code });
    expect(calls.requests('refer.send')).toEqual([]);
    expect(calls.view(call).transfer).toBeUndefined();
  });

  test('[REF-7] a conference of another server is refused, without a request', async () => {
    const link = 'parley://join/conference-1?server=https%3A%2F%2Fother.example';
    const transferring = calls.transferred(call, { target: { kind: 'conference', link } });
    await expect(transferring).rejects.toMatchObject({
      code: 'CONFERENCE_OTHER_SERVER',
      context: { server: 'other.example' },
    });
    expect(calls.requests('refer.send')).toEqual([]);
  });

  test('[REF-7] an invalid link is refused', async () => {
    const transferring = calls.transferred(call, { target: { kind: 'conference', link: '%%' } });
    await expect(transferring).rejects.toMatchObject({ code: 'CONFERENCE_LINK_INVALID' });
  });

  test('[REF-7] a call that is not established, or has ended, cannot be transferred', async () => {
    await expect(calls.transferred('no-such-session' as SessionId)).rejects.toMatchObject({
      code: 'SESSION_GONE',
    });
    await endCall({ reason: 'hung-up', by: 'them' });
    await expect(calls.transferred(call)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    const dialed = await calls.dialed();
    await expect(calls.transferred(dialed)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    expect(calls.requests('refer.send')).toEqual([]);
  });

  test('[REF-7] a shared screen cannot be transferred', async () => {
    const share = await calls.shared(call);
    await calls.connected(share);
    await expect(calls.transferred(share)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
  });

  test('[REF-7] one transfer at a time in a call', async () => {
    await calls.transferred(call);
    await expect(calls.transferred(call)).rejects.toMatchObject({ code: 'REFER_PENDING' });
  });

  test('[REF-7] [REF-5] replacing a call that is not ours is refused', async () => {
    const replaces = 'session-of-others' as SessionId;
    await expect(calls.transferred(call, { replaces })).rejects.toMatchObject({ code: 'REPLACES_UNKNOWN' });
    await expect(calls.transferred(call, { replaces: call })).rejects.toMatchObject({
      code: 'REPLACES_UNKNOWN',
    });
  });

  test.each(['REFER_LOOP', 'TARGET_UNKNOWN', 'TARGET_OFFLINE', 'CONFERENCE_ENDED'] as const)(
    '[REF-7] the server refuses with %s: the call is unaffected, and can be transferred again',
    async (code) => {
      world.signaling.when('refer.send', async () => {
        throw new ParleyError(code, 'no');
      });
      await hold(true);
      await expect(calls.transferred(call)).rejects.toMatchObject({ code });
      expect(calls.view(call).transfer).toBeUndefined();
      expect(calls.view(call).hold.byUs).toBe(true);
      await expect(calls.transferred(call)).rejects.toMatchObject({ code });
    },
  );

  test('[REF-4] a request without a reply is sent again with the same ID', async () => {
    let attempts = 0;
    world.signaling.when('refer.send', async () => {
      attempts += 1;
      if (attempts === 1) throw new ParleyError('REQUEST_TIMED_OUT', 'silence');
      return { to: toCarol, expiresAtMs: 0 };
    });
    await calls.transferred(call);
    const [first, second] = calls.requests('refer.send');
    expect(second).toEqual(first);
  });
});

describe('the progress of a transfer', () => {
  test('[REF-2] shows each step; an acceptance is not a success', async () => {
    const referId = await calls.transferred(call);
    const seen: (string | undefined)[] = [];
    for (const state of ['accepted', 'trying', 'ringing', 'established'] as const) {
      await calls.notified(referId, { state });
      seen.push(calls.transfer(call)?.state);
    }
    expect(seen).toEqual(['accepted', 'trying', 'ringing', 'established']);
    await endCall({ reason: 'transferred', by: 'them' });
    expect(calls.transfer(call)?.state).toBe('established');
  });

  test('[REF-2] does not change after the final report', async () => {
    const referId = await calls.transferred(call);
    await calls.notified(referId, { state: 'accepted' });
    await calls.notified(referId, { state: 'failed', failure: busy });
    await calls.notified(referId, { state: 'established' });
    await calls.notified(referId, { state: 'timed-out' });
    expect(calls.transfer(call)).toMatchObject({ state: 'failed', failure: busy });
  });

  test('[REF-2] reports that arrive out of order lead to the same result', async () => {
    const referId = await calls.transferred(call);
    await calls.notified(referId, { state: 'ringing' });
    await calls.notified(referId, { state: 'accepted' });
    expect(calls.transfer(call)?.state).toBe('ringing');
    await endCall({ reason: 'transferred', by: 'them' });
    expect(calls.transfer(call)?.state).toBe('established');
  });

  test.each<[string, ReferProgress]>([
    ['failed', { state: 'failed', failure: busy }],
    ['refused', { state: 'failed', failure: { by: 'referee', reason: 'declined' } }],
    ['timed out', { state: 'timed-out' }],
  ])('[REF-3] %s: a call that was put on hold is resumed', async (_how, progress) => {
    await hold(true);
    const referId = await calls.transferred(call);
    await calls.notified(referId, progress);
    expect(calls.view(call)).toMatchObject({ state: 'established', hold: { byUs: false } });
    expect(calls.requests('session.hold').at(-1)).toEqual({ sessionId: call, held: false });
  });

  test('[REF-3] the call is resumed even if the server’s reply is late', async () => {
    await hold(true);
    const referId = await calls.transferred(call);
    let silences = 6;
    world.signaling.when('session.hold', async () => {
      silences -= 1;
      if (silences >= 0) throw new ParleyError('REQUEST_TIMED_OUT', 'silence');
      return {};
    });
    await calls.notified(referId, { state: 'timed-out' });
    expect(calls.requests('session.hold')).toHaveLength(1 + 6 + 1);
    expect(calls.view(call).hold.byUs).toBe(false);
  });

  test('[REF-3] the call is not resumed while our user calls another person', async () => {
    const referId = await calls.transferred(call);
    const other = await calls.dialed({ others: 'hold' });
    await calls.notified(referId, { state: 'timed-out' });
    expect(calls.view(call).hold.byUs).toBe(true);
    expect(calls.view(other).state).toBe('establishing');
  });

  test('[REF-5] after a failed attended transfer, the call with Bob is resumed and Carol is on hold', async () => {
    await hold(true);
    const { id, sessionId: second } = await calls.invited({ from: CAROL, conversationId: 'conversation-c' });
    await page.send('accept', { invitationId: id, media: BOTH, others: 'hold' });
    await calls.connected(second);
    const referId = await calls.transferred(call, { replaces: second });
    expect(calls.requests('refer.send')).toMatchObject([{ replaces: second }]);
    expect(calls.transfer(call)?.attended).toBe(true);
    await calls.notified(referId, { state: 'failed', failure: busy });
    expect(calls.view(call).hold.byUs).toBe(false);
    expect(calls.view(second)).toMatchObject({ state: 'established', hold: { byUs: true } });
  });
});

describe('the end of a transfer', () => {
  test('[REF-4] terminating the subscription stops the reports, and the call is not resumed', async () => {
    await hold(true);
    const referId = await calls.transferred(call);
    await calls.notified(referId, { state: 'accepted' });
    await page.send('terminate-subscription', { referId });
    expect(calls.requests('refer.terminate')).toEqual([{ referId }]);
    await calls.notified(referId, { state: 'ringing' });
    expect(calls.transfer(call)?.state).toBe('terminated');
    expect(calls.view(call).hold.byUs).toBe(true);
    await expect(page.send('cancel-transfer', { referId })).rejects.toMatchObject({ code: 'REFER_GONE' });
  });

  test('[REF-3] after a cancel, the server reports the result', async () => {
    const referId = await calls.transferred(call);
    await page.send('cancel-transfer', { referId });
    expect(calls.requests('refer.cancel')).toEqual([{ referId }]);
    expect(calls.transfer(call)?.state).toBe('requested');
    const failure: ReferFailure = { by: 'system', reason: 'cancelled' };
    await calls.notified(referId, { state: 'failed', failure });
    expect(calls.transfer(call)).toMatchObject({ state: 'failed', failure });
  });

  test.each([
    ['by them', { reason: 'hung-up', by: 'them' }, 'failed'],
    ['by the network', { reason: 'connection-lost', by: 'them' }, 'failed'],
  ])('[REF-4] when the call ends %s, the transfer fails', async (_how, ending, state) => {
    await calls.transferred(call);
    await endCall(ending);
    expect(calls.transfer(call)).toMatchObject({ state, failure: { by: 'system', reason: ending.reason } });
  });

  test('[REF-4] when our user hangs up, the subscription ends', async () => {
    const referId = await calls.transferred(call);
    await page.send('hang-up', { sessionId: call });
    await calls.notified(referId, { state: 'ringing' });
    expect(calls.transfer(call)?.state).toBe('terminated');
  });

  test('[REF-4] no subscription remains after a lost connection or a sign-out', async () => {
    await calls.transferred(call);
    world.signaling.lose();
    await settled();
    expect(calls.transfer(call)).toMatchObject({ state: 'failed', failure: { reason: 'connection-lost' } });
  });

  test('it can be dismissed only after it has ended', async () => {
    const referId = await calls.transferred(call);
    await expect(dismiss(referId)).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    await calls.notified(referId, { state: 'timed-out' });
    await dismiss(referId);
    expect(calls.view(call).transfer).toBeUndefined();
    await expect(dismiss(referId)).rejects.toMatchObject({ code: 'REFER_GONE' });
  });

  test('the next transfer replaces the last one, and stays when the last one is dismissed', async () => {
    const first = await calls.transferred(call);
    await calls.notified(first, { state: 'timed-out' });
    const second = await calls.transferred(call);
    await dismiss(first);
    expect(calls.transfer(call)).toMatchObject({ id: second, state: 'requested' });
  });

  test('reports about unknown transfers are ignored', async () => {
    for (const name of ['cancel-transfer', 'terminate-subscription'] as const) {
      const asked = page.send(name, { referId: 'no-such-referral' as ReferId });
      await expect(asked).rejects.toMatchObject({ code: 'REFER_GONE' });
    }
  });
});
