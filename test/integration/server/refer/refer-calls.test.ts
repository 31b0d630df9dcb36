import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SessionId } from '../../../../protocol/ids.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import type { Address } from '../../../../protocol/text/addresses.ts';
import { ALICE, type Asked, BOB, CAROL, ReferStage } from '../../../support/server/calls/refer-stage.ts';
import { aRefer, person, talk } from '../../../support/server/calls/referring.ts';
import { noticesDuring } from '../../../support/server/conference/stays.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import type { TestClient } from '../../../support/server/test-client.ts';

const byAlice = { address: ALICE, displayName: 'Alice' };

type HangUpReason = RequestData<'session.hang-up'>['reason'];

let stage: ReferStage;
let alice: TestClient;
let bob: TestClient;
let carol: TestClient;

beforeEach(async () => {
  stage = await ReferStage.open();
  ({ alice, bob, carol } = stage);
});
afterEach(() => stage.close());

const refusal = (request: Promise<unknown>) => refusalsOf([request]).then(([code]) => code);
const call = (asked: Asked, by = bob, change: Partial<RequestData<'invitation.send'>> = {}) =>
  by.request('invitation.send', { ...stage.callFor(asked), ...change });
const leave = (client: TestClient, reason: HangUpReason, sessionId = stage.sessionId) =>
  client.request('session.hang-up', { sessionId, reason });

describe('a call for a referral', () => {
  test('[REF-1] names the referrer, and rings on every device of the target', async () => {
    const second = await stage.server.signIn('Carol');
    await call(await stage.agree());
    for (const device of [carol, second]) {
      const { invitation } = await device.notice('invitation-received');
      expect(invitation).toMatchObject({ from: { address: BOB }, referredBy: byAlice });
      expect(invitation).not.toHaveProperty('replaces');
    }
  });

  test('[REF-2] sent twice rings once, even if it has ended by then', async () => {
    const asked = await stage.agree();
    const sent = stage.callFor(asked);
    const reply = await bob.request('invitation.send', sent);
    await asked.notify({ state: 'established' });
    expect(await bob.request('invitation.send', sent)).toEqual(reply);
  });

  test.each([
    ['the referrer', () => alice],
    ['the referee', () => bob],
  ])('[REF-3] is possible after %s has hung up, so that the referee is not left alone', async (_, who) => {
    const asked = await stage.agree();
    await leave(who(), 'hung-up');
    await bob.notice('refer-withdrawn', ({ reason }) => reason === 'session-ended');
    await call(asked);
    expect((await carol.notice('invitation-received')).invitation.referredBy).toEqual(byAlice);
  });

  test('[REF-4] is refused when the referrer has hung up and the time is over', async () => {
    const asked = await stage.agree();
    await leave(alice, 'hung-up');
    stage.clock.advance(60_000);
    expect(await refusal(call(asked))).toBe('REFER_GONE');
  });

  test('[REF-4] is possible when the referrer wants no more notices', async () => {
    const asked = await stage.agree();
    await alice.request('refer.terminate', asked.sent);
    await call(asked);
    await carol.notice('invitation-received');
  });

  test.each([
    ['that is not answered', () => stage.refer(), undefined],
    [
      'that has failed',
      () => stage.agree(),
      (asked: Asked) => asked.notify({ state: 'failed', failure: { by: 'target', reason: 'busy' } }),
    ],
    ['that is cancelled', () => stage.agree(), ({ sent }: Asked) => alice.request('refer.cancel', sent)],
    ['of a call that had ended before', () => stage.refer(), () => leave(alice, 'hung-up')],
  ] as const)('[REF-2] for one %s: REFER_GONE, and nobody rings', async (_, ask, then) => {
    const asked = await ask();
    await then?.(asked);
    const [heard] = await noticesDuring([carol], async () => {
      expect(await refusal(call(asked))).toBe('REFER_GONE');
    });
    expect(heard).toEqual([]);
  });

  test('[REF-2] [SEC-2] by another person, to another person, or of another kind: REFER_GONE, and nothing rings', async () => {
    const second = await stage.server.signIn('Bob');
    const dave = await stage.server.signIn('Dave');
    const asked = await stage.agree();
    const [carols, daves] = await noticesDuring([carol, dave], async () => {
      const refusals = await refusalsOf([
        call(asked, second),
        call(asked, alice),
        call(asked, dave),
        call(asked, bob, { to: 'dave@example.org' as Address }),
        call(asked, bob, { sessionType: 'application-sharing' }),
      ]);
      expect(new Set(refusals)).toEqual(new Set(['REFER_GONE']));
    });
    expect([carols, daves]).toEqual([[], []]);
  });

  test('[REF-2] [INV-11] gets the same refusals as any other call', async () => {
    const asked = await stage.agree();
    await carol.request('block.set', { address: BOB as Address, blocked: true });
    expect(await refusal(call(asked))).toBe('TARGET_BLOCKED');
    await carol.request('block.set', { address: BOB as Address, blocked: false });
    await carol.request('presence.set', { doNotDisturb: true });
    expect(await refusal(call(asked))).toBe('TARGET_DO_NOT_DISTURB');
  });
});

