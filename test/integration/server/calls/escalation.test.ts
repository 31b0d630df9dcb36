import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { ConferenceId, ConversationId, SessionId } from '../../../../protocol/ids.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { type Callee, call, share, toConference } from '../../../support/server/calls/escalating.ts';
import { joinConference, noticesDuring, wait } from '../../../support/server/conference/stays.ts';
import { FakeMedia } from '../../../support/server/fake-media.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { aMessage, anId, anInvitation } from '../../../support/server/requests.ts';
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

async function escalate(client: TestClient): Promise<ConferenceInfo> {
  return (await client.request('session.escalate', { sessionId })).conference;
}

/** Both sides join the conference that continues their call. */
async function bothIn(): Promise<ConferenceInfo> {
  const conference = await escalate(alice);
  await joinConference(alice, conference.id);
  await joinConference(bob, conference.id);
  return conference;
}

const carried = (client: TestClient, conferenceId: ConferenceId) =>
  client.request('session.carried', { sessionId, conferenceId });
const hold = (client: TestClient, held = true) => client.request('session.hold', { sessionId, held });
const escalated = (id: SessionId) => ({
  name: 'session-ended',
  data: { sessionId: id, ending: { reason: 'escalated', by: 'system' } },
});

describe('an escalation', () => {
  test('[ESC-1] keeps the conversation, makes the requester organizer, and ends the call when both sides have reported', async () => {
    const conference = await escalate(alice);
    expect(conference).toMatchObject({ conversationId: sent.conversationId, title: 'Alice, Bob' });
    const { joined } = await joinConference(alice, conference.id);
    expect(joined.participants).toMatchObject([{ displayName: 'Alice', role: 'organizer' }]);
    await joinConference(bob, conference.id);
    const [toldAlice, toldBob] = await noticesDuring([alice, bob], async () => {
      await carried(alice, conference.id);
      await alice.request('session.media', {
        sessionId,
        media: { microphone: 'on', camera: 'on', screen: 'off' },
      });
      await carried(bob, conference.id);
    });
    expect(toldAlice).toEqual([escalated(sessionId)]);
    expect(toldBob?.map(({ name }) => name)).toEqual(['session-media', 'session-ended']);
    expect(toldBob?.at(-1)).toEqual(escalated(sessionId));
    clock.advance(60_000);
    expect((await joinConference(carol, conference.id)).joined.participants).toHaveLength(3);
  });

  test.each([
    ['Budget', 'Budget'],
    ['', 'Bob, Alice'],
  ])('[ESC-4] turns the subject "%s" into the title "%s"', async (subject, title) => {
    const { sessionId: other } = await call(alice, toBob, { subject });
    const { conference } = await bob.request('session.escalate', { sessionId: other });
    expect(conference.title).toBe(title);
  });

  test('[ESC-4] ends the screens shared in the call before the call, and no others', async () => {
    const first = await share(alice, toBob, sent);
    const second = await share(bob, { client: alice, address: 'alice@example.org' }, sent);
    const elsewhere = await call(alice, toBob);
    const third = await share(alice, toBob, elsewhere);
    const { id } = await bothIn();
    const told = await noticesDuring([alice, bob], async () => {
      await carried(bob, id);
      await carried(alice, id);
    });
    const ended = [first, second, sessionId].map(escalated);
    expect(told).toEqual([ended, ended]);
    await alice.request('session.hang-up', { sessionId: third, reason: 'hung-up' });
    await alice.request('session.hang-up', { sessionId: elsewhere.sessionId, reason: 'hung-up' });
  });

  test('[ESC-6] by both sides at once makes one conference, which each side joins after its own request', async () => {
    const [one, other] = await Promise.all([escalate(alice), escalate(bob)]);
    expect(other).toEqual(one);
    await Promise.all([joinConference(alice, one.id), joinConference(bob, one.id)]);
    const [toAlice, toHim] = [toConference(one, 'alice@example.org'), toConference(one, BOB)];
    await bob.request('invitation.send', toAlice);
    await alice.request('invitation.send', toHim);
    await alice.request('invitation.accept', toAlice);
    await bob.request('invitation.decline', { ...toHim, reason: 'busy' });
    await carried(alice, one.id);
    await carried(bob, one.id);
    expect(await alice.notice('session-ended')).toEqual(escalated(sessionId).data);
    await alice.settled();
    expect(alice.has('session-rolled-back')).toBe(false);
  });

  test('[ESC-6] repeated requests get the same conference', async () => {
    const { id } = await escalate(alice);
    expect(await escalate(alice)).toMatchObject({ id });
    await joinConference(alice, id);
    expect(await escalate(bob)).toMatchObject({ id });
  });

  test('[ESC-1] lets the other side join without waiting; others wait', async () => {
    const { id } = await escalate(alice);
    await joinConference(alice, id);
    await alice.request('conference.change', { conferenceId: id, waitingRoom: true });
    await joinConference(bob, id);
    await wait(carol, id);
  });

  test('[ESC-1] prevents both sides from holding the call', async () => {
    const { id } = await escalate(alice);
    const tries = [hold(alice), hold(bob), hold(bob, false)];
    expect(await refusalsOf(tries)).toEqual(Array(3).fill('SESSION_WRONG_STATE'));
    await alice.request('session.roll-back', { sessionId, conferenceId: id, code: 'MEDIA_FAILED' });
    await hold(bob);
    expect(await alice.notice('session-hold')).toEqual({ sessionId, held: true });
  });

  test('[ESC-1] is refused for a held call', async () => {
    for (const holder of [alice, bob]) {
      await hold(holder);
      expect(await refusalsOf([escalate(alice), escalate(bob)])).toEqual(
        Array(2).fill('SESSION_WRONG_STATE'),
      );
      await hold(holder, false);
    }
    await escalate(bob);
  });
});

