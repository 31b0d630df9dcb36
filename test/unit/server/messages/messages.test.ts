import { beforeEach, describe, expect, test } from 'vitest';
import type { ConversationId, MessageId } from '../../../../protocol/ids.ts';
import type { Message } from '../../../../protocol/messages.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import type { Address } from '../../../../protocol/text/addresses.ts';
import { anEndpoint } from '../../../support/server/endpoints.ts';
import { type Device, FocusWorld, told } from '../../../support/server/focus-world.ts';
import { anId } from '../../../support/server/requests.ts';

let world: FocusWorld;
let alice: Device;
let bob: Device;

beforeEach(() => {
  world = new FocusWorld();
  alice = world.arrive('Alice');
  bob = world.arrive('Bob');
});

const conversationId = 'conversation-of-two' as ConversationId;
const aMessage = (text: string, to = 'bob@example.org'): RequestData<'message.send'> => ({
  messageId: anId() as MessageId,
  conversationId,
  to: to as Address,
  text,
});
/** A message in a new conversation. */
const alone = (text: string): RequestData<'message.send'> => ({
  ...aMessage(text),
  conversationId: anId() as ConversationId,
});
const send = (from: Device, data: RequestData<'message.send'>) =>
  world.focus.messages.send(from.endpoint, data);
const sync = (device: Device, afterRevision = 0) =>
  world.focus.messages.sync(device.endpoint, { afterRevision });
const mark = (device: Device, progress: 'delivered' | 'read', upToSequence: number) =>
  world.focus.messages.mark(device.endpoint, { conversationId, progress, upToSequence });
const received = (device: Device) =>
  told(device, 'message-received').map((data) => (data as { message: Message }).message);
const code = (wanted: string) => expect.objectContaining({ code: wanted });

describe('sending', () => {
  test('[SES-2] a message reaches every device of the reader and the other devices of the sender, in order', () => {
    const [alicesOther, bobsOther, eve] = [world.arrive('Alice'), world.arrive('Bob'), world.arrive('Eve')];
    const texts = ['one', 'two', 'three'];
    const replies = texts.map((text) => send(alice, aMessage(text)));
    for (const device of [bob, bobsOther, alicesOther]) {
      expect(received(device).map(({ text }) => text)).toEqual(texts);
    }
    expect(received(alice)).toEqual([]);
    expect(received(eve)).toEqual([]);
    expect(received(bob)[0]).toMatchObject({
      from: { address: 'alice@example.org', displayName: 'Alice' },
      to: 'bob@example.org',
      ...replies[0],
    });
    const sequences = replies.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((one, other) => one - other));
    expect(replies[0]?.sentAtMs).toBe(world.clock.nowMs());
  });

  test('[SES-2] a repeated message gets the same reply and is delivered once', () => {
    const message = aMessage('once \ud800 only');
    const reply = send(alice, message);
    expect(send(alice, message)).toEqual(reply);
    expect(received(bob)).toHaveLength(1);
    mark(bob, 'read', reply.sequence);
    expect(send(alice, message)).toMatchObject({ sequence: reply.sequence, progress: 'read' });
    world.focus.blocks.set(bob.endpoint, { address: alice.endpoint.address, blocked: true });
    expect(send(alice, message).sequence).toBe(reply.sequence);
  });

  test('another message with the same ID is refused; another sender may use the ID', () => {
    const message = aMessage('first');
    send(alice, message);
    expect(() => send(alice, { ...message, text: 'second' })).toThrow(code('PROTOCOL_MALFORMED'));
    const theirs = { ...message, to: alice.endpoint.address };
    expect(send(bob, theirs).sequence).toBe(2);
    expect(received(bob).map(({ text }) => text)).toEqual(['first']);
  });

  test('[INV-11] a message to an unknown address, to oneself, or to a person who blocks the sender is refused', () => {
    expect(() => send(alice, aMessage('hi', 'nobody@example.org'))).toThrow(code('TARGET_UNKNOWN'));
    expect(() => send(alice, aMessage('hi', 'alice@example.org'))).toThrow(code('TARGET_SELF'));
    world.focus.blocks.set(bob.endpoint, { address: alice.endpoint.address, blocked: true });
    expect(() => send(alice, aMessage('hi'))).toThrow(code('TARGET_BLOCKED'));
    expect(received(bob)).toEqual([]);
    send(bob, aMessage('it is one-sided', 'alice@example.org'));
    world.focus.blocks.set(bob.endpoint, { address: alice.endpoint.address, blocked: false });
    send(alice, aMessage('hi again'));
  });

  test('[CONV-4] nobody else can write in a conversation or be added to it', () => {
    const carol = world.arrive('Carol');
    send(alice, aMessage('between us'));
    expect(() => send(carol, aMessage('me too'))).toThrow(code('CONVERSATION_FORBIDDEN'));
    expect(() => send(alice, aMessage('and you', 'carol@example.org'))).toThrow(
      code('CONVERSATION_FORBIDDEN'),
    );
    send(bob, aMessage('fine', 'alice@example.org'));
    expect(received(bob)).toHaveLength(1);
    expect(received(carol)).toEqual([]);
  });

  test('any text arrives unchanged', () => {
    const texts = [
      '<b>bold</b>',
      '\u202eevil\u202c',
      '👩‍👩‍👧',
      'a\0b',
      '  spaces\n\tand lines  ',
      "'); DROP TABLE messages;--",
    ];
    for (const text of texts) send(alice, aMessage(text));
    expect(received(bob).map(({ text }) => text)).toEqual(texts);
    expect(sync(bob).messages.map(({ text }) => text)).toEqual(texts);
  });
});

