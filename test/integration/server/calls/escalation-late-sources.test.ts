import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { ConversationId, SessionId } from '../../../../protocol/ids.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import type { SeenMedia } from '../../../../protocol/signaling/shapes.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { type Callee, call, share, toConference } from '../../../support/server/calls/escalating.ts';
import { joinConference } from '../../../support/server/conference/stays.ts';
import { FakeMedia } from '../../../support/server/fake-media.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { anId, anInvitation, everythingOff } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const BOB = 'bob@example.org';
const CAROL = 'carol@example.org';

let server: TestServer;
let clock: FakeClock;
let alice: TestClient;
let bob: TestClient;
let carol: TestClient;
let toBob: Callee;
let sent: RequestData<'invitation.send'>;
let sessionId: SessionId;

beforeEach(async () => {
  clock = new FakeClock();
  server = await TestServer.start({ timings: { resumeMs: 15_000 } }, { clock, media: new FakeMedia() });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
  carol = await server.signIn('Carol');
  toBob = { client: bob, address: BOB };
  sent = await call(alice, toBob);
  sessionId = sent.sessionId;
});
afterEach(() => server.close());

const escalate = async (client: TestClient): Promise<ConferenceInfo> =>
  (await client.request('session.escalate', { sessionId })).conference;
const says = (client: TestClient, camera: 'on' | 'off', id = sessionId) =>
  client.request('session.media', { sessionId: id, media: { ...everythingOff, camera } });
const turnsOn = (client: TestClient, id = sessionId) => says(client, 'on', id);
const offAndOn = async (client: TestClient) => {
  await says(client, 'off');
  await says(client, 'on');
};

describe('sources that are turned on during an escalation', () => {
  let conference: ConferenceInfo;

  beforeEach(async () => {
    conference = await escalate(alice);
    await joinConference(alice, conference.id);
    await joinConference(bob, conference.id);
  });

  const carried = (client: TestClient, ...seen: SeenMedia[]) =>
    client.request('session.carried', { sessionId, conferenceId: conference.id, seen });
  const number = (of: number, id = sessionId): SeenMedia => ({ sessionId: id, number: of });
  async function expectCallContinues() {
    for (const client of [alice, bob]) {
      await client.settled();
      expect(client.has('session-ended')).toBe(false);
    }
  }
  const hasEnded = async () => {
    for (const client of [alice, bob]) {
      const { ending } = await client.notice('session-ended', (told) => told.sessionId === sessionId);
      expect(ending.reason).toBe('escalated');
    }
  };

  test("[ESC-2] each side's media status has a number for the other side", async () => {
    await turnsOn(bob);
    await offAndOn(bob);
    for (const expected of [1, 2, 3]) expect((await alice.notice('session-media')).number).toBe(expected);
    await turnsOn(alice);
    expect((await bob.notice('session-media')).number).toBe(1);
  });

  test("[ESC-2] after the other side's report: the call lasts until it reports the new source too", async () => {
    await carried(bob, number(0));
    await turnsOn(alice);
    await carried(alice, number(0));
    await expectCallContinues();
    await carried(bob, number(1));
    await hasEnded();
  });

  test('[ESC-2] while the report is on its way: it does not count for the new source', async () => {
    await carried(alice, number(0));
    await turnsOn(alice);
    await carried(bob, number(0));
    await expectCallContinues();
    await carried(bob, number(1));
    await hasEnded();
  });

  test('[ESC-2] off and on again, by both sides, in any order', async () => {
    await carried(bob, number(0));
    await turnsOn(bob);
    await turnsOn(alice);
    await offAndOn(alice);
    await carried(alice, number(1));
    await carried(bob, number(1));
    await expectCallContinues();
    await offAndOn(bob);
    await carried(bob, number(3));
    await expectCallContinues();
    await carried(alice, number(3));
    await hasEnded();
  });

  test('[ESC-2] before any hand-over: it is waited for like the others', async () => {
    await turnsOn(alice);
    await carried(alice, number(0));
    await carried(bob, number(0));
    await expectCallContinues();
    await carried(bob, number(1));
    await hasEnded();
  });

  test('[ESC-3] the timer restarts, but not indefinitely', async () => {
    await carried(bob, number(0));
    clock.advance(7_000);
    await turnsOn(alice);
    clock.advance(7_000);
    await expectCallContinues();
    clock.advance(60_000);
    const { code } = await alice.notice('session-rolled-back');
    expect(code).toBe('REQUEST_TIMED_OUT');
  });

  test('[NET-5] [ESC-2] an old client, which does not number its reports, reports once', async () => {
    const old = (client: TestClient) =>
      client.request('session.carried', { sessionId, conferenceId: conference.id });
    await old(bob);
    expect(await refusalsOf([old(bob)])).toEqual(['SESSION_WRONG_STATE']);
    await turnsOn(alice);
    await old(alice);
    await hasEnded();
  });
});

