import { describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { MAX_TEXT_BYTES } from '../../../../../protocol/messages.ts';
import type { Identity } from '../../../../../protocol/signaling/shapes.ts';
import { ALICE, BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { MessageWorld } from '../../../../support/core/message-world.ts';
import { settled } from '../../../../support/fake-clock.ts';

const CAROL = { address: 'carol@parley.localhost', displayName: 'Carol' } as Identity;

async function signedIn(): Promise<MessageWorld> {
  const world = new MessageWorld();
  await world.register();
  return world;
}

const texts = (world: MessageWorld) => world.mailbox.kept.map(({ text }) => text);
const states = (world: MessageWorld, conversationId: string) =>
  world.read(conversationId).map(({ text, state }) => `${text}: ${state}`);

describe('sending', () => {
  test('[SES-2] a message is shown as sending immediately, and as sent when the server has it', async () => {
    const world = await signedIn();
    const { conversationId, messageId } = world.messages.send({ to: BOB.address, text: 'Hello' });
    expect(world.threads).toMatchObject([
      { conversationId, peer: BOB, excerpt: 'Hello', unread: 0, lastDirection: 'outgoing' },
    ]);
    expect(world.told).toMatchObject([
      { conversationId, messages: [{ id: messageId, state: 'sending', from: ALICE, direction: 'outgoing' }] },
    ]);
    expect(world.told[0]?.messages[0]).not.toHaveProperty('sequence');
    await settled();
    expect(world.signaling.latest('message.send')).toEqual({
      messageId,
      conversationId,
      to: BOB.address,
      text: 'Hello',
    });
    expect(world.read(conversationId)).toMatchObject([{ id: messageId, state: 'sent', sequence: 1 }]);
    expect(world.told.at(-1)).toMatchObject({ messages: [{ id: messageId, state: 'sent', sequence: 1 }] });
  });

  test('[SES-2] messages are sent one after another, in the order in which they were written', async () => {
    const world = await signedIn();
    let underWay = 0;
    let most = 0;
    world.signaling.when('message.send', async (data) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return world.keep(data);
    });
    for (const text of ['one', 'two', 'three']) world.send(text);
    await settled();
    await settled();
    expect(texts(world)).toEqual(['one', 'two', 'three']);
    expect(most).toBe(1);
  });

  test('[SES-2] a message without a reply is sent again with the same ID, and the server stores it once', async () => {
    const world = await signedIn();
    // The server stores the message, but its reply is lost.
    world.signaling.when('message.send', async (data) => {
      world.keep(data);
      world.signaling.lose();
      throw new ParleyError('CONNECTION_LOST', 'gone');
    });
    const { conversationId } = world.messages.send({ to: BOB.address, text: 'one' });
    world.send('two');
    await settled();
    expect(states(world, conversationId)).toEqual(['one: sending', 'two: sending']);
    world.signaling.when('message.send', async (data) => world.keep(data));
    await world.register();
    await settled();
    expect(texts(world)).toEqual(['one', 'two']);
    expect(states(world, conversationId)).toEqual(['one: sent', 'two: sent']);
  });

  test('[SES-2] a request that fails before the connection loss is detected leaves the message waiting', async () => {
    const world = await signedIn();
    world.refuse('CONNECTION_LOST');
    const { conversationId } = world.messages.send({ to: BOB.address, text: 'one' });
    await settled();
    expect(states(world, conversationId)).toEqual(['one: sending']);
    world.signaling.lose();
    await world.register();
    expect(states(world, conversationId)).toEqual(['one: sent']);
  });

  test('[SES-2] waiting messages survive a crash, and the server stores them once', async () => {
    const before = new MessageWorld();
    await before.register();
    before.messages.connectionLost();
    const { conversationId } = before.messages.send({ to: BOB.address, text: 'written before the crash' });
    const { store, mailbox } = before;
    const after = new MessageWorld({ store, mailbox });
    await after.register();
    expect(texts(after)).toEqual(['written before the crash']);
    expect(states(after, conversationId)).toEqual(['written before the crash: sent']);
  });

  test('[SES-2] after a timeout or rate limit a message waits, with increasing pauses', async () => {
    for (const code of ['REQUEST_TIMED_OUT', 'RATE_LIMITED'] as const) {
      const world = await signedIn();
      world.refuse(code, 2);
      const { conversationId } = world.messages.send({ to: BOB.address, text: 'one' });
      world.send('two');
      await world.clock.pass(999);
      expect(world.signaling.heard.filter((name) => name === 'message.send')).toHaveLength(1);
      expect(states(world, conversationId)).toEqual(['one: sending', 'two: sending']);
      await world.clock.pass(1_001);
      expect(world.signaling.heard.filter((name) => name === 'message.send')).toHaveLength(2);
      await world.clock.pass(2_000);
      expect(states(world, conversationId)).toEqual(['one: sent', 'two: sent']);
      expect(texts(world)).toEqual(['one', 'two']);
    }
  });

  test('[SES-2] a refused message shows its code, does not block the next one, and can be retried', async () => {
    const codes = [
      'TARGET_UNKNOWN',
      'TARGET_SELF',
      'TARGET_BLOCKED',
      'CONVERSATION_FORBIDDEN',
      'MAILBOX_FULL',
    ];
    for (const code of codes as 'TARGET_BLOCKED'[]) {
      const world = await signedIn();
      world.refuse(code);
      const { conversationId, messageId } = world.messages.send({ to: BOB.address, text: 'one' });
      world.send('two');
      await settled();
      expect(states(world, conversationId)).toEqual(['two: sent', 'one: failed']);
      expect(world.read(conversationId).at(-1)).toMatchObject({ id: messageId, error: code });
      world.messages.retry(messageId);
      await settled();
      expect(states(world, conversationId)).toEqual(['two: sent', 'one: sent']);
      expect(world.read(conversationId).at(-1)?.error).toBeUndefined();
    }
  });

  test('[SES-2] only a failed message can be retried', async () => {
    const world = await signedIn();
    const id = world.send('one');
    await settled();
    for (const other of [id, 'message-of-nobody' as never]) {
      expect(() => world.messages.retry(other)).toThrow(expect.objectContaining({ code: 'MESSAGE_UNKNOWN' }));
    }
  });

  test('[RES-6] many messages at once leave the server capacity for calls', async () => {
    const world = await signedIn();
    for (let count = 0; count < 60; count += 1) world.send(`message ${count}`);
    await settled();
    for (let turn = 0; turn < 30; turn += 1) await settled();
    expect(world.mailbox.kept.length).toBeLessThanOrEqual(21);
    await world.clock.pass(1_000);
    for (let turn = 0; turn < 30; turn += 1) await settled();
    expect(world.mailbox.kept.length).toBeLessThanOrEqual(41);
    await world.clock.pass(10_000);
    expect(texts(world)).toEqual(Array.from({ length: 60 }, (_, count) => `message ${count}`));
  });

  test('[RES-6] a text of 64 KiB is accepted; a longer or empty text is refused', async () => {
    const world = await signedIn();
    const fits = 'é'.repeat(MAX_TEXT_BYTES / 2);
    world.send(fits);
    await settled();
    expect(texts(world)).toEqual([fits]);
    expect(() => world.send(`${fits}.`)).toThrow(
      expect.objectContaining({ code: 'MESSAGE_TOO_LARGE', context: { bytes: 65_537, maxBytes: 65_536 } }),
    );
    for (const empty of ['', ' \n\t ']) {
      expect(() => world.send(empty)).toThrow(expect.objectContaining({ code: 'RPC_MALFORMED' }));
    }
    await settled();
    expect(world.signaling.heard.filter((name) => name === 'message.send')).toHaveLength(1);
    expect(world.threads).toHaveLength(1);
  });

  test('[RES-6] text arrives unchanged, except for lone surrogates', async () => {
    const world = await signedIn();
    const odd = '\u202eright to left\u202c 👩‍👩‍👧 <b>bold</b> https://example.org \u0000 end';
    const { conversationId } = world.messages.send({ to: BOB.address, text: odd });
    world.send('half \ud83d');
    await settled();
    expect(texts(world)).toEqual([odd, 'half \ufffd']);
    expect(world.read(conversationId).map(({ text }) => text)).toEqual([odd, 'half \ufffd']);
  });

  test('[SES-2] sending requires a sign-in, and the number of waiting messages is limited', async () => {
    const world = new MessageWorld();
    expect(() => world.send('one')).toThrow(expect.objectContaining({ code: 'AUTH_REQUIRED' }));
    await world.register();
    world.messages.connectionLost();
    for (let count = 0; count < 1_000; count += 1) world.send('waits');
    expect(() => world.send('one more')).toThrow(expect.objectContaining({ code: 'MAILBOX_FULL' }));
  });
});

describe('the conversation of a message', () => {
  test('[CONV-1] is the latest conversation with that person, or a new one for another person', async () => {
    const world = await signedIn();
    world.mailbox.fromBob('older', { id: 'bob-message-a', conversationId: 'conversation-1' });
    world.mailbox.fromBob('newer', { id: 'bob-message-b', conversationId: 'conversation-2' });
    await world.register();
    expect(world.messages.send({ to: BOB.address, text: 'hello' }).conversationId).toBe('conversation-2');
    const other = world.messages.send({ to: CAROL.address, text: 'hello' });
    expect(other.conversationId).not.toMatch(/^conversation-/);
    expect(world.messages.send({ to: CAROL.address, text: 'again' }).conversationId).toBe(
      other.conversationId,
    );
  });

  test('[CONV-4] cannot be a conversation with another person', async () => {
    const world = await signedIn();
    const { conversationId } = world.messages.send({ to: BOB.address, text: 'hello' });
    const to = CAROL.address;
    expect(() => world.messages.send({ to, conversationId, text: 'hello' })).toThrow(
      expect.objectContaining({ code: 'CONVERSATION_FORBIDDEN' }),
    );
    expect(world.read(conversationId)).toHaveLength(1);
  });
});