describe('[REF-5] a call that replaces another', () => {
  let replaces: SessionId;
  let second: TestClient;

  beforeEach(async () => {
    second = await stage.server.signIn('Carol');
    replaces = await talk(alice, carol, CAROL);
    await carol.settled();
    for (const client of [carol, second]) client.notices.length = 0;
  });

  test('[REF-5] only reaches the device in that call, even on Do not disturb', async () => {
    for (const device of [carol, second]) await device.request('presence.set', { doNotDisturb: true });
    const asked = await stage.agree({ replaces });
    await call(asked);
    const { invitation } = await carol.notice('invitation-received');
    expect(invitation).toMatchObject({ replaces, referredBy: byAlice, from: { address: BOB } });
    await second.settled();
    expect([second.has('invitation-received'), second.has('invitation-missed')]).toEqual([false, false]);
  });

  test('[REF-5] the referee learns that the referral is attended', async () => {
    await alice.request('refer.send', { ...aRefer(stage.sessionId, person(CAROL)), replaces });
    expect((await bob.notice('refer-received')).refer.attended).toBe(true);
  });

  test('[REF-5] that has ended by then: REPLACES_UNKNOWN, and nothing rings', async () => {
    const asked = await stage.agree({ replaces });
    await leave(carol, 'hung-up', replaces);
    const [heard] = await noticesDuring([carol], async () => {
      expect(await refusal(call(asked))).toBe('REPLACES_UNKNOWN');
    });
    expect(heard).toEqual([]);
  });

  test('[REF-5] lets its accepter end the other one as replaced', async () => {
    const asked = await stage.agree({ replaces });
    const sent = stage.callFor(asked);
    await bob.request('invitation.send', sent);
    expect(await refusal(leave(carol, 'replaced', replaces))).toBe('SESSION_WRONG_STATE');
    await carol.request('invitation.accept', sent);
    const refusals = await refusalsOf([
      leave(alice, 'replaced', replaces),
      leave(carol, 'replaced', sent.sessionId),
      leave(bob, 'replaced'),
      leave(alice, 'replaced'),
    ]);
    expect(new Set(refusals)).toEqual(new Set(['SESSION_WRONG_STATE']));
    await leave(carol, 'replaced', replaces);
    expect(await alice.notice('session-ended')).toEqual({
      sessionId: replaces,
      ending: { reason: 'replaced', by: 'them' },
    });
  });

  test('[REF-5] does not affect it when it fails', async () => {
    const asked = await stage.agree({ replaces });
    const sent = stage.callFor(asked);
    await bob.request('invitation.send', sent);
    await carol.request('invitation.accept', sent);
    await leave(bob, 'media-failed', sent.sessionId);
    expect(await refusal(leave(carol, 'replaced', replaces))).toBe('SESSION_WRONG_STATE');
    await alice.request('session.hold', { sessionId: replaces, held: true });
    await carol.notice('session-hold');
  });
});

test('[REF-5] [INV-6] a device whose connection is lost is not called', async () => {
  await stage.close();
  stage = await ReferStage.open({ timings: { resumeMs: 15_000 } });
  ({ alice, bob, carol } = stage);
  await stage.server.signIn('Carol');
  const replaces = await talk(alice, carol, CAROL);
  const asked = await stage.agree({ replaces });
  await bob.settled();
  bob.notices.length = 0;
  carol.cut();
  await bob.notice('person-changed', ({ person: of }) => of.address === CAROL);
  expect(await refusal(call(asked))).toBe('TARGET_OFFLINE');
});

describe('a call that the referee leaves', () => {
  test('[REF-3] ends as transferred after the referee has reported success', async () => {
    const asked = await stage.agree();
    for (const client of [bob, alice]) {
      expect(await refusal(leave(client, 'transferred'))).toBe('SESSION_WRONG_STATE');
    }
    await asked.notify({ state: 'established' });
    expect(await refusal(leave(alice, 'transferred'))).toBe('SESSION_WRONG_STATE');
    const other = await talk(bob, carol, CAROL);
    expect(await refusal(leave(bob, 'transferred', other))).toBe('SESSION_WRONG_STATE');
    await leave(bob, 'transferred');
    expect((await alice.notice('session-ended')).ending).toEqual({ reason: 'transferred', by: 'them' });
  });

  test('[REF-3] [REF-4] ends as transferred even if the referrer wants no more notices', async () => {
    const asked = await stage.agree();
    await alice.request('refer.terminate', asked.sent);
    await asked.notify({ state: 'established' });
    await leave(bob, 'transferred');
    expect((await alice.notice('session-ended')).ending.reason).toBe('transferred');
    await alice.settled();
    expect(alice.notices.filter(({ name }) => name === 'refer-notified')).toHaveLength(1);
  });

  test('[REF-3] cannot end as transferred after a failure', async () => {
    const asked = await stage.agree();
    await asked.notify({ state: 'failed', failure: { by: 'target', reason: 'busy' } });
    expect(await refusal(leave(bob, 'transferred'))).toBe('SESSION_WRONG_STATE');
    await leave(bob, 'hung-up');
  });
});
