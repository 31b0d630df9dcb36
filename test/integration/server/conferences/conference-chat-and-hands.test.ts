import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_CHAT_KEPT, MAX_CHAT_LENGTH } from '../../../../protocol/conferences/chat.ts';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { MessageId } from '../../../../protocol/ids.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import {
  createConference,
  joinConference,
  noticesDuring,
  type Stay,
} from '../../../support/server/conference/stays.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { anId } from '../../../support/server/requests.ts';
import { TestServer } from '../../../support/server/test-server.ts';

let server: TestServer;
let clock: FakeClock;
let conference: ConferenceInfo;
let alice: Stay;
let bob: Stay;

beforeEach(async () => {
  clock = new FakeClock();
  server = await TestServer.start({}, { clock });
  const organizer = await server.signIn('Alice');
  conference = await createConference(organizer);
  alice = await joinConference(organizer, conference.id);
  bob = await joinConference(await server.signIn('Bob'), conference.id);
});
afterEach(() => server.close());

const freshId = () => anId() as MessageId;

const write = ({ client }: Stay, text: string, messageId = freshId()) =>
  client.request('conference.chat', { conferenceId: conference.id, messageId, text });

const read = ({ client }: Stay, beforeSequence?: number) =>
  client.request('conference.read-chat', {
    conferenceId: conference.id,
    ...(beforeSequence !== undefined && { beforeSequence }),
  });

/** Sends this many messages one after the other, within the limits of a person. */
async function writeMany(author: Stay, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    clock.advance(100);
    await write(author, `message ${number}`);
  }
}

describe('chat', () => {
  test('[CONF-11] everyone gets a message, including its author, with sequence and time', async () => {
    const messageId = freshId();
    const reply = await write(bob, '  Hello  ', messageId);
    expect(reply).toEqual({ sequence: 1, sentAtMs: clock.nowMs() });
    const message = {
      id: messageId,
      participantId: bob.id,
      text: 'Hello',
      ...reply,
      from: { address: 'bob@example.org', displayName: 'Bob' },
    };
    for (const { client } of [alice, bob]) {
      expect(await client.notice('chat-received')).toEqual({ conferenceId: conference.id, message });
    }
    expect(await read(alice)).toEqual({ messages: [message], more: false });
  });

  test('[CONF-11] a person who joins late reads earlier messages, page by page', async () => {
    await writeMany(bob, 150);
    const carol = await joinConference(await server.signIn('Carol'), conference.id);
    const latest = await read(carol);
    expect(latest.messages.map(({ text }) => text)).toEqual(numbered(51, 150));
    expect(latest.more).toBe(true);
    const earlier = await read(carol, latest.messages[0]?.sequence);
    expect(earlier.messages.map(({ text }) => text)).toEqual(numbered(1, 50));
    expect(earlier.more).toBe(false);
  });

  test('[CONF-11] the last 200 are kept', async () => {
    await writeMany(bob, MAX_CHAT_KEPT + 1);
    const { messages, more } = await read(alice, 102);
    expect(messages.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 100 }, (_, n) => n + 2));
    expect(more).toBe(false);
  });

  test('[CONF-11] a repeated message gets the same reply and is not delivered again', async () => {
    const messageId = freshId();
    const first = await write(bob, 'Hello', messageId);
    clock.advance(5_000);
    const heard = await noticesDuring([alice.client, bob.client], async () => {
      expect(await write(bob, 'Hello', messageId)).toEqual(first);
    });
    expect(heard).toEqual([[], []]);
  });

  test('[CONF-11] an ID that belongs to another message is refused, and nobody else notices', async () => {
    const messageId = freshId();
    await write(bob, 'Hello', messageId);
    const heard = await noticesDuring([alice.client, bob.client], async () => {
      expect(await refusalsOf([write(alice, 'Hello', messageId), write(bob, 'Good bye', messageId)])).toEqual(
        ['PROTOCOL_MALFORMED', 'PROTOCOL_MALFORMED'],
      );
    });
    expect(heard).toEqual([[], []]);
    expect((await read(alice)).messages.map(({ text }) => text)).toEqual(['Hello']);
  });

  test.each([
    ['too long', 'x'.repeat(MAX_CHAT_LENGTH + 1)],
    ['empty', ''],
    ['only blanks', ' \n\t '],
  ])('[CONF-11] a message that is %s is refused, and nobody else notices', async (_title, text) => {
    const heard = await noticesDuring([alice.client, bob.client], async () => {
      expect(await refusalsOf([write(bob, text)])).toEqual(['PROTOCOL_MALFORMED']);
    });
    expect(heard).toEqual([[], []]);
  });

  test('[CONF-11] messages stay when their author leaves', async () => {
    await write(bob, 'Hello');
    await bob.client.request('conference.leave', { conferenceId: conference.id });
    expect((await read(alice)).messages).toMatchObject([{ participantId: bob.id, text: 'Hello' }]);
  });

  const numbered = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => `message ${first + index}`);
});

describe('hands and reactions', () => {
  const raise = ({ client }: Stay, raised: boolean) =>
    client.request('conference.hand', { conferenceId: conference.id, raised });

  test('[CONF-11] a hand stays raised, with the time when it was raised, until it is lowered', async () => {
    const raisedAtMs = clock.nowMs();
    await raise(bob, true);
    const up = await alice.client.notice(
      'participant-changed',
      ({ participant }) => participant.id === bob.id,
    );
    // The first notice was about the join.
    expect(up.participant.handRaisedAtMs).toBeUndefined();
    const { participant } = await alice.client.notice('participant-changed');
    expect(participant).toMatchObject({ id: bob.id, handRaisedAtMs: raisedAtMs });
    clock.advance(1_000);
    const heard = await noticesDuring([alice.client, bob.client], () => raise(bob, true));
    expect(heard).toEqual([[], []]);
    await raise(bob, false);
    const lowered = await alice.client.notice('participant-changed');
    expect(lowered.participant).not.toHaveProperty('handRaisedAtMs');
  });

  test('[CONF-11] a reaction reaches everyone', async () => {
    await bob.client.request('conference.react', { conferenceId: conference.id, reaction: 'applause' });
    for (const { client } of [alice, bob]) {
      expect(await client.notice('reaction-received')).toEqual({
        conferenceId: conference.id,
        participantId: bob.id,
        reaction: 'applause',
      });
    }
  });
});
