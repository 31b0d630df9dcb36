import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { ConversationId } from '../../../../protocol/ids.ts';
import type { Address } from '../../../../protocol/text/addresses.ts';
import { call, toConference } from '../../../support/server/calls/escalating.ts';
import { createConference, joinConference, noticesDuring } from '../../../support/server/conference/stays.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { aMessage, anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const ALICE = 'alice@example.org';
const BOB = 'bob@example.org';
const MALLORY = 'mallory@example.org';

let folder: string;
let server: TestServer;
let alice: TestClient;
let bob: TestClient;
let mallory: TestClient;
let conversationId: ConversationId;
let conference: ConferenceInfo;

async function signIn(): Promise<void> {
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
  mallory = await server.signIn('Mallory');
}

/** Bob has written to Alice, their call was escalated, and Mallory was invited to the conference and joined. */
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-guests-'));
  server = await TestServer.start({ dataFolder: folder });
  await signIn();
  const written = aMessage(ALICE, 'between us');
  ({ conversationId } = written);
  await bob.request('message.send', written);
  const { sessionId } = await call(alice, { client: bob, address: BOB }, { conversationId });
  ({ conference } = await alice.request('session.escalate', { sessionId }));
  for (const client of [alice, bob]) await joinConference(client, conference.id);
  for (const client of [alice, bob]) {
    await client.request('session.carried', { sessionId, conferenceId: conference.id });
  }
  await bob.notice('session-ended');
  await alice.request('invitation.send', toConference(conference, MALLORY));
  const { invitation } = await mallory.notice('invitation-received');
  await mallory.request('invitation.accept', { invitationId: invitation.id });
  await joinConference(mallory, conference.id);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** All requests in which a guest can name the conversation of the two. */
const WAYS: Record<string, (to: string) => Promise<unknown>> = {
  'a message': (to) => mallory.request('message.send', { ...aMessage(to), conversationId }),
  'a call': (to) => mallory.request('invitation.send', { ...anInvitation(to), conversationId }),
  'a screen': (to) =>
    mallory.request('invitation.send', {
      ...anInvitation(to),
      conversationId,
      sessionType: 'application-sharing',
    }),
  'a conference': () => mallory.request('conference.create', { conversationId, title: 'Mine' }),
  'a read mark': () => mallory.request('message.mark', { conversationId, progress: 'read', upToSequence: 1 }),
};

describe.each(Object.keys(WAYS))('[CONV-4] %s by a guest in the conversation of the two', (way) => {
  const attempt = (to: string) => WAYS[way]?.(to) ?? Promise.resolve();

  test.each([ALICE, BOB])('is refused: to %s, who is not notified', async (to) => {
    const heard = await noticesDuring([alice, bob], async () => {
      expect(await refusalsOf([attempt(to)])).toEqual(['CONVERSATION_FORBIDDEN']);
    });
    expect(heard).toEqual([[], []]);
  });

  test('is refused after the conference, and after a restart of the server', async () => {
    await alice.request('conference.terminate', { conferenceId: conference.id });
    expect(await refusalsOf([attempt(ALICE)])).toEqual(['CONVERSATION_FORBIDDEN']);
    await server.close();
    server = await TestServer.start({ dataFolder: folder });
    await signIn();
    expect(await refusalsOf([attempt(ALICE)])).toEqual(['CONVERSATION_FORBIDDEN']);
  });
});

test('[CONV-4] neither of the two can add a guest to it', async () => {
  const message = { ...aMessage(MALLORY), conversationId };
  const invitation = { ...anInvitation(MALLORY), conversationId };
  const attempts = [alice, bob].flatMap((client) => [
    client.request('message.send', message),
    client.request('invitation.send', invitation),
  ]);
  expect(new Set(await refusalsOf(attempts))).toEqual(new Set(['CONVERSATION_FORBIDDEN']));
});

test('[CONV-4] [CONV-1] the two continue in it, and a guest gets none of it', async () => {
  const { sequence } = await alice.request('message.send', { ...aMessage(BOB), conversationId });
  await bob.request('message.mark', { conversationId, progress: 'read', upToSequence: sequence });
  await alice.notice('message-marked');
  expect((await mallory.request('message.sync', { afterRevision: 0 })).messages).toEqual([]);
  expect(mallory.has('message-received') || mallory.has('message-marked')).toBe(false);
});

test('[CONV-3] a guest may still invite others to the conference', async () => {
  const dave = await server.signIn('Dave');
  await mallory.request('invitation.send', toConference(conference, 'dave@example.org'));
  expect((await dave.notice('invitation-received')).invitation.from.address).toBe(MALLORY as Address);
  const message = { ...aMessage(ALICE), conversationId };
  expect(await refusalsOf([dave.request('message.send', message)])).toEqual(['CONVERSATION_FORBIDDEN']);
});

describe('[CONV-4] the conversation of a conference without a previous call', () => {
  const DAVE = 'dave@example.org';
  let dave: TestClient;

  /** Alice has created a conference and invited Mallory and Dave; nobody has written in it. */
  beforeEach(async () => {
    dave = await server.signIn('Dave');
    const own = await createConference(alice);
    ({ conversationId } = own);
    await joinConference(alice, own.id);
    for (const to of [MALLORY, DAVE]) await alice.request('invitation.send', toConference(own, to));
    await dave.notice('invitation-received');
  });

  /** Checks that Alice still owns it: for another conference, and for a message to a person of her choice. */
  async function aliceHasIt(): Promise<void> {
    await alice.request('conference.create', { conversationId, title: 'Again' });
    await alice.request('message.send', { ...aMessage(BOB), conversationId });
    await bob.notice('message-received', ({ message }) => message.conversationId === conversationId);
  }

  test.each(Object.keys(WAYS))(
    '%s from a guest to a guest is refused, and the owner keeps it',
    async (way) => {
      expect(await refusalsOf([WAYS[way]?.(DAVE) ?? Promise.resolve()])).toEqual(['CONVERSATION_FORBIDDEN']);
      await aliceHasIt();
    },
  );

  test.each(['a message', 'a call'])(
    '%s of a guest to the owner is refused, and the owner keeps it',
    async (way) => {
      expect(await refusalsOf([WAYS[way]?.(ALICE) ?? Promise.resolve()])).toEqual(['CONVERSATION_FORBIDDEN']);
      await aliceHasIt();
    },
  );

  test('when the owner writes to a guest, it belongs to these two and to no other guest', async () => {
    await refusalsOf([mallory.request('message.send', { ...aMessage(DAVE), conversationId })]);
    await alice.request('message.send', { ...aMessage(MALLORY), conversationId });
    await mallory.request('message.send', { ...aMessage(ALICE), conversationId });
    const others = dave.request('message.send', { ...aMessage(ALICE), conversationId });
    expect(await refusalsOf([others])).toEqual(['CONVERSATION_FORBIDDEN']);
  });
});
