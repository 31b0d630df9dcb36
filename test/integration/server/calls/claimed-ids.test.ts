import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { InvitationId, ReferId, SessionId } from '../../../../protocol/ids.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { toConference } from '../../../support/server/calls/escalating.ts';
import { aRefer, person, talk } from '../../../support/server/calls/referring.ts';
import { createConference, joinConference } from '../../../support/server/conference/stays.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { aMessage, anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const BOB = 'bob@example.org';
const CAROL = 'carol@example.org';

type Sent = RequestData<'invitation.send'>;

let clock: FakeClock;
let server: TestServer;
let alice: TestClient;
let bob: TestClient;
let carol: TestClient;
let mallory: TestClient;
/** Mallory is in it. */
let conference: ConferenceInfo;
/** The running call of Alice and Bob. */
let sessionId: SessionId;

beforeEach(async () => {
  clock = new FakeClock();
  server = await TestServer.start({}, { clock });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
  carol = await server.signIn('Carol');
  mallory = await server.signIn('Mallory');
  conference = await createConference(mallory);
  await joinConference(mallory, conference.id);
  sessionId = await talk(alice, bob, BOB);
});
afterEach(() => server.close());

/** Ways for Mallory to use an ID in an invitation. */
const INVITATIONS: Record<string, (change: Partial<Sent>) => Sent> = {
  'a call': (change) => ({ ...anInvitation(CAROL), ...change }),
  'a screen': (change) => ({ ...anInvitation(CAROL), sessionType: 'application-sharing', ...change }),
  'an invitation to a conference': (change) => ({ ...toConference(conference, CAROL), ...change }),
};

async function hangsUpProperly(): Promise<void> {
  await alice.request('session.hang-up', { sessionId, reason: 'hung-up' });
  expect(await bob.notice('session-ended')).toMatchObject({ sessionId, ending: { reason: 'hung-up' } });
  const seen = await carol.notice('person-changed', ({ person: { address, presence } }) => {
    return address === BOB && presence === 'available';
  });
  expect(seen.person.address).toBe(BOB);
}

describe.each(Object.keys(INVITATIONS))('[SEC-2] %s', (kind) => {
  const invite = (change: Partial<Sent>) =>
    mallory.request('invitation.send', INVITATIONS[kind]?.(change) as Sent);

  test('with the session ID of a running call of others: refused, and the call continues', async () => {
    const invitation = INVITATIONS[kind]?.({ sessionId }) as Sent;
    const sending = mallory.request('invitation.send', invitation);
    expect(await refusalsOf([sending])).toEqual(['SESSION_WRONG_STATE']);
    await mallory.request('invitation.cancel', invitation).catch(() => {});
    await carol.settled();
    expect(carol.has('invitation-received')).toBe(false);
    await hangsUpProperly();
  });

  test('with the session ID of a ringing call: refused, and the call can be answered', async () => {
    const ringing = anInvitation(BOB);
    await carol.request('invitation.send', ringing);
    expect(await refusalsOf([invite({ sessionId: ringing.sessionId })])).toEqual(['SESSION_WRONG_STATE']);
    await bob.request('invitation.accept', ringing);
    await carol.request('session.hang-up', { sessionId: ringing.sessionId, reason: 'hung-up' });
  });

  test('with the session ID of a call that has just ended: refused for a minute', async () => {
    await hangsUpProperly();
    expect(await refusalsOf([invite({ sessionId })])).toEqual(['SESSION_WRONG_STATE']);
    clock.advance(60_000);
    await invite({ sessionId });
  });

  test('with an ID of another kind: refused', async () => {
    const refer = aRefer(sessionId, person(CAROL));
    await alice.request('refer.send', refer);
    const message = aMessage(BOB);
    await alice.request('message.send', message);
    const taken = [refer.referId, message.conversationId, conference.id] as string[];
    const asSession = taken.map((id) => invite({ sessionId: id as SessionId }));
    expect(new Set(await refusalsOf(asSession))).toEqual(new Set(['SESSION_WRONG_STATE']));
    const asInvitation = taken.map((id) => invite({ invitationId: id as InvitationId }));
    expect(new Set(await refusalsOf(asInvitation))).toEqual(new Set(['INVITATION_GONE']));
  });
});

test('[SEC-2] two invitations to a conference never share a session ID', async () => {
  const first = toConference(conference, CAROL);
  await mallory.request('invitation.send', first);
  const second = { ...toConference(conference, BOB), sessionId: first.sessionId };
  expect(await refusalsOf([mallory.request('invitation.send', second)])).toEqual(['SESSION_WRONG_STATE']);
});

test('[SEC-2] a referral with the ID of a call, a conversation or a referral of others is refused', async () => {
  const own = await talk(mallory, carol, CAROL);
  const refer = aRefer(sessionId, person(CAROL));
  await alice.request('refer.send', refer);
  const message = aMessage(BOB);
  await alice.request('message.send', message);
  const taken = [sessionId, refer.referId, message.conversationId] as string[];
  const attempts = taken.map((id) =>
    mallory.request('refer.send', { ...aRefer(own, person(BOB)), referId: id as ReferId }),
  );
  expect(new Set(await refusalsOf(attempts))).toEqual(new Set(['REFER_GONE']));
  await bob.request('refer.answer', { referId: refer.referId, accepted: true });
  expect(await alice.notice('refer-notified')).toMatchObject({ progress: { state: 'accepted' } });
});

test('[SEC-2] [CONV-4] a conversation with the ID of a call or a conference of others is refused', async () => {
  const taken = [sessionId, conference.id].map((id) => ({ conversationId: id as never }));
  const attempts = taken.flatMap((named) => [
    carol.request('message.send', { ...aMessage(BOB), ...named }),
    carol.request('invitation.send', { ...anInvitation(BOB), ...named }),
    carol.request('conference.create', { title: 'Mine', ...named }),
  ]);
  expect(new Set(await refusalsOf(attempts))).toEqual(new Set(['CONVERSATION_FORBIDDEN']));
});

test('[CONV-4] a refused invitation does not claim its conversation', async () => {
  const { conversationId } = anInvitation(BOB);
  const refused = { ...anInvitation(CAROL), conversationId, sessionId };
  expect(await refusalsOf([mallory.request('invitation.send', refused)])).toEqual(['SESSION_WRONG_STATE']);
  await alice.request('message.send', { ...aMessage(BOB), conversationId });
});
