import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReferFailure } from '../../../../protocol/refer.ts';
import { createLog } from '../../../../server/log.ts';
import { toConference } from '../../../support/server/calls/escalating.ts';
import { ALICE, CAROL, ReferStage } from '../../../support/server/calls/refer-stage.ts';
import { aRefer, finalsIn, person, progressIn, talk } from '../../../support/server/calls/referring.ts';
import { createConference, joinConference, noticesDuring } from '../../../support/server/conference/stays.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import type { TestClient } from '../../../support/server/test-client.ts';

const REFER_MS = 60_000;

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
const hangUp = (client: TestClient) =>
  client.request('session.hang-up', { sessionId: stage.sessionId, reason: 'hung-up' });
const busy: ReferFailure = { by: 'target', reason: 'busy', text: 'Later' };
const failed = (reason: ReferFailure['reason']) => ({ state: 'failed', failure: { by: 'system', reason } });

/** The progress that Alice is notified of while `act` runs. */
async function toldToAlice(act: () => Promise<unknown>) {
  const [notices = []] = await noticesDuring([alice], act);
  return progressIn(notices);
}

/** Why the referral was withdrawn from Bob. */
const withdrawals = () =>
  bob.notices.flatMap((notice) => (notice.name === 'refer-withdrawn' ? [notice.data.reason] : []));

describe('a referral', () => {
  test('[REF-1] reaches the device in this call with the referrer, the target and the expiry', async () => {
    const second = await stage.server.signIn('Bob');
    const sent = aRefer(stage.sessionId, person(CAROL));
    const reply = await alice.request('refer.send', sent);
    const to = { kind: 'person', person: { address: CAROL, displayName: 'Carol' } };
    expect(reply).toEqual({ to, expiresAtMs: stage.clock.nowMs() + REFER_MS });
    const from = { address: ALICE, displayName: 'Alice' };
    expect(await bob.notice('refer-received')).toEqual({
      refer: { id: sent.referId, sessionId: stage.sessionId, from, attended: false, ...reply },
    });
    await second.settled();
    await carol.settled();
    expect([second.has('refer-received'), carol.has('refer-received')]).toEqual([false, false]);
  });

  test('[REF-2] the referrer is notified of each step once, and gets one final notice', async () => {
    const { answer, notify } = await stage.refer();
    const told = await toldToAlice(async () => {
      for (const accepted of [true, true]) await answer(accepted);
      for (const state of ['trying', 'trying', 'ringing', 'ringing', 'established', 'established'] as const) {
        await notify({ state });
      }
    });
    const states = ['accepted', 'trying', 'ringing', 'established'];
    expect(told).toEqual(states.map((state) => ({ state })));
  });

  test('[REF-2] a refusal is final', async () => {
    const { answer, notify } = await stage.refer();
    const told = await toldToAlice(async () => {
      for (const accepted of [false, false]) await answer(accepted);
    });
    expect(told).toEqual([{ state: 'failed', failure: { by: 'referee', reason: 'declined' } }]);
    expect(await refusal(answer(true))).toBe('REFER_GONE');
    expect(await refusal(notify({ state: 'trying' }))).toBe('REFER_GONE');
  });

  test.each(['at once', 'trying', 'ringing'] as const)(
    '[REF-2] a failure reaches the referrer with its reason and text: %s',
    async (after) => {
      const { notify } = await stage.agree();
      if (after !== 'at once') await notify({ state: after });
      const progress = { state: 'failed', failure: busy } as const;
      const told = await toldToAlice(async () => {
        for (const each of [progress, progress]) await notify(each);
      });
      expect(told).toEqual([progress]);
    },
  );

  test('[REF-2] an illegal move is refused and not sent', async () => {
    const { answer, notify } = await stage.refer();
    const told = await toldToAlice(async () => {
      for (const state of ['trying', 'ringing', 'established'] as const) {
        expect(await refusal(notify({ state }))).toBe('SESSION_WRONG_STATE');
      }
      await answer(true);
      expect(await refusal(answer(false))).toBe('REFER_GONE');
      await notify({ state: 'ringing' });
      expect(await refusal(notify({ state: 'trying' }))).toBe('SESSION_WRONG_STATE');
    });
    expect(told.map(({ state }) => state)).toEqual(['accepted', 'ringing']);
  });

  test('[REF-2] nothing follows the final notice', async () => {
    const before = stage.clock.pending;
    const { answer, notify, sent } = await stage.agree();
    await notify({ state: 'established' });
    expect(stage.clock.pending).toBe(before);
    const told = await toldToAlice(async () => {
      const late = [
        notify({ state: 'failed', failure: busy }),
        notify({ state: 'ringing' }),
        answer(false),
        alice.request('refer.cancel', sent),
        alice.request('refer.terminate', sent),
      ];
      expect(new Set(await refusalsOf(late))).toEqual(new Set(['REFER_GONE']));
    });
    expect(told).toEqual([]);
  });

  test('[REF-1] sent twice asks once and gets the same reply', async () => {
    const { sent, reply, answer } = await stage.refer();
    expect(await alice.request('refer.send', sent)).toEqual(reply);
    await answer(true);
    expect(await alice.request('refer.send', sent)).toEqual(reply);
    await bob.settled();
    expect(bob.has('refer-received')).toBe(false);
    const elsewhere = { ...sent, sessionId: await talk(alice, carol, CAROL) };
    expect(await refusal(alice.request('refer.send', elsewhere))).toBe('REFER_GONE');
  });

  test('[REF-6] to a conference: both sides get the title, the referee gets the passcode', async () => {
    const { id: conferenceId } = await createConference(carol, { passcode: '471108' });
    const sent = aRefer(stage.sessionId, { kind: 'conference', conferenceId, passcode: '471108' });
    const reply = await alice.request('refer.send', sent);
    expect(reply.to).toEqual({ kind: 'conference', conferenceId, title: 'Weekly' });
    expect((await bob.notice('refer-received')).refer).toMatchObject({ to: reply.to, passcode: '471108' });
  });

  test.each([
    ['one with a passcode', { passcode: '471108' }, {}],
    ['one with a passcode, with a wrong one', { passcode: '471108' }, { passcode: '471109' }],
    ['one without a passcode', {}, {}],
    ['one with a waiting room', { waitingRoom: true }, {}],
  ])('[SEC-2] the ID alone does not reveal the title: %s', async (_, conference, said) => {
    const { id: conferenceId } = await createConference(carol, { title: 'Secret merger', ...conference });
    const target = { kind: 'conference', conferenceId, ...said } as const;
    const reply = await alice.request('refer.send', aRefer(stage.sessionId, target));
    expect(reply.to).toEqual({ kind: 'conference', conferenceId, title: '' });
    expect((await bob.notice('refer-received')).refer.to).toEqual(reply.to);
  });

  test('[REF-6] a referrer who is in the conference or invited to it gets the title', async () => {
    const conference = await createConference(carol);
    const target = { kind: 'conference', conferenceId: conference.id } as const;
    await joinConference(carol, conference.id);
    await carol.request('invitation.send', toConference(conference, ALICE));
    const { to } = await alice.request('refer.send', aRefer(stage.sessionId, target));
    expect(to).toMatchObject({ title: 'Weekly' });
  });
});

