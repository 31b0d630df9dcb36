import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConferenceId, SessionId } from '../../../../protocol/ids.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import { ALICE, BOB, CAROL, ReferStage } from '../../../support/server/calls/refer-stage.ts';
import { aRefer, person, talk } from '../../../support/server/calls/referring.ts';
import { createConference, noticesDuring } from '../../../support/server/conference/stays.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { anId, anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';

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
const send = (change: Partial<RequestData<'refer.send'>> = {}) =>
  alice.request('refer.send', { ...aRefer(stage.sessionId, person(CAROL)), ...change });

const unknownConference = () => ({ kind: 'conference', conferenceId: anId() as ConferenceId }) as const;

async function endedConference() {
  const { id: conferenceId } = await createConference(carol);
  stage.clock.advance(60_000);
  return { kind: 'conference', conferenceId } as const;
}

async function offline(name: string) {
  const client = await stage.server.signIn(name);
  client.close();
  await alice.notice('person-changed', ({ person: of }) => of.presence === 'offline');
  return person(`${name.toLowerCase()}@example.org`);
}

async function ringing() {
  const invitation = anInvitation(CAROL);
  await alice.request('invitation.send', invitation);
  return invitation.sessionId;
}

async function sharing() {
  const share = { ...anInvitation(BOB), sessionType: 'application-sharing' } as const;
  await alice.request('invitation.send', share);
  await bob.request('invitation.accept', share);
  return share.sessionId;
}

test.each([
  ['TARGET_SELF', 'oneself', async () => ({ target: person(ALICE) })],
  ['REFER_TO_PARTNER', 'whom one is talking to', async () => ({ target: person(BOB) })],
  ['TARGET_UNKNOWN', 'nobody', async () => ({ target: person('nobody@example.org') })],
  ['TARGET_OFFLINE', 'who is not here', async () => ({ target: await offline('Dave') })],
  ['CONFERENCE_UNKNOWN', 'no conference', async () => ({ target: unknownConference() })],
  ['CONFERENCE_ENDED', 'a conference of yesterday', async () => ({ target: await endedConference() })],
  ['SESSION_GONE', 'within no call', async () => ({ sessionId: anId() as SessionId })],
  ['SESSION_GONE', 'within a call of others', async () => ({ sessionId: await talk(bob, carol, CAROL) })],
  ['SESSION_WRONG_STATE', 'while it rings', async () => ({ sessionId: await ringing() })],
  ['SESSION_WRONG_STATE', 'within a shared screen', async () => ({ sessionId: await sharing() })],
  ['REPLACES_UNKNOWN', 'in the place of nothing', async () => ({ replaces: anId() as SessionId })],
  ['REPLACES_UNKNOWN', 'of this very call', async () => ({ replaces: stage.sessionId })],
  ['REPLACES_UNKNOWN', 'of what rings', async () => ({ replaces: await ringing() })],
  ['REPLACES_UNKNOWN', 'of what others have', async () => ({ replaces: await talk(bob, carol, CAROL) })],
])('[REF-7] %s: %s', async (code, _, change) => {
  const changed = await change();
  const heard = await noticesDuring([bob, carol], async () => {
    expect(await refusal(send(changed))).toBe(code);
  });
  expect(heard).toEqual([[], []]);
  await stage.refer();
});

test('[REF-5] [REF-7] a conference cannot replace a call', async () => {
  const replaces = await talk(alice, carol, CAROL);
  const { id: conferenceId } = await createConference(carol);
  const target = { kind: 'conference', conferenceId } as const;
  expect(await refusal(send({ target, replaces }))).toBe('REPLACES_UNKNOWN');
});

test('[REF-7] a referee without a connection', async () => {
  await stage.close();
  stage = await ReferStage.open({ timings: { resumeMs: 15_000 } });
  ({ alice, bob } = stage);
  bob.cut();
  await alice.notice('person-changed', ({ person: of }) => of.presence === 'offline');
  expect(await refusal(send())).toBe('SESSION_WRONG_STATE');
});

test('[REF-7] a second referral by either side', async () => {
  const { sent, answer, notify } = await stage.refer();
  const ofBob = aRefer(stage.sessionId, person(CAROL));
  const refusals = await refusalsOf([send(), bob.request('refer.send', ofBob)]);
  expect(refusals).toEqual(['REFER_PENDING', 'REFER_PENDING']);
  await answer(true);
  await alice.request('refer.terminate', sent);
  expect(await refusal(send())).toBe('REFER_PENDING');
  await notify({ state: 'failed', failure: { by: 'target', reason: 'busy' } });
  await stage.refer();
});

test('[REF-7] a referral while the referee, who has reached the target, hangs up', async () => {
  const { notify } = await stage.agree();
  await notify({ state: 'established' });
  expect(await refusal(send())).toBe('REFER_PENDING');
});

test('[REF-7] a referral back to the referrer, by either side: REFER_LOOP', async () => {
  const back = aRefer(await stage.transfer(), person(ALICE));
  const refusals = await refusalsOf([bob, carol].map((each) => each.request('refer.send', back)));
  expect(refusals).toEqual(['REFER_LOOP', 'REFER_LOOP']);
  await stage.server.signIn('Dave');
  await bob.request('refer.send', { ...back, target: person('dave@example.org') });
});

test('[REF-7] [CONV-4] the target of an earlier referral may be called again in a new conversation', async () => {
  await stage.transfer();
  await bob.request('invitation.send', anInvitation(CAROL));
  const next = await talk(bob, alice, ALICE);
  await bob.request('refer.send', aRefer(next, person(CAROL)));
});
