import { describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { ALICE, BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { FakeMailbox, MessageWorld } from '../../../../support/core/message-world.ts';
import { settled } from '../../../../support/fake-clock.ts';

const texts = (world: MessageWorld, conversationId = 'conversation-1') =>
  world.read(conversationId).map(({ text }) => text);
const marks = (world: MessageWorld) =>
  world.signaling.requests.filter(({ name }) => name === 'message.mark').map(({ data }) => data);
const syncedAfter = (world: MessageWorld) =>
  world.signaling.requests
    .filter(({ name }) => name === 'message.sync')
    .map(({ data }) => (data as { afterRevision: number }).afterRevision);

describe('receiving', () => {
  test('[SES-2] after signing in, messages that arrived meanwhile appear once, in order, and are delivered', async () => {
    const world = new MessageWorld();
    for (const text of ['one', 'two', 'three']) world.mailbox.fromBob(text);
    await world.register();
    expect(texts(world)).toEqual(['one', 'two', 'three']);
    expect(world.threads).toMatchObject([
      { peer: BOB, unread: 3, excerpt: 'three', lastDirection: 'incoming' },
    ]);
    expect(marks(world)).toEqual([
      { conversationId: 'conversation-1', progress: 'delivered', upToSequence: 3 },
    ]);
    await world.register();
    expect(texts(world)).toEqual(['one', 'two', 'three']);
    expect(syncedAfter(world)).toEqual([0, 3]);
    expect(marks(world)).toHaveLength(1);
  });

  test('[SES-2] the client requests pages of the mailbox until there are no more', async () => {
    const world = new MessageWorld();
    for (let count = 0; count < 25; count += 1) world.mailbox.fromBob(`message ${count}`);
    world.signaling.when('message.sync', async ({ afterRevision }) => {
      const left = world.mailbox.after(afterRevision);
      return { messages: left.slice(0, 10), more: left.length > 10 };
    });
    await world.register();
    expect(syncedAfter(world)).toEqual([0, 10, 20]);
    expect(texts(world)).toHaveLength(25);
  });

  test('[SES-2] the sync stops if the server announces more messages but sends none', async () => {
    const world = new MessageWorld();
    world.signaling.when('message.sync', async () => ({ messages: [], more: true }));
    await world.register();
    expect(syncedAfter(world)).toEqual([0]);
  });

  test('[SES-2] a notice is shown immediately, a repeated one is ignored, and the page is updated', async () => {
    const world = new MessageWorld();
    await world.register();
    const message = world.mailbox.fromBob('Hello');
    for (let time = 0; time < 2; time += 1) {
      world.signaling.notice({ name: 'message-received', data: { message } });
    }
    await settled();
    expect(texts(world)).toEqual(['Hello']);
    expect(world.told).toHaveLength(1);
    expect(world.told[0]).toMatchObject({
      conversationId: 'conversation-1',
      messages: [{ id: message.id, direction: 'incoming', state: 'delivered', sequence: 1 }],
    });
    expect(marks(world)).toEqual([
      { conversationId: 'conversation-1', progress: 'delivered', upToSequence: 1 },
    ]);
  });

  test.each(['by a notice', 'by a sync'])(
    '[CONV-4] a message from a third person in a conversation with Bob is dropped: %s',
    async (way) => {
      const world = new MessageWorld();
      world.mailbox.fromBob('Hello');
      await world.register();
      const mallory = { address: 'mallory@parley.localhost', displayName: 'Mallory' } as never;
      const message = { ...world.mailbox.fromBob('It is Bob, write here'), from: mallory };
      if (way === 'by a notice') {
        world.signaling.notice({ name: 'message-received', data: { message } });
        await settled();
      } else {
        world.signaling.when('message.sync', async () => ({ messages: [message], more: false }));
        await world.register();
      }
      expect(texts(world)).toEqual(['Hello']);
      expect(world.threads).toMatchObject([{ peer: BOB, excerpt: 'Hello' }]);
      expect(world.conversations.peerOf('conversation-1' as never)).toBe(BOB.address);
    },
  );

  test('[SES-2] a notice after a gap does not move the cursor; the missed messages are requested', async () => {
    const world = new MessageWorld();
    await world.register();
    const missed = world.mailbox.fromBob('missed');
    const message = world.mailbox.fromBob('seen');
    world.signaling.notice({ name: 'message-received', data: { message } });
    await settled();
    expect(texts(world)).toEqual(['seen']);
    await world.clock.pass(2_000);
    expect(syncedAfter(world)).toEqual([0, 0]);
    expect(texts(world)).toEqual([missed.text, 'seen']);
    await world.register();
    expect(syncedAfter(world)).toEqual([0, 0, 2]);
  });

  test('[SES-2] many notices with gaps cost one request', async () => {
    const world = new MessageWorld();
    await world.register();
    for (let count = 0; count < 50; count += 1) {
      const id = `bob-message-${count}`;
      const text = `message ${count}`;
      const message = world.mailbox.write(
        { id, conversationId: 'conversation-1', from: BOB, to: ALICE.address, text } as never,
        3,
      );
      world.signaling.notice({ name: 'message-received', data: { message } });
    }
    await world.clock.pass(10_000);
    expect(syncedAfter(world)).toEqual([0, 0]);
    expect(texts(world)).toHaveLength(50);
  });

  test('[SES-2] a failed sync is retried, and the page gets no message twice', async () => {
    const world = new MessageWorld();
    world.mailbox.fromBob('Hello');
    let failures = 2;
    world.signaling.when('message.sync', async ({ afterRevision }) => {
      failures -= 1;
      if (failures >= 0) throw new ParleyError('REQUEST_TIMED_OUT', 'no answer');
      return { messages: world.mailbox.after(afterRevision), more: false };
    });
    await world.register();
    expect(world.threads).toEqual([]);
    await world.clock.pass(3_000);
    expect(texts(world)).toEqual(['Hello']);
    expect(world.told).toHaveLength(1);
  });

  test('[SES-2] messages that our other device sent or read are shown as sent or read here', async () => {
    const world = new MessageWorld();
    await world.register();
    const theirs = world.mailbox.fromBob('Question?');
    world.signaling.notice({ name: 'message-received', data: { message: theirs } });
    const ours = world.mailbox.write({
      id: 'other-device-1',
      conversationId: 'conversation-1',
      text: 'Answer.',
      from: ALICE,
      to: BOB.address,
    } as never);
    world.signaling.notice({ name: 'message-received', data: { message: ours } });
    expect(world.read('conversation-1')).toMatchObject([
      { text: 'Question?', direction: 'incoming' },
      { text: 'Answer.', direction: 'outgoing', state: 'sent' },
    ]);
    expect(world.threads).toMatchObject([{ unread: 1, peer: BOB, lastDirection: 'outgoing' }]);
    world.signaling.notice({
      name: 'message-marked',
      data: {
        conversationId: theirs.conversationId,
        by: ALICE.address,
        progress: 'read' as const,
        upToSequence: 1,
        revision: 3,
      },
    });
    await settled();
    expect(world.threads).toMatchObject([{ unread: 0 }]);
    expect(world.read('conversation-1')).toMatchObject([{ state: 'read' }, { state: 'sent' }]);
    // The server knows that the message is read, so no mark is sent.
    expect(marks(world).filter((mark) => (mark as { progress: string }).progress === 'read')).toEqual([]);
  });
});

describe('marks', () => {
  test('[SES-2] our messages show delivered and read, and never go back to an earlier state', async () => {
    const world = new MessageWorld();
    await world.register();
    const { conversationId } = world.messages.send({ to: BOB.address, text: 'one' });
    world.messages.send({ to: BOB.address, text: 'two' });
    await settled();
    const marked = (progress: 'delivered' | 'read', upToSequence: number, revision: number) =>
      world.signaling.notice({
        name: 'message-marked',
        data: { conversationId, by: BOB.address, progress, upToSequence, revision },
      });
    const states = () => world.read(conversationId).map(({ state }) => state);
    marked('delivered', 2, 4);
    expect(states()).toEqual(['delivered', 'delivered']);
    marked('read', 1, 5);
    expect(states()).toEqual(['read', 'delivered']);
    marked('delivered', 2, 4);
    expect(states()).toEqual(['read', 'delivered']);
    await settled();
    expect(world.told.at(-1)).toMatchObject({ messages: [{ text: 'one', state: 'read' }] });
  });

  test('[SES-2] reading a conversation marks all its messages, is reported to the server once, and works offline', async () => {
    const world = new MessageWorld();
    world.mailbox.fromBob('one');
    world.mailbox.fromBob('two');
    await world.register();
    world.messages.connectionLost();
    world.messages.markRead('conversation-1' as never);
    expect(world.threads).toMatchObject([{ unread: 0 }]);
    expect(world.read('conversation-1').map(({ state }) => state)).toEqual(['read', 'read']);
    const { store, mailbox } = world;
    const later = new MessageWorld({ store, mailbox });
    await later.register();
    expect(marks(later)).toEqual([{ conversationId: 'conversation-1', progress: 'read', upToSequence: 2 }]);
    expect(later.threads).toMatchObject([{ unread: 0 }]);
    later.messages.markRead('conversation-1' as never);
    await settled();
    expect(marks(later)).toHaveLength(1);
  });

  test('[SES-2] a mark that the server refuses is not sent again', async () => {
    const world = new MessageWorld();
    world.mailbox.fromBob('one');
    world.signaling.when('message.mark', async () => {
      throw new ParleyError('CONVERSATION_FORBIDDEN', 'forgotten');
    });
    await world.register();
    await world.register();
    expect(marks(world)).toHaveLength(1);
  });

  test('[SES-2] a mark without a reply is sent again', async () => {
    const world = new MessageWorld();
    world.mailbox.fromBob('one');
    let failures = 1;
    world.signaling.when('message.mark', async () => {
      failures -= 1;
      if (failures >= 0) throw new ParleyError('REQUEST_TIMED_OUT', 'no answer');
      return {};
    });
    await world.register();
    await world.clock.pass(1_000);
    expect(marks(world)).toHaveLength(2);
    await world.register();
    expect(marks(world)).toHaveLength(2);
  });

  test('[SES-2] no mark is sent before the first sync, since earlier messages may still be missing', async () => {
    const world = new MessageWorld();
    const missed = world.mailbox.fromBob('missed');
    const message = world.mailbox.fromBob('live');
    let answer = () => {};
    world.signaling.when('message.sync', async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { messages: [missed, message], more: false };
    });
    await world.register();
    world.signaling.notice({ name: 'message-received', data: { message } });
    world.messages.markRead('conversation-1' as never);
    await settled();
    expect(marks(world)).toEqual([]);
    answer();
    await settled();
    // A read mark up to the live message would include the missed one, which the user has not read.
    expect(marks(world)).toEqual([
      { conversationId: 'conversation-1', progress: 'delivered', upToSequence: 2 },
    ]);
    expect(world.threads).toMatchObject([{ unread: 1 }]);
    world.messages.markRead('conversation-1' as never);
    await settled();
    expect(marks(world).at(-1)).toEqual({
      conversationId: 'conversation-1',
      progress: 'read',
      upToSequence: 2,
    });
  });
});

describe('messages of several users', () => {
  test('[SES-2] another user of the same profile does not see them, and has separate messages', async () => {
    const alice = new MessageWorld();
    alice.mailbox.fromBob('for Alice');
    await alice.register();
    const { store } = alice;
    const bob = new MessageWorld({ store, mailbox: new FakeMailbox('mailbox-2') });
    await bob.register(BOB);
    expect(bob.threads).toEqual([]);
    expect(bob.read('conversation-1')).toEqual([]);
    bob.messages.markRead('conversation-1' as never);
    bob.messages.forget(BOB.address, ['conversation-1' as never]);
    bob.messages.signedOut();
    expect(() => bob.read('conversation-1')).toThrow(expect.objectContaining({ code: 'AUTH_REQUIRED' }));
    await alice.register();
    expect(alice.threads).toMatchObject([{ unread: 1 }]);
  });

  test('[SES-2] after signing out no messages are shown, and those that still arrive are dropped', async () => {
    const world = new MessageWorld();
    world.mailbox.fromBob('one');
    await world.register();
    world.messages.signedOut();
    expect(world.threads).toEqual([]);
    const message = world.mailbox.fromBob('two');
    world.signaling.notice({ name: 'message-received', data: { message } });
    expect(world.threads).toEqual([]);
    await world.register();
    expect(texts(world)).toEqual(['one', 'two']);
  });

  test('[SES-2] a new mailbox starts over, and its messages follow the stored ones', async () => {
    const before = new MessageWorld();
    before.mailbox.fromBob('one');
    before.mailbox.fromBob('two');
    await before.register();
    const { store } = before;
    const after = new MessageWorld({ store, mailbox: new FakeMailbox('mailbox-2') });
    after.mailbox.fromBob('three', { id: 'bob-message-3' });
    await after.register();
    expect(syncedAfter(after)).toEqual([0]);
    expect(texts(after)).toEqual(['one', 'two', 'three']);
    expect(after.read('conversation-1').map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    // Only sequences of the new mailbox, none of the old one.
    after.messages.markRead('conversation-1' as never);
    await settled();
    expect(marks(after).at(-1)).toEqual({
      conversationId: 'conversation-1',
      progress: 'read',
      upToSequence: 1,
    });
  });

  test('[SES-2] the store is not used after closing', async () => {
    const world = new MessageWorld();
    let answer = () => {};
    world.signaling.when('message.send', async (data) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return world.keep(data);
    });
    await world.register();
    world.send('one');
    await settled();
    world.messages.close();
    world.messages.close();
    answer();
    await settled();
    world.messages.forget(ALICE.address, ['conversation-1' as never]);
    await world.register();
    expect(() => world.send('two')).toThrow(expect.objectContaining({ code: 'AUTH_REQUIRED' }));
  });
});