describe('the invitation to the other side of the call', () => {
  test('[ESC-1] [NOTE-6] goes only to the device in the call, even on Do not disturb', async () => {
    const laptop = await server.signIn('Bob', { deviceName: 'laptop' });
    const quiet = await server.signIn('Bob', { deviceName: 'quiet', doNotDisturb: true });
    await bob.request('presence.set', { doNotDisturb: true });
    const conference = await escalate(alice);
    await joinConference(alice, conference.id);
    const invitation = toConference(conference, BOB);
    await alice.request('invitation.send', invitation);
    expect((await bob.notice('invitation-received')).invitation).toMatchObject({
      id: invitation.invitationId,
      conferenceId: conference.id,
      escalates: sessionId,
    });
    await bob.request('presence.set', { doNotDisturb: false });
    await laptop.request('presence.set', { doNotDisturb: true });
    await bob.request('invitation.decline', { ...invitation, reason: 'busy' });
    for (const device of [laptop, quiet]) {
      await device.settled();
      expect(device.has('invitation-received') || device.has('invitation-missed')).toBe(false);
    }
    expect(await refusalsOf([laptop.request('invitation.accept', invitation)])).toEqual(['INVITATION_GONE']);
  });

  test('[ESC-5] [CONV-3] a third person gets an ordinary one from either side; so does the other side after the call', async () => {
    const conference = await bothIn();
    for (const inviter of [alice, bob]) {
      await inviter.request('invitation.send', toConference(conference, CAROL));
      expect((await carol.notice('invitation-received')).invitation).not.toHaveProperty('escalates');
    }
    await alice.request('session.hang-up', { sessionId, reason: 'hung-up' });
    await alice.request('invitation.send', toConference(conference, BOB));
    expect((await bob.notice('invitation-received')).invitation).not.toHaveProperty('escalates');
  });

  test('[ESC-1] an invitation from a third person to one side does not count as from the other side', async () => {
    const conference = await bothIn();
    await joinConference(carol, conference.id);
    const invitation = toConference(conference, BOB);
    await carol.request('invitation.send', invitation);
    expect((await bob.notice('invitation-received')).invitation).not.toHaveProperty('escalates');
    await bob.request('invitation.decline', { ...invitation, reason: 'busy' });
    await carried(alice, conference.id);
    await carried(bob, conference.id);
    await bob.notice('session-ended');
  });

  test('[ESC-5] the timer stops while a user is asked, and restarts when they accept', async () => {
    const conference = await escalate(alice);
    await joinConference(alice, conference.id);
    const invitation = toConference(conference, BOB);
    clock.advance(7_000);
    await alice.request('invitation.send', invitation);
    await bob.request('invitation.ringing', invitation);
    clock.advance(30_000);
    await bob.request('invitation.accept', invitation);
    clock.advance(7_999);
    await joinConference(bob, conference.id);
    expect(bob.has('session-rolled-back')).toBe(false);
    clock.advance(1);
    expect(await bob.notice('session-rolled-back')).toMatchObject({ code: 'REQUEST_TIMED_OUT' });
  });

  test('[ESC-5] a user who joins while being asked need not answer; the timer restarts with the answer', async () => {
    const conference = await escalate(alice);
    await joinConference(alice, conference.id);
    const invitation = toConference(conference, BOB);
    await alice.request('invitation.send', invitation);
    await bob.request('invitation.ringing', invitation);
    await joinConference(bob, conference.id);
    await bob.request('invitation.decline', { ...invitation, reason: 'declined' });
    await bob.settled();
    expect(bob.has('session-rolled-back')).toBe(false);
    clock.advance(8_000);
    expect(await bob.notice('session-rolled-back')).toMatchObject({ code: 'REQUEST_TIMED_OUT' });
  });
});