describe('the mailbox', () => {
  test('[SES-2] a message to an offline person is there when they sign in', () => {
    world.depart(bob);
    const { sequence } = send(alice, aMessage('are you there?'));
    bob = world.arrive('Bob');
    const { messages, more } = sync(bob);
    expect(messages).toMatchObject([{ text: 'are you there?', sequence, progress: 'sent' }]);
    expect(more).toBe(false);
  });

  test('[SES-2] it has a capacity for each reader, and accepts more when some are delivered', () => {
    world = new FocusWorld({ mailboxSize: 3 });
    [alice, bob] = [world.arrive('Alice'), world.arrive('Bob')];
    const [carol, dave, eve] = [world.arrive('Carol'), world.arrive('Dave'), world.arrive('Eve')];
    send(alice, aMessage('1'));
    send(carol, alone('2'));
    send(dave, alone('3'));
    const fourth = alone('4');
    expect(() => send(eve, fourth)).toThrow(code('MAILBOX_FULL'));
    send(bob, aMessage('mine is not full', 'alice@example.org'));
    mark(bob, 'delivered', 1);
    expect(send(eve, fourth).progress).toBe('sent');
  });

  test.each([
    [1_000, 100],
    [50, 5],
    [15, 1],
    [1, 1],
  ])('[SES-2] of %d places one sender can fill %d, and the others have the rest', (mailboxSize, share) => {
    world = new FocusWorld({ mailboxSize });
    [alice, bob] = [world.arrive('Alice'), world.arrive('Bob')];
    world.depart(bob);
    for (let count = 0; count < share; count += 1) send(alice, aMessage(`${count}`));
    expect(() => send(alice, aMessage('one more'))).toThrow(code('MAILBOX_FULL'));
    // Neither another connection nor another conversation increases the capacity.
    expect(() => send(world.arrive('Alice'), alone('one more'))).toThrow(code('MAILBOX_FULL'));
    const carol = world.arrive('Carol');
    if (mailboxSize > 1) expect(send(carol, alone('from another')).progress).toBe('sent');
    else expect(() => send(carol, alone('from another'))).toThrow(code('MAILBOX_FULL'));
  });

  test('[SES-2] a sender of many messages does not displace delivered messages of others', () => {
    world = new FocusWorld({ mailboxSize: 10 });
    [alice, bob] = [world.arrive('Alice'), world.arrive('Bob')];
    const mallory = world.arrive('Mallory');
    const deliver = (conversationId: ConversationId) =>
      world.focus.messages.mark(bob.endpoint, {
        conversationId,
        progress: 'delivered',
        upToSequence: Number.MAX_SAFE_INTEGER,
      });
    for (const text of ['a1', 'a2', 'a3']) {
      send(alice, aMessage(text));
      deliver(conversationId);
    }
    for (let count = 1; count <= 30; count += 1) {
      const message = alone(`m${count}`);
      send(mallory, message);
      deliver(message.conversationId);
    }
    const texts = sync(bob).messages.map(({ text }) => text);
    expect(texts).toHaveLength(10);
    expect(texts).toEqual(expect.arrayContaining(['a1', 'a2', 'a3', 'm30', 'm24']));
  });

  test('[SES-2] at most a thousand messages wait for one reader', () => {
    for (let count = 0; count < 1_000; count += 1) {
      world.store.messages.add({
        id: anId() as MessageId,
        conversationId,
        from: anEndpoint(`Writer ${count % 10}`).identity,
        to: bob.endpoint.address,
        text: 'waiting',
        sentAtMs: 0,
      });
    }
    expect(() => send(alice, aMessage('too many'))).toThrow(code('MAILBOX_FULL'));
    const { messages, more } = sync(bob);
    expect([messages.length, more]).toEqual([1_000, false]);
  });

  test('[SES-2] it is read without gaps in pages with a limited count and size', () => {
    for (let count = 0; count < 1_050; count += 1) {
      world.store.messages.add({
        id: anId() as MessageId,
        conversationId,
        from: alice.endpoint.identity,
        to: bob.endpoint.address,
        text: `${count}`,
        sentAtMs: 0,
      });
    }
    const first = sync(bob);
    expect([first.messages.length, first.more]).toEqual([1_000, true]);
    const rest = sync(bob, first.messages.at(-1)?.revision);
    expect([rest.messages.length, rest.more]).toEqual([50, false]);
    expect([...first.messages, ...rest.messages].map(({ text }) => text)).toEqual(
      Array.from({ length: 1_050 }, (_, count) => `${count}`),
    );
  });

  test('[RES-6] a page ends before its text is larger than half a mebibyte', () => {
    const large = '€'.repeat(20_000);
    for (let count = 0; count < 20; count += 1) send(alice, aMessage(large));
    const first = sync(bob);
    expect(first.messages.length * 60_000).toBeLessThanOrEqual(512 * 1024);
    expect([first.messages.length, first.more]).toEqual([8, true]);
    const second = sync(bob, first.messages.at(-1)?.revision);
    const third = sync(bob, second.messages.at(-1)?.revision);
    expect([second.messages.length, third.messages.length, third.more]).toEqual([8, 4, false]);
  });

  test('a device that knows everything gets nothing', () => {
    const { revision } = send(alice, aMessage('hi'));
    expect(sync(bob, revision)).toEqual({ messages: [], more: false });
    expect(sync(bob, revision + 1_000)).toEqual({ messages: [], more: false });
    expect(sync(world.arrive('Eve'))).toEqual({ messages: [], more: false });
  });
});

