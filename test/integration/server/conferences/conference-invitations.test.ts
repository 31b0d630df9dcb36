import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { ConversationId } from '../../../../protocol/ids.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import type { Address } from '../../../../protocol/text/addresses.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { aJoin, enter } from '../../../support/server/conference/entering.ts';
import { FakeMedia } from '../../../support/server/fake-media.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { aMessage, anId, anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

let server: TestServer;
let clock: FakeClock;
let media: FakeMedia;
let alice: TestClient;
let bob: TestClient;
let carol: TestClient;
let conference: ConferenceInfo;

type Sent = RequestData<'invitation.send'>;

beforeEach(async () => {
  clock = new FakeClock();
  media = new FakeMedia();
  server = await TestServer.start({}, { clock, media });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
  carol = await server.signIn('Carol');
  conference = await alice.request('conference.create', {
    conversationId: anId() as ConversationId,
    title: 'Weekly',
  });
  await join(alice);
});
afterEach(() => server.close());

function join(client: TestClient) {
  return enter(client, aJoin(conference.id));
}

/** An invitation to Alice's conference. */
function toCome(to: string, change: Partial<Sent> = {}): Sent {
  const { offer: _, ...rest } = anInvitation(to);
  const { id: conferenceId, conversationId } = conference;
  return { ...rest, conversationId, conferenceId, sessionType: 'conference', ...change };
}

/** Alice invites Carol; resolves when Carol's device has it. */
async function ring(): Promise<Sent> {
  const sent = toCome('carol@example.org');
  await alice.request('invitation.send', sent);
  await carol.notice('invitation-received');
  return sent;
}

const refusal = (request: Promise<unknown>) => refusalsOf([request]).then(([code]) => code);

describe('an invitation to a conference', () => {
  test('[CONV-3] [INV-1] names the conference and its conversation, and has no offer', async () => {
    const sent = toCome('carol@example.org', { subject: 'Weekly' });
    const reply = await alice.request('invitation.send', sent);
    expect(await carol.notice('invitation-received')).toEqual({
      invitation: {
        id: sent.invitationId,
        sessionId: sent.sessionId,
        conversationId: conference.conversationId,
        conferenceId: conference.id,
        sessionType: 'conference',
        from: { address: 'alice@example.org', displayName: 'Alice' },
        media: sent.media,
        subject: 'Weekly',
        expiresAtMs: reply.expiresAtMs,
      },
    });
  });

  test('[INV-6] the inviter is notified of ringing and accept; the accepter can join', async () => {
    const { invitationId, sessionId } = await ring();
    await carol.request('invitation.ringing', { invitationId });
    expect(await alice.notice('invitation-ringing')).toEqual({ invitationId });
    await carol.request('invitation.accept', { invitationId });
    expect(await alice.notice('invitation-ended')).toEqual({
      invitationId,
      ending: { reason: 'accepted', by: 'them' },
    });
    expect((await join(carol)).participants.map(({ displayName }) => displayName)).toEqual([
      'Alice',
      'Carol',
    ]);
    expect(await refusal(alice.request('session.hang-up', { sessionId, reason: 'hung-up' }))).toBe(
      'SESSION_GONE',
    );
  });

  test('[INV-9] every device rings, the first to accept wins, and may repeat the accept', async () => {
    const second = await server.signIn('Carol');
    const { invitationId } = await ring();
    await second.notice('invitation-received');
    await carol.request('invitation.accept', { invitationId });
    expect(await second.notice('invitation-ended')).toEqual({
      invitationId,
      ending: { reason: 'answered-elsewhere', by: 'you' },
    });
    await alice.notice('invitation-ended');
    await carol.request('invitation.accept', { invitationId });
    await alice.settled();
    expect(alice.has('invitation-ended')).toBe(false);
    expect(await refusal(second.request('invitation.accept', { invitationId }))).toBe('INVITATION_GONE');
    clock.advance(60_000);
    expect(await refusal(carol.request('invitation.accept', { invitationId }))).toBe('INVITATION_GONE');
  });

  test('[INV-4] a decline has a reason', async () => {
    const { invitationId } = await ring();
    await carol.request('invitation.decline', { invitationId, reason: 'busy', text: 'Later' });
    expect(await alice.notice('invitation-ended')).toEqual({
      invitationId,
      ending: { reason: 'busy', by: 'them', text: 'Later' },
    });
  });

  test('[INV-3] an accept after the cancel fails', async () => {
    const { invitationId } = await ring();
    await alice.request('invitation.cancel', { invitationId });
    expect(await carol.notice('invitation-ended')).toEqual({
      invitationId,
      ending: { reason: 'cancelled', by: 'them' },
    });
    expect(await refusal(carol.request('invitation.accept', { invitationId }))).toBe('INVITATION_CANCELLED');
  });

  test('[INV-5] expires on both sides', async () => {
    const { invitationId } = await ring();
    clock.advance(45_000);
    const ended = { invitationId, ending: { reason: 'expired', by: 'system' } };
    expect(await alice.notice('invitation-ended')).toEqual(ended);
    expect(await carol.notice('invitation-ended')).toEqual(ended);
  });
});

