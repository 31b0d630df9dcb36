import { beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { SessionId } from '../../../../../protocol/ids.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import type { FakePage } from '../../../../support/core/fakes/fake-page.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { CAROL, TransferCalls, toCarol } from '../../../../support/core/transfer-calls.ts';
import { settled } from '../../../../support/fake-clock.ts';

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

const answer = (referId: string, accepted: boolean) =>
  page.send('answer-referral', { referId: referId as never, accepted });
const ended = async (sessionId: SessionId, ending: object) => {
  const { invitationId } = calls.view(sessionId);
  world.notice({ name: 'invitation-ended', data: { invitationId, ending: ending as never } });
  await settled();
};
const withdrawn = async (reason: 'cancelled' | 'timed-out' | 'session-ended') => {
  world.notice({ name: 'refer-withdrawn', data: { referId: 'bobs-referral' as never, reason } });
  await settled();
};
/** Expects that Alice and Bob talk as before, without any referral. */
const isBack = () => {
  expect(calls.view(call)).toMatchObject({ state: 'established', hold: { byUs: false } });
  expect(calls.view(call).referral).toBeUndefined();
  expect(calls.view(call).local).toMatchObject({ microphone: 'on', camera: 'on' });
};

describe('a referral that arrives', () => {
  test('[REF-1] the user is asked, and nothing happens before they accept', async () => {
    const id = await calls.referred(call);
    expect(calls.view(call).referral).toMatchObject({ id, to: toCarol, state: 'requested', attended: false });
    expect(calls.requests('invitation.send')).toEqual([]);
    expect(calls.requests('refer.answer')).toEqual([]);
  });

  test('[REF-1] declining is reported, and the call continues', async () => {
    await answer(await calls.referred(call), false);
    expect(calls.requests('refer.answer')).toEqual([{ referId: 'bobs-referral', accepted: false }]);
    isBack();
    await expect(answer('bobs-referral', true)).rejects.toMatchObject({ code: 'REFER_GONE' });
  });

  test('[REF-1] with the setting to accept always, the user is not asked', async () => {
    await page.send('change-settings', { acceptTransfers: 'always' });
    await calls.referred(call);
    expect(calls.requests('refer.answer')).toEqual([{ referId: 'bobs-referral', accepted: true }]);
    expect(calls.view(calls.callToCarol)).toMatchObject({ state: 'establishing' });
  });

  test('[REF-4] a withdrawn referral is no longer shown', async () => {
    await calls.referred(call);
    await withdrawn('cancelled');
    isBack();
    expect(calls.requests('refer.notify')).toEqual([]);
  });

  test('[REF-7] a referral in an unknown call is ignored', async () => {
    await calls.referred(call, { sessionId: 'another-session' as SessionId });
    expect(calls.sessions.every(({ referral }) => referral === undefined)).toBe(true);
  });

  test('[REF-4] a late answer is refused with REFER_GONE, and removes the referral', async () => {
    world.signaling.when('refer.answer', async () => {
      throw new ParleyError('REFER_GONE', 'too late');
    });
    await expect(answer(await calls.referred(call), true)).rejects.toMatchObject({ code: 'REFER_GONE' });
    isBack();
  });

  test.each([
    ['an acceptance is reported as failed, since the server may have it', true, 1],
    ['a refusal needs no report', false, 0],
  ])('[REF-4] every reply to the answer is lost: %s', async (_so, accepted, count) => {
    world.signaling.when('refer.answer', async () => {
      throw new ParleyError('REQUEST_TIMED_OUT', 'no reply');
    });
    const answered = answer(await calls.referred(call), accepted);
    await expect(answered).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
    await settled();
    expect(calls.told.filter((told) => (told as { state: string }).state === 'failed')).toHaveLength(count);
    isBack();
  });
});

describe('connecting to a person', () => {
  test('[REF-2] Carol is called with the media of the call with Bob, who is on hold meanwhile', async () => {
    await page.send('set-source', { leaseId: calls.view(call).leaseId, source: 'camera', on: false });
    await calls.sentOn(call);
    expect(world.signaling.latest('invitation.send')).toMatchObject({
      referId: 'bobs-referral',
      to: CAROL.address,
      sessionType: 'audio-video',
      media: { microphone: true, camera: false },
    });
    expect(calls.view(calls.callToCarol).referredBy).toEqual(BOB);
    expect(calls.view(call)).toMatchObject({ hold: { byUs: true }, referral: { state: 'trying' } });
  });

  test('[REF-5] a referee on hold calls the target with the media of the call before the hold', async () => {
    world.notice({ name: 'session-hold', data: { sessionId: call, held: true } });
    await settled();
    await calls.sentOn(call, { attended: true });
    expect(world.signaling.latest('invitation.send').media).toEqual({ microphone: true, camera: true });
  });

  test('[REF-2] [REF-3] Bob gets every progress report; when media from Carol arrives, the call with him ends', async () => {
    await calls.sentOn(call);
    const { invitationId } = calls.view(calls.callToCarol);
    world.notice({ name: 'invitation-ringing', data: { invitationId } });
    await settled();
    expect(calls.view(call).referral?.state).toBe('ringing');
    world.notice({
      name: 'session-answered',
      data: { sessionId: calls.callToCarol, answer: 'v=0 their answer' },
    });
    await settled();
    expect(calls.told).toEqual([{ state: 'trying' }, { state: 'ringing' }]);
    await calls.connected(calls.callToCarol);
    expect(calls.told).toEqual([{ state: 'trying' }, { state: 'ringing' }, { state: 'established' }]);
    expect(calls.requests('session.hang-up')).toEqual([{ sessionId: call, reason: 'transferred' }]);
    expect(calls.view(call)).toMatchObject({
      state: 'terminated',
      ending: { reason: 'transferred', by: 'you' },
    });
    expect(calls.view(calls.callToCarol).state).toBe('established');
  });

  test('[REF-3] the call with Bob ends only once the server knows why', async () => {
    const taken = Promise.withResolvers<void>();
    world.signaling.when('refer.notify', async ({ progress }) => {
      if (progress.state === 'established') await taken.promise;
      return {};
    });
    await calls.sentOn(call);
    await calls.carolAnswers();
    expect(calls.requests('session.hang-up')).toEqual([]);
    taken.resolve();
    await settled();
    expect(calls.requests('session.hang-up')).toHaveLength(1);
  });

  test('[REF-3] if the server knows no referral any more, the call ends with a plain hang-up', async () => {
    world.signaling.when('session.hang-up', async ({ reason }) => {
      if (reason === 'transferred') throw new ParleyError('SESSION_WRONG_STATE', 'timed out');
      return {};
    });
    await calls.sentOn(call);
    await calls.carolAnswers();
    expect(world.signaling.latest('session.hang-up')).toEqual({ sessionId: call, reason: 'hung-up' });
  });

  test.each([
    [
      'is busy',
      { reason: 'busy', by: 'them', text: 'Later' },
      { by: 'target', reason: 'busy', text: 'Later' },
    ],
    ['declines', { reason: 'declined', by: 'them' }, { by: 'target', reason: 'declined' }],
    ['does not answer', { reason: 'expired', by: 'system' }, { by: 'system', reason: 'expired' }],
  ])(
    '[REF-3] Carol %s: Bob gets the reason, and Alice returns to the call',
    async (_how, ending, failure) => {
      await calls.sentOn(call);
      await ended(calls.callToCarol, ending);
      expect(calls.told.at(-1)).toEqual({ state: 'failed', failure });
      isBack();
    },
  );

  test.each([
    ['TARGET_OFFLINE', { by: 'target', reason: 'unavailable' }],
    ['TARGET_UNKNOWN', { by: 'system', reason: 'not-found' }],
    ['TARGET_DO_NOT_DISTURB', { by: 'target', reason: 'do-not-disturb' }],
    ['REFER_GONE', { by: 'system', reason: 'cancelled' }],
  ] as const)('[REF-3] the invitation is refused with %s: Bob is not put on hold', async (code, failure) => {
    world.signaling.when('invitation.send', async () => {
      throw new ParleyError(code, 'refused');
    });
    await calls.sentOn(call);
    expect(calls.told).toEqual([{ state: 'trying' }, { state: 'failed', failure: { ...failure, code } }]);
    isBack();
    expect(calls.requests('session.hold')).toEqual([]);
  });

  test('[REF-3] our user hangs up before Carol answers', async () => {
    await calls.sentOn(call);
    await page.send('hang-up', { sessionId: calls.callToCarol });
    await settled();
    expect(calls.told.at(-1)).toEqual({ state: 'failed', failure: { by: 'referee', reason: 'cancelled' } });
    isBack();
  });

  test('[REF-3] the media connection with Carol fails', async () => {
    await calls.sentOn(call);
    const sessionId = calls.callToCarol;
    world.notice({ name: 'session-answered', data: { sessionId, answer: 'v=0 their answer' } });
    await settled();
    await page.send('carriage-state', { carriageId: sessionId, state: 'failed' });
    await settled();
    expect(calls.told.at(-1)).toEqual({
      state: 'failed',
      failure: { by: 'system', reason: 'media-failed', code: 'MEDIA_FAILED' },
    });
    isBack();
  });

  test('[REF-3] the call to Carol cannot start because another call is ringing', async () => {
    await calls.dialed({ others: 'hold' });
    await calls.sentOn(call);
    expect(calls.told).toEqual([
      { state: 'failed', failure: { by: 'referee', reason: 'busy', code: 'SESSION_WRONG_STATE' } },
    ]);
    expect(calls.view(call).referral).toBeUndefined();
  });
});

describe('a referral that is ended by others', () => {
  test('[REF-3] Bob cancels: the call to Carol is cancelled, and Alice returns to him', async () => {
    await calls.sentOn(call);
    await withdrawn('cancelled');
    expect(calls.requests('invitation.cancel')).toHaveLength(1);
    expect(calls.told.at(-1)).toEqual({ state: 'failed', failure: { by: 'system', reason: 'cancelled' } });
    isBack();
  });

  test('[REF-4] after a timeout no report is sent, since Bob knows already', async () => {
    await calls.sentOn(call);
    await withdrawn('timed-out');
    expect(calls.requests('invitation.cancel')).toHaveLength(1);
    expect(calls.told).toEqual([{ state: 'trying' }]);
    isBack();
  });

  test('[REF-3] cancelled while our acceptance is being sent', async () => {
    const taken = Promise.withResolvers<void>();
    world.signaling.when('refer.answer', async () => {
      await taken.promise;
      return {};
    });
    const answered = answer(await calls.referred(call), true);
    await settled();
    await withdrawn('cancelled');
    taken.resolve();
    await answered;
    await settled();
    expect(calls.requests('invitation.send')).toEqual([]);
    expect(calls.told).toEqual([{ state: 'failed', failure: { by: 'system', reason: 'cancelled' } }]);
    isBack();
  });

  test('[REF-3] after reaching Carol, Alice stays in the call with her', async () => {
    await calls.sentOn(call);
    await calls.carolAnswers();
    await withdrawn('cancelled');
    expect(calls.view(calls.callToCarol).state).toBe('established');
    expect(calls.told.at(-1)).toEqual({ state: 'established' });
  });

  test.each(['them', 'us'])(
    '[REF-3] the call with Bob is ended by %s: the call to Carol continues',
    async (by) => {
      await calls.sentOn(call);
      if (by === 'us') await page.send('hang-up', { sessionId: call });
      else {
        const ending = { reason: 'hung-up', by: 'them' } as const;
        world.notice({ name: 'session-ended', data: { sessionId: call, ending } });
      }
      await withdrawn('session-ended');
      expect(calls.view(calls.callToCarol).state).toBe('establishing');
      expect(calls.view(call).referral).toBeUndefined();
      await calls.carolAnswers();
      expect(calls.told).toEqual([{ state: 'trying' }, { state: 'established' }]);
      expect(calls.view(calls.callToCarol).state).toBe('established');
      expect(calls.view(call).referral).toBeUndefined();
    },
  );

  test.each([
    ['them', 'still calls Carol', 1],
    ['us', 'does not call Carol', 0],
  ])(
    '[REF-3] the call is ended by %s while our acceptance is being sent: Alice %s',
    async (by, _so, count) => {
      const taken = Promise.withResolvers<void>();
      world.signaling.when('refer.answer', async () => {
        await taken.promise;
        return {};
      });
      const answered = answer(await calls.referred(call), true);
      await settled();
      if (by === 'us') await page.send('hang-up', { sessionId: call });
      else {
        const ending = { reason: 'hung-up', by: 'them' } as const;
        world.notice({ name: 'session-ended', data: { sessionId: call, ending } });
        await withdrawn('session-ended');
      }
      taken.resolve();
      await answered;
      await settled();
      const sent = calls.requests('invitation.send');
      expect(sent).toHaveLength(count);
      if (by === 'us')
        expect(calls.told.at(-1)).toEqual({
          state: 'failed',
          failure: { by: 'referee', reason: 'cancelled' },
        });
      for (const one of sent) expect(one).toMatchObject({ media: { microphone: true, camera: true } });
      expect(calls.sessions.every(({ referral }) => referral === undefined)).toBe(true);
    },
  );

  test('[REF-4] a lost connection removes the referral', async () => {
    await calls.sentOn(call);
    world.signaling.lose();
    await settled();
    expect(calls.sessions.every(({ state, referral }) => state === 'terminated' && !referral)).toBe(true);
  });

  test('[REF-4] signing out ends the call and the referral', async () => {
    await calls.sentOn(call);
    await page.send('sign-out', {});
    await settled();
    expect(calls.sessions.every(({ state, referral }) => state === 'terminated' && !referral)).toBe(true);
  });
});
