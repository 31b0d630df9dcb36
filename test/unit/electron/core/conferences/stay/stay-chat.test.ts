import { beforeEach, describe, expect, test } from 'vitest';
import type { ChatMessage } from '../../../../../../protocol/conferences/chat.ts';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import { ClientWorld } from '../../../../../support/core/client-world.ts';
import { ConferenceCalls, conferenceId } from '../../../../../support/core/conference-calls.ts';
import { chatMessage, joinedReply } from '../../../../../support/core/fakes/conference-replies.ts';
import type { FakePage } from '../../../../../support/core/fakes/fake-page.ts';
import { ALICE } from '../../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../../support/fake-clock.ts';

let world: ClientWorld;
let page: FakePage;
let calls: ConferenceCalls;

beforeEach(async () => {
  world = new ClientWorld();
  page = await world.signedInPage();
  calls = new ConferenceCalls(world, page);
});

const chat = () => world.client.state.chat;
const shown = () => chat()?.messages.map(({ sequence }) => sequence);
const upTo = (last: number) => Array.from({ length: last }, (_, at) => chatMessage(at + 1));

function received(sequence: number, change: object = {}): void {
  world.notice({
    name: 'chat-received',
    data: { conferenceId, message: chatMessage(sequence, change) },
  });
}

/** The server has these messages, and returns a hundred at a time. */
function kept(messages: ChatMessage[]): void {
  world.signaling.when('conference.read-chat', async ({ beforeSequence = Number.POSITIVE_INFINITY }) => {
    const before = messages.filter(({ sequence }) => sequence < beforeSequence);
    return { messages: before.slice(-100), more: before.length > 100 };
  });
}

describe('the chat of a conference', () => {
  test('[CONF-11] is available from the join on', async () => {
    expect(chat()).toBeNull();
    await calls.join();
    expect(chat()).toEqual({ conferenceId, messages: [], unread: 0 });
  });

  test.each([
    [3, 1],
    [100, 1],
    [150, 2],
    [200, 2],
    [250, 2],
  ])(
    '[CONF-11] a user who joins after %i messages reads the latest 200, with %i requests',
    async (count, requests) => {
      kept(upTo(count));
      await calls.join();
      expect(shown()).toEqual(
        upTo(count)
          .map(({ sequence }) => sequence)
          .slice(-200),
      );
      expect(calls.requests('conference.read-chat')).toHaveLength(requests);
    },
  );

  test('[CONF-11] a message that arrives while the history is read is listed once, in its place', async () => {
    let answer = () => {};
    world.signaling.when('conference.read-chat', async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { messages: upTo(3), more: false };
    });
    await calls.join();
    received(4);
    received(3);
    answer();
    await settled();
    expect(shown()).toEqual([1, 2, 3, 4]);
  });

  test('[CONF-11] a message that overtakes the reply to the join is not lost', async () => {
    world.signaling.when('conference.join', async () => {
      received(1);
      return joinedReply(conferenceId);
    });
    await calls.join();
    expect(shown()).toEqual([1]);
  });

  test('[CONF-11] messages are in order and without duplicates', async () => {
    await calls.join();
    for (const sequence of [2, 1, 2, 3]) received(sequence);
    expect(shown()).toEqual([1, 2, 3]);
  });

  test('[CONF-11] the oldest are dropped when there are more than 200', async () => {
    kept(upTo(200));
    await calls.join();
    received(201);
    expect(shown()).toHaveLength(200);
    expect(shown()?.at(0)).toBe(2);
  });

  test('[CONF-11] messages of others are unread until the user reads them', async () => {
    kept(upTo(2));
    await calls.join();
    received(3);
    received(4, { from: ALICE });
    expect(chat()?.unread).toBe(3);
    await page.send('see-chat', { conferenceId });
    expect(chat()?.unread).toBe(0);
    received(5);
    expect(chat()?.unread).toBe(1);
  });

  test('[CONF-11] new messages arrive even if the history cannot be read', async () => {
    world.signaling.when('conference.read-chat', async () => {
      throw new ParleyError('REQUEST_TIMED_OUT', 'no answer');
    });
    await calls.join();
    received(7);
    expect(shown()).toEqual([7]);
    expect(calls.stay.state).toBe('connected');
  });

  test('[CONF-11] stays readable after the end, until the end is dismissed', async () => {
    await calls.join();
    received(1);
    await page.send('leave-conference', { conferenceId });
    received(2);
    expect(shown()).toEqual([1]);
    await page.send('see-chat', { conferenceId });
    expect(chat()?.unread).toBe(0);
    await page.send('dismiss-ended', { carriageId: conferenceId });
    expect(chat()).toBeNull();
  });

  test('[CONF-11] does not contain messages of the previous conference', async () => {
    await calls.join();
    received(1);
    await page.send('leave-conference', { conferenceId });
    await calls.join('conference-2');
    expect(chat()).toMatchObject({ conferenceId: 'conference-2', messages: [] });
  });

  test('[SEC-5] no word of it reaches the log', async () => {
    await calls.join();
    received(1, { text: 'between us' });
    expect(JSON.stringify(world.logged)).not.toContain('between us');
  });
});