test('[REF-6] [SEC-5] a passcode is not logged', async () => {
  await stage.close();
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  stage = await ReferStage.open({}, { log });
  const { id: conferenceId } = await createConference(stage.carol, { passcode: '47110815' });
  await stage.refer({ target: { kind: 'conference', conferenceId, passcode: '47110815' } });
  expect(lines.some((line) => line.includes('referral sent'))).toBe(true);
  expect(lines.filter((line) => line.includes('47110815'))).toEqual([]);
});

describe('a subscription that ends', () => {
  test('[REF-4] unanswered for 60 s: both sides are notified that it has ended', async () => {
    const { answer } = await stage.refer();
    const told = await toldToAlice(async () => {
      stage.clock.advance(REFER_MS - 1);
      await bob.settled();
      expect(withdrawals()).toEqual([]);
      stage.clock.advance(1);
    });
    expect(told).toEqual([{ state: 'timed-out' }]);
    expect((await bob.notice('refer-withdrawn')).reason).toBe('timed-out');
    expect(await refusal(answer(true))).toBe('REFER_GONE');
  });

  test('[REF-4] in progress for 60 s: it is withdrawn from the referee', async () => {
    const { notify } = await stage.agree();
    await notify({ state: 'ringing' });
    expect(await toldToAlice(async () => stage.clock.advance(REFER_MS))).toEqual([{ state: 'timed-out' }]);
    expect((await bob.notice('refer-withdrawn')).reason).toBe('timed-out');
    expect(await refusal(notify({ state: 'established' }))).toBe('REFER_GONE');
  });

  test('[REF-4] terminated: the referee continues, and the referrer gets no more notices', async () => {
    const { notify, sent } = await stage.agree();
    const told = await toldToAlice(async () => {
      for (const each of [sent, sent]) await alice.request('refer.terminate', each);
      await notify({ state: 'trying' });
      stage.clock.advance(REFER_MS);
      await notify({ state: 'established' });
    });
    expect(told).toEqual([]);
    expect(withdrawals()).toEqual([]);
    expect(await refusal(notify({ state: 'failed', failure: busy }))).toBe('REFER_GONE');
  });

  test('[REF-4] terminated before the answer: the referee can still answer, but it expires', async () => {
    const { answer, sent } = await stage.refer();
    const told = await toldToAlice(async () => {
      await alice.request('refer.terminate', sent);
      expect(await refusal(alice.request('refer.cancel', sent))).toBe('REFER_GONE');
      stage.clock.advance(REFER_MS);
    });
    expect(told).toEqual([]);
    expect((await bob.notice('refer-withdrawn')).reason).toBe('timed-out');
    expect(await refusal(answer(true))).toBe('REFER_GONE');
  });

  test('[REF-3] cancelled before the answer: it has failed and is withdrawn', async () => {
    const { answer, sent } = await stage.refer();
    const told = await toldToAlice(async () => {
      for (const each of [sent, sent]) await alice.request('refer.cancel', each);
    });
    expect(told).toEqual([failed('cancelled')]);
    await bob.settled();
    expect(withdrawals()).toEqual(['cancelled']);
    expect(await refusal(answer(true))).toBe('REFER_GONE');
    await stage.refer();
  });

  test.each([
    { state: 'failed', failure: { by: 'system', reason: 'cancelled' } },
    { state: 'established' },
  ] as const)('[REF-3] taken back under way: the referee says how it ended: $state', async (progress) => {
    const { notify, sent } = await stage.agree();
    const told = await toldToAlice(async () => {
      for (const each of [sent, sent]) await alice.request('refer.cancel', each);
      await notify(progress);
    });
    expect(told).toEqual([progress]);
    await bob.settled();
    expect(withdrawals()).toEqual(['cancelled']);
  });

  test('[REF-4] cancelled, and no more reports from the referee: it times out', async () => {
    const { sent } = await stage.agree();
    await alice.request('refer.cancel', sent);
    expect(await toldToAlice(async () => stage.clock.advance(REFER_MS))).toEqual([{ state: 'timed-out' }]);
    await bob.settled();
    expect(withdrawals()).toEqual(['cancelled']);
  });
});