describe('marks', () => {
  test('[SES-2] both sides are notified of delivered and read, except the device that marks', () => {
    const [alicesOther, bobsOther, eve] = [world.arrive('Alice'), world.arrive('Bob'), world.arrive('Eve')];
    const first = send(alice, aMessage('one'));
    const second = send(alice, aMessage('two'));
    mark(bob, 'delivered', second.sequence);
    const notice = {
      conversationId,
      by: 'bob@example.org',
      progress: 'delivered',
      upToSequence: second.sequence,
      revision: second.revision + 2,
    };
    for (const device of [alice, alicesOther, bobsOther]) {
      expect(told(device, 'message-marked')).toEqual([notice]);
    }
    expect([...told(bob, 'message-marked'), ...told(eve, 'message-marked')]).toEqual([]);
    mark(bobsOther, 'read', first.sequence);
    expect(sync(alice).messages.map(({ text, progress }) => [text, progress])).toEqual([
      ['two', 'delivered'],
      ['one', 'read'],
    ]);
  });

  test('[SES-2] progress never goes backwards, and a mark that changes nothing is not sent', () => {
    const { sequence } = send(alice, aMessage('hi'));
    mark(bob, 'read', sequence);
    const before = [alice.sent.length, sync(alice)];
    mark(bob, 'delivered', sequence);
    mark(bob, 'read', sequence);
    expect([alice.sent.length, sync(alice)]).toEqual(before);
  });

  test('a mark beyond the last message does not affect later messages', () => {
    const { sequence } = send(alice, aMessage('now'));
    mark(bob, 'read', Number.MAX_SAFE_INTEGER);
    expect(told(alice, 'message-marked')).toMatchObject([{ upToSequence: sequence }]);
    expect(send(alice, aMessage('later')).progress).toBe('sent');
  });

  test('[CONV-4] only a member can mark, and only messages of others', () => {
    const { sequence } = send(alice, aMessage('hi'));
    const eve = world.arrive('Eve');
    expect(() => mark(eve, 'read', sequence)).toThrow(code('CONVERSATION_FORBIDDEN'));
    mark(alice, 'read', sequence);
    expect(sync(bob).messages).toMatchObject([{ progress: 'sent' }]);
    const unknown = { conversationId: anId() as ConversationId, progress: 'read', upToSequence: 1 } as const;
    expect(() => world.focus.messages.mark(bob.endpoint, unknown)).toThrow(code('CONVERSATION_FORBIDDEN'));
  });
});