describe('refused requests', () => {
  const gone = 'SESSION_GONE';
  const wrong = 'SESSION_WRONG_STATE';

  test('[ESC-1] a foreign or unanswered call, a session that is not a call, and a lost call cannot be escalated', async () => {
    const other = { id: anId() as SessionId };
    const ringing = anInvitation(CAROL);
    await alice.request('invitation.send', ringing);
    const screen = await share(alice, toBob, sent);
    const ask = (client: TestClient, id: SessionId) => client.request('session.escalate', { sessionId: id });
    const asked = [ask(carol, sessionId), ask(alice, other.id), ask(alice, ringing.sessionId)];
    expect(await refusalsOf([...asked, ask(alice, screen)])).toEqual([gone, gone, wrong, wrong]);
    bob.cut();
    await alice.notice('person-changed', ({ person }) => person.presence === 'offline');
    expect(await refusalsOf([escalate(alice)])).toEqual([wrong]);
  });

  test('[ESC-1] [CONV-4] a conference in a foreign conversation is refused, and nothing rings', async () => {
    const { conversationId } = sent;
    const conference = await escalate(alice);
    await joinConference(carol, conference.id);
    const own = await carol.request('conference.create', {
      conversationId: anId() as ConversationId,
      title: 'Mine',
    });
    await joinConference(carol, own.id);
    const refusals = await refusalsOf([
      carol.request('conference.create', { conversationId, title: 'Ours' }),
      carol.request('invitation.send', { ...toConference(own, BOB), conversationId }),
      carol.request('message.send', { ...aMessage(BOB), conversationId }),
    ]);
    expect(refusals).toEqual(Array(3).fill('CONVERSATION_FORBIDDEN'));
    await bob.settled();
    expect(bob.has('invitation-received')).toBe(false);
  });

  test('[ESC-2] a report before both have joined, a repeated one, or one by others or about another conference', async () => {
    const { id } = await escalate(alice);
    const another = await alice.request('conference.create', {
      conversationId: anId() as ConversationId,
      title: 'Other',
    });
    expect(await refusalsOf([carried(alice, id), carried(carol, id)])).toEqual([wrong, gone]);
    await joinConference(alice, id);
    await joinConference(bob, id);
    await joinConference(carol, id);
    await carried(alice, id);
    const [toldBob] = await noticesDuring([bob], async () => {
      const again = [carried(alice, id), carried(carol, id), carried(bob, another.id)];
      expect(await refusalsOf(again)).toEqual([wrong, gone, wrong]);
    });
    expect(toldBob).toEqual([]);
    await carried(bob, id);
    await bob.notice('session-ended');
    expect(await refusalsOf([carried(alice, id), carried(bob, id)])).toEqual([gone, gone]);
  });

  test('[ESC-3] a roll-back by others, for another conference, or too late', async () => {
    const back = (client: TestClient, conferenceId: ConferenceId) =>
      client.request('session.roll-back', { sessionId, conferenceId, code: 'MEDIA_FAILED' });
    expect(await refusalsOf([back(alice, anId() as ConferenceId)])).toEqual([wrong]);
    const { id } = await bothIn();
    await joinConference(carol, id);
    const told = await noticesDuring([alice, bob], async () => {
      expect(await refusalsOf([back(carol, id), back(bob, anId() as ConferenceId)])).toEqual([gone, wrong]);
    });
    expect(told).toEqual([[], []]);
    await back(bob, id);
    expect(await refusalsOf([back(alice, id), carried(alice, id)])).toEqual([wrong, wrong]);
    const next = await bothIn();
    expect(next.id).not.toBe(id);
    expect(await refusalsOf([carried(alice, id)])).toEqual([wrong]);
    await carried(alice, next.id);
    await carried(bob, next.id);
    expect(await refusalsOf([back(alice, next.id)])).toEqual([gone]);
  });
});