describe('a call that ends before its referral', () => {
  test.each(['requested', 'accepted'] as const)(
    '[REF-4] by the referee, when it is %s: the referrer gets the reason',
    async (state) => {
      const { answer, notify } = await stage.refer();
      if (state === 'accepted') await answer(true);
      const told = await toldToAlice(() => hangUp(bob));
      expect(told.slice(-1)).toEqual([failed('hung-up')]);
      expect(finalsIn(alice.notices)).toHaveLength(1);
      await bob.settled();
      expect(withdrawals()).toEqual(['session-ended']);
      expect(await toldToAlice(() => notify({ state: 'failed', failure: busy }).catch(() => {}))).toEqual([]);
    },
  );

  test('[REF-4] by the referrer, who gets no notice; the referee is notified, and a call to the target still rings', async () => {
    const asked = await stage.agree();
    const call = stage.callFor(asked);
    await bob.request('invitation.send', call);
    expect(await toldToAlice(() => hangUp(alice))).toEqual([]);
    await bob.notice('refer-withdrawn', ({ reason }) => reason === 'session-ended');
    await carol.request('invitation.accept', call);
    expect((await bob.notice('invitation-ended')).ending.reason).toBe('accepted');
  });

  test('[REF-4] by a referrer who signs out', async () => {
    await stage.refer();
    await alice.close();
    expect((await bob.notice('refer-withdrawn')).reason).toBe('session-ended');
  });

  test.each([
    ['signs out', 'signed-out', () => bob.close()],
    ['is lost', 'connection-lost', () => bob.cut()],
  ] as const)('[REF-4] by a referee who %s', async (_, reason, go) => {
    await stage.agree();
    go();
    await alice.notice('session-ended');
    await alice.settled();
    expect(finalsIn(alice.notices)).toEqual([failed(reason)]);
  });

  test('[REF-4] leaves no timer', async () => {
    const before = stage.clock.pending;
    await stage.refer();
    expect(stage.clock.pending).toBe(before + 1);
    await hangUp(alice);
    expect(stage.clock.pending).toBe(before);
  });

  test('[REF-4] by a closing server: the referrer is notified', async () => {
    await stage.agree();
    await Promise.all([alice.closed(), bob.closed(), stage.server.running.close()]);
    expect(finalsIn(alice.notices)).toEqual([failed('server-error')]);
  });
});

describe('a short absence', () => {
  beforeEach(async () => {
    await stage.close();
    stage = await ReferStage.open({ timings: { resumeMs: 15_000 } });
    ({ alice, bob, carol } = stage);
  });

  test('[REF-4] of the referee: the referral fails immediately, since nobody could report its end', async () => {
    await stage.agree();
    bob.cut();
    expect(
      await alice.notice('refer-notified', ({ progress }) => progress.state !== 'accepted'),
    ).toMatchObject({
      progress: failed('connection-lost'),
    });
    expect(alice.has('session-ended')).toBe(false);
    stage.clock.advance(15_000);
    await alice.notice('session-ended');
    await alice.settled();
    expect(finalsIn(alice.notices)).toEqual([]);
  });

  test('[REF-4] of the referrer: the referee continues as long as the call waits', async () => {
    const asked = await stage.agree();
    alice.cut();
    await bob.notice('person-changed', ({ person: of }) => of.presence === 'offline');
    await bob.request('invitation.send', stage.callFor(asked));
    expect((await carol.notice('invitation-received')).invitation.referredBy?.address).toBe(ALICE);
    stage.clock.advance(15_000);
    expect((await bob.notice('refer-withdrawn')).reason).toBe('session-ended');
  });
});
