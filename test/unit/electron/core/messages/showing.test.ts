import { describe, expect, test } from 'vitest';
import { excerptOf } from '../../../../../electron/core/messages/threads.ts';
import { ThreadView, textBytes } from '../../../../../protocol/messages.ts';
import { ORDERS } from '../../../../../protocol/rpc/orders.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { MessageWorld } from '../../../../support/core/message-world.ts';

async function withMessages(
  count: number,
  text = (index: number) => `message ${index}`,
): Promise<MessageWorld> {
  const world = new MessageWorld();
  for (let index = 1; index <= count; index += 1)
    world.mailbox.fromBob(text(index), { id: `bob-message-${index}` });
  await world.register();
  return world;
}

function readAll(world: MessageWorld): { sequences: (number | undefined)[]; pages: number[] } {
  const pages: number[] = [];
  let sequences: (number | undefined)[] = [];
  let beforeSequence: number | undefined;
  for (let more = true; more; ) {
    const page = world.messages.read({
      conversationId: 'conversation-1' as never,
      beforeSequence,
    });
    pages.push(page.messages.length);
    sequences = [...page.messages.map(({ sequence }) => sequence), ...sequences];
    beforeSequence = page.messages[0]?.sequence;
    more = page.more;
  }
  return { sequences, pages };
}

describe('reading a conversation', () => {
  test('[SES-2] returns pages of at most 50 messages, latest first, without gaps or repeats', async () => {
    const world = await withMessages(120);
    const { sequences, pages } = readAll(world);
    expect(pages).toEqual([50, 50, 20]);
    expect(sequences).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
  });

  test('[RES-6] limits a page to 400 KiB, and still returns all long messages', async () => {
    const world = await withMessages(20, () => 'é'.repeat(32 * 1024));
    const { sequences, pages } = readAll(world);
    expect(Math.max(...pages)).toBe(6);
    expect(sequences).toHaveLength(20);
    for (const { messages } of world.told) {
      expect(messages.reduce((sum, { text }) => sum + textBytes(text), 0)).toBeLessThanOrEqual(400 * 1024);
    }
  });

  test('[SES-2] shows waiting messages last, and never hides earlier messages', async () => {
    const world = await withMessages(60);
    world.messages.connectionLost();
    for (let count = 1; count <= 45; count += 1) world.send(`waiting ${count}`);
    const page = world.messages.read({ conversationId: 'conversation-1' as never });
    expect(page.messages).toHaveLength(50);
    expect(page.messages.slice(0, 10).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 10 }, (_, index) => index + 51),
    );
    expect(page.messages.at(-1)).toMatchObject({ text: 'waiting 45', state: 'sending' });
    expect(page.more).toBe(true);
  });

  test('[SES-2] returns nothing for an unknown conversation', async () => {
    const world = await withMessages(1);
    expect(world.messages.read({ conversationId: 'conversation-9' as never })).toEqual({
      messages: [],
      more: false,
    });
  });

  test('[SES-2] finds the latest thousand messages; older ones are deleted', async () => {
    const world = await withMessages(1_010);
    const { sequences } = readAll(world);
    expect(sequences).toHaveLength(1_000);
    expect(sequences[0]).toBe(11);
  });
});

describe('updating the page', () => {
  test('[SES-2] many messages arrive in order, in orders of at most 50 that match their schema', async () => {
    const world = await withMessages(120);
    await world.clock.pass(0);
    expect(world.told.map(({ messages }) => messages.length)).toEqual([50, 50, 20]);
    expect(world.told.flatMap(({ messages }) => messages.map(({ sequence }) => sequence))).toEqual(
      Array.from({ length: 120 }, (_, index) => index + 1),
    );
    for (const order of world.told) expect(ORDERS['messages-changed'].data.parse(order)).toEqual(order);
  });

  test('[SES-2] without a page nothing is queued: the next page reads the messages that it shows', async () => {
    const world = new MessageWorld();
    world.attached = false;
    world.mailbox.fromBob('one');
    await world.register();
    world.attached = true;
    world.send('two');
    await world.clock.pass(0);
    expect(world.told.flatMap(({ messages }) => messages.map(({ text }) => text))).toEqual(['two', 'two']);
  });
});

describe('the list of conversations', () => {
  test('[SES-2] has the latest first, with the unread count and an excerpt', async () => {
    const world = new MessageWorld();
    world.mailbox.fromBob('in the first');
    world.mailbox.fromBob('in the second', { id: 'bob-message-2', conversationId: 'conversation-2' });
    world.mailbox.fromBob('again in the first', { id: 'bob-message-3' });
    await world.register();
    expect(world.threads).toMatchObject([
      { conversationId: 'conversation-1', excerpt: 'again in the first', unread: 2, peer: BOB },
      { conversationId: 'conversation-2', excerpt: 'in the second', unread: 1, peer: BOB },
    ]);
    for (const thread of world.threads) expect(ThreadView.parse(thread)).toEqual(thread);
  });

  test('[SES-2] an excerpt is one line without control characters, and splits no character', () => {
    expect(excerptOf(' one\n\ttwo\u2028three\u0000 \u202efour\u202c ')).toBe('one two three four');
    expect(excerptOf('family 👩‍👩‍👧 flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿')).toBe('family 👩‍👩‍👧 flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿');
    const long = excerptOf('👩‍👩‍👧'.repeat(100));
    expect(long.length).toBeLessThanOrEqual(160);
    expect(long).toMatch(/^(?:👩‍👩‍👧)+…$/u);
    expect(excerptOf(`${'a'.repeat(300)}`)).toBe(`${'a'.repeat(159)}…`);
    expect(excerptOf(`z${'\u0301'.repeat(60_000)}`).length).toBeLessThanOrEqual(160);
    expect(excerptOf('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>');
  });
});