describe('a screen that is shared in the call', () => {
  test('[ESC-2] [ESC-4] starts late: it is waited for too', async () => {
    const shareId = await share(alice, toBob, sent);
    const conference = await escalate(alice);
    await joinConference(alice, conference.id);
    await joinConference(bob, conference.id);
    const carried = (client: TestClient, shareNumber: number) =>
      client.request('session.carried', {
        sessionId,
        conferenceId: conference.id,
        seen: [
          { sessionId, number: 0 },
          { sessionId: shareId, number: shareNumber },
        ],
      });
    await carried(bob, 0);
    await turnsOn(alice, shareId);
    await carried(alice, 0);
    await bob.settled();
    expect(bob.has('session-ended')).toBe(false);
    await carried(bob, 1);
    await bob.notice('session-ended');
  });

  test('[ESC-2] [ESC-4] ends in the meantime, and a camera is turned on: only the camera is waited for', async () => {
    const shareId = await share(alice, toBob, sent);
    await turnsOn(alice, shareId);
    const { id: conferenceId } = await escalate(alice);
    await joinConference(alice, conferenceId);
    await joinConference(bob, conferenceId);
    const carried = (client: TestClient, ...seen: SeenMedia[]) =>
      client.request('session.carried', { sessionId, conferenceId, seen });
    await carried(bob, { sessionId, number: 0 }, { sessionId: shareId, number: 1 });
    await alice.request('session.hang-up', { sessionId: shareId, reason: 'hung-up' });
    await turnsOn(alice);
    await carried(alice, { sessionId, number: 0 });
    await carried(bob, { sessionId, number: 1 });
    await bob.notice('session-ended', (told) => told.sessionId === sessionId);
  });
});

describe('other calls and conferences at either side', () => {
  const refused = async (client: TestClient) =>
    (await refusalsOf([client.request('session.escalate', { sessionId })]))[0];
  const hold = (client: TestClient, id: SessionId) =>
    client.request('session.hold', { sessionId: id, held: true });

  test('[ESC-1] each side may have another call that it holds', async () => {
    const toCarol = { client: carol, address: CAROL };
    for (const client of [alice, bob]) await hold(client, (await call(client, toCarol)).sessionId);
    expect(await refused(alice)).toBe('accepted');
  });

  test('[ESC-1] another active call is refused immediately, and each side learns whose call it is', async () => {
    await call(bob, { client: carol, address: CAROL });
    expect(await refused(alice)).toBe('TARGET_BUSY');
    expect(await refused(bob)).toBe('SESSION_WRONG_STATE');
  });

  test('[ESC-1] a call that only the third person holds counts as active too', async () => {
    const { sessionId: other } = await call(bob, { client: carol, address: CAROL });
    await hold(carol, other);
    expect(await refused(alice)).toBe('TARGET_BUSY');
  });

  test('[ESC-1] an unanswered outgoing call', async () => {
    await bob.request('invitation.send', anInvitation(CAROL));
    expect(await refused(alice)).toBe('TARGET_BUSY');
    expect(await refused(bob)).toBe('SESSION_WRONG_STATE');
  });

  test('[ESC-1] a conference, even from another escalation', async () => {
    const conversationId = anId() as ConversationId;
    const { id } = await carol.request('conference.create', { conversationId, title: 'Weekly' });
    await joinConference(bob, id);
    expect(await refused(alice)).toBe('TARGET_BUSY');
    await bob.request('conference.leave', { conferenceId: id });
    expect(await refused(alice)).toBe('accepted');
  });

  test('[ESC-6] both ask: the second one may already be in the conference', async () => {
    const conference = await escalate(alice);
    await joinConference(alice, conference.id);
    expect(await escalate(bob)).toMatchObject({ id: conference.id });
    await alice.request('invitation.send', toConference(conference, BOB));
  });
});