describe('who may invite whom', () => {
  test('[INV-11] [NOTE-6] unknown, offline, oneself, blocked, Do not disturb: nothing rings', async () => {
    await bob.request('block.set', { address: 'alice@example.org' as Address, blocked: true });
    await carol.request('presence.set', { doNotDisturb: true });
    const people = ['nobody', 'alice', 'bob', 'carol'];
    const refusals = await refusalsOf(
      people.map((name) => alice.request('invitation.send', toCome(`${name}@example.org`))),
    );
    expect(refusals).toEqual(['TARGET_UNKNOWN', 'TARGET_SELF', 'TARGET_BLOCKED', 'TARGET_DO_NOT_DISTURB']);
    expect(bob.has('invitation-received')).toBe(false);
    expect(await carol.notice('invitation-missed')).toMatchObject({
      invitation: { sessionType: 'conference', conferenceId: conference.id },
    });
  });

  test('[CONV-4] only participants of the conference, and only in its own conversation', async () => {
    const other = { conversationId: anId() as ConversationId };
    const refusals = await refusalsOf([
      bob.request('invitation.send', toCome('carol@example.org')),
      alice.request('invitation.send', toCome('carol@example.org', other)),
      alice.request('invitation.send', toCome('carol@example.org', { conferenceId: anId() as never })),
    ]);
    expect(refusals).toEqual(['CONFERENCE_NOT_JOINED', 'CONVERSATION_FORBIDDEN', 'CONFERENCE_UNKNOWN']);
    expect(carol.has('invitation-received')).toBe(false);
  });

  test('[CONV-4] nobody to an ended conference', async () => {
    await alice.request('conference.leave', { conferenceId: conference.id });
    clock.advance(60_000);
    expect(await refusal(alice.request('invitation.send', toCome('carol@example.org')))).toBe(
      'CONFERENCE_ENDED',
    );
  });

  test('[CONV-3] [CONV-4] a guest may invite too, and no guest takes over the conversation', async () => {
    await join(bob);
    await bob.request('invitation.send', toCome('carol@example.org'));
    await carol.notice('invitation-received');
    const { conversationId } = conference;
    await server.signIn('Dave');
    const toAlice = { ...aMessage('alice@example.org'), conversationId };
    expect(await refusal(carol.request('message.send', toAlice))).toBe('CONVERSATION_FORBIDDEN');
    const toDave = { ...anInvitation('dave@example.org'), conversationId };
    expect(await refusal(carol.request('invitation.send', toDave))).toBe('CONVERSATION_FORBIDDEN');
    await alice.request('message.send', { ...aMessage('carol@example.org'), conversationId });
    await carol.request('message.send', toAlice);
  });

  test('[SES-2] [CONV-4] a third person does not learn what the other two have read', async () => {
    await join(bob);
    await alice.request('invitation.send', toCome('bob@example.org'));
    await alice.request('invitation.send', toCome('carol@example.org'));
    const { conversationId } = conference;
    await alice.request('message.send', { ...aMessage('bob@example.org'), conversationId });
    const { message } = await bob.notice('message-received');
    const { sequence: upToSequence } = message;
    await bob.request('message.mark', { conversationId, progress: 'read', upToSequence });
    await alice.notice('message-marked');
    await carol.settled();
    expect(carol.has('message-marked')).toBe(false);
  });

  test.each([
    ['with an offer', { offer: 'v=0 offer' }],
    ['without its conference', { conferenceId: undefined }],
    ['a call to a conference', { sessionType: 'audio-video', offer: 'v=0 offer' }],
    ['a call without an offer', { sessionType: 'audio-video', conferenceId: undefined }],
  ])('[INV-1] malformed: %s', async (_, change) => {
    const data = { ...toCome('carol@example.org'), ...change };
    expect(await alice.send({ name: 'invitation.send', data })).toMatchObject({
      ok: false,
      error: { code: 'PROTOCOL_MALFORMED' },
    });
  });
});

describe('invitations that are no longer valid', () => {
  test('[CONV-3] an inviter who leaves cancels only their own invitations', async () => {
    await join(bob);
    const { invitationId } = await ring();
    const ofBob = toCome('carol@example.org');
    await bob.request('invitation.send', ofBob);
    await carol.notice('invitation-received');
    await alice.request('conference.leave', { conferenceId: conference.id });
    expect(await carol.notice('invitation-ended')).toEqual({
      invitationId,
      ending: { reason: 'cancelled', by: 'them' },
    });
    expect(await alice.notice('invitation-ended')).toEqual({
      invitationId,
      ending: { reason: 'cancelled', by: 'you' },
    });
    await carol.request('invitation.accept', { invitationId: ofBob.invitationId });
  });

  test('[CONV-3] a lost conference ends them for both sides', async () => {
    const { invitationId } = await ring();
    media.conferences[0]?.events.lost();
    const ended = { invitationId, ending: { reason: 'ended', by: 'server' } };
    expect(await carol.notice('invitation-ended')).toEqual(ended);
    expect(await alice.notice('invitation-ended')).toEqual(ended);
    expect(await refusal(carol.request('invitation.accept', { invitationId }))).toBe('INVITATION_GONE');
  });

  test('[CONV-3] an inviter who is gone cancels', async () => {
    const { invitationId } = await ring();
    alice.close();
    expect(await carol.notice('invitation-ended')).toMatchObject({
      invitationId,
      ending: { reason: 'cancelled' },
    });
  });
});
