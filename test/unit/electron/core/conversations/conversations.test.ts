import { describe, expect, test } from 'vitest';
import {
  CONVERSATION_KEPT_MS,
  type Conversation,
  MAX_CONVERSATIONS,
} from '../../../../../protocol/conversations.ts';
import type { SessionView } from '../../../../../protocol/rpc/app-state.ts';
import type { Identity } from '../../../../../protocol/signaling/shapes.ts';
import { FakeKeptFile } from '../../../../support/core/fakes/fake-shell.ts';
import { ALICE, BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { MessageWorld } from '../../../../support/core/message-world.ts';
import { sessionView } from '../../../../support/renderer/samples/session-view.ts';

const CAROL = { address: 'carol@parley.localhost', displayName: 'Carol' } as Identity;

function session(id: string, state: SessionView['state'], conversationId = 'conversation-1'): SessionView {
  return sessionView({ id, conversationId, peer: BOB, state } as never);
}

function entry(id: string, change: Partial<Conversation> = {}): Conversation {
  return {
    id: id as Conversation['id'],
    peer: BOB,
    sessionIds: [],
    types: ['audio-video'],
    state: 'idle',
    startedAtMs: 1_799_999_000_000,
    lastUsedAtMs: 1_799_999_500_000,
    ...change,
  };
}

async function signedIn(file = new FakeKeptFile('conversations')): Promise<MessageWorld> {
  const world = new MessageWorld({ file });
  await world.register();
  return world;
}

const ids = (world: MessageWorld) => world.conversations.load().map(({ id }) => id);

describe('capturing', () => {
  test('[CONV-2] a session is captured when it begins, is live while it goes on, and idle after', async () => {
    const { conversations } = await signedIn();
    conversations.sessionsChanged([session('session-1', 'incoming')]);
    expect(conversations.load()).toMatchObject([
      {
        id: 'conversation-1',
        peer: { address: BOB.address },
        sessionIds: ['session-1'],
        types: ['audio-video'],
        state: 'live',
      },
    ]);
    conversations.sessionsChanged([session('session-1', 'terminated'), session('session-2', 'establishing')]);
    expect(conversations.load()).toMatchObject([{ sessionIds: ['session-1', 'session-2'], state: 'live' }]);
    conversations.sessionsChanged([]);
    expect(conversations.load()).toMatchObject([{ state: 'idle' }]);
  });

  test('[CONV-4] no call and no message of a third person changes whom a conversation is with', async () => {
    const { conversations } = await signedIn();
    conversations.sessionsChanged([session('session-1', 'terminated')]);
    const ofCarol = sessionView({ id: 'session-2', conversationId: 'conversation-1', peer: CAROL } as never);
    conversations.sessionsChanged([{ ...ofCarol, direction: 'incoming', state: 'incoming' }]);
    conversations.messageSeen('conversation-1' as never, CAROL, 1_799_999_600_000);
    expect(conversations.load()).toMatchObject([{ id: 'conversation-1', peer: { address: BOB.address } }]);
    expect(conversations.mayBeWith(CAROL.address, 'conversation-1' as never)).toBe(false);
    expect(conversations.mayBeWith(BOB.address, 'conversation-1' as never)).toBe(true);
  });

  test('[CONV-1] [CONV-3] one that is known by an invitation to its conference belongs to the first who talk', async () => {
    const { conversations } = await signedIn();
    const invited = { sessionType: 'conference', conferenceId: 'conference-1' } as const;
    conversations.sessionsChanged([{ ...session('session-1', 'incoming'), ...invited } as SessionView]);
    expect(conversations.mayBeWith(CAROL.address, 'conversation-1' as never)).toBe(true);
    conversations.messageSeen('conversation-1' as never, CAROL, 1_799_999_600_000);
    expect(conversations.peerOf('conversation-1' as never)).toBe(CAROL.address);
  });

  test('[CONV-5] nothing is live after signing out', async () => {
    const world = await signedIn();
    world.conversations.sessionsChanged([session('session-1', 'established')]);
    world.messages.signedOut();
    expect(world.conversations.load()).toEqual([]);
    await world.register();
    expect(world.conversations.load()).toMatchObject([{ id: 'conversation-1', state: 'idle' }]);
  });

  test('[CONV-2] a message captures its conversation, and adds its type to one that is there', async () => {
    const world = await signedIn();
    world.conversations.sessionsChanged([session('session-1', 'incoming')]);
    const message = world.mailbox.fromBob('hello');
    world.signaling.notice({ name: 'message-received', data: { message } });
    expect(world.conversations.load()).toMatchObject([
      { id: 'conversation-1', types: ['audio-video', 'instant-messaging'], state: 'live' },
    ]);
  });

  test('[CONV-2] of very many sessions of one conversation the latest are known', async () => {
    const { conversations } = await signedIn();
    for (let count = 0; count < 30; count += 1) {
      conversations.sessionsChanged([session(`session-${count}`, 'established')]);
    }
    const [only] = conversations.load();
    expect(only?.sessionIds).toHaveLength(20);
    expect(only?.sessionIds.at(-1)).toBe('session-29');
  });
});

describe('keeping', () => {
  test('[CONV-5] what the page keeps survives a restart; what was live at a crash is idle', async () => {
    const world = await signedIn();
    world.conversations.sessionsChanged([session('session-1', 'established')]);
    const kept = entry('conversation-1', {
      title: 'Plans',
      state: 'live',
      sessionIds: ['session-1' as never],
    });
    expect(world.conversations.keep(kept)).toEqual([]);
    await world.clock.advance(1_000);
    expect(JSON.stringify(world.file.kept)).toContain('"live"');
    const next = await signedIn(new FakeKeptFile('conversations', world.file.kept));
    expect(next.conversations.load()).toEqual([{ ...kept, state: 'idle' }]);
  });

  test('[CONV-5] closing writes what was not written yet, many changes are one write', async () => {
    const world = await signedIn();
    world.conversations.close();
    const writes = world.file.writes;
    world.conversations.sessionsChanged([session('session-1', 'established')]);
    for (const title of ['one', 'two']) world.conversations.keep(entry('conversation-1', { title }));
    expect(world.file.writes).toBe(writes);
    world.conversations.close();
    world.conversations.close();
    expect(world.file.writes).toBe(writes + 1);
    expect(world.file.kept).toMatchObject({
      people: [{ own: ALICE.address, conversations: [{ title: 'two' }] }],
    });
  });

  test('[CONV-4] a forged ID is refused and changes nothing: never seen, or not with that person', async () => {
    const world = await signedIn();
    world.conversations.sessionsChanged([session('session-1', 'terminated')]);
    const before = world.conversations.load();
    for (const forged of [entry('conversation-9'), entry('conversation-1', { peer: CAROL })]) {
      expect(() => world.conversations.keep(forged)).toThrow(
        expect.objectContaining({ code: 'RPC_FORBIDDEN' }),
      );
    }
    expect(world.conversations.load()).toEqual(before);
    world.messages.signedOut();
    expect(() => world.conversations.keep(entry('conversation-1'))).toThrow(
      expect.objectContaining({ code: 'AUTH_REQUIRED' }),
    );
  });

  test('[CONV-4] a call to somebody else does not take a conversation over', async () => {
    const { conversations } = await signedIn();
    conversations.sessionsChanged([session('session-1', 'terminated')]);
    const before = conversations.load();
    const stolen = { ...session('session-2', 'establishing'), direction: 'outgoing' as const, peer: CAROL };
    conversations.sessionsChanged([session('session-1', 'terminated'), stolen]);
    expect(conversations.load()).toEqual(before);
  });

  test('[CONV-4] a page cannot make a conversation live, nor outlive the others', async () => {
    const world = await signedIn();
    world.conversations.sessionsChanged([session('session-1', 'terminated')]);
    const never = Number.MAX_SAFE_INTEGER;
    world.conversations.keep(entry('conversation-1', { state: 'live', lastUsedAtMs: never }));
    expect(world.conversations.load()).toMatchObject([{ state: 'idle', lastUsedAtMs: world.clock.now() }]);
  });

  test('[CONV-2] each own address has its own', async () => {
    const world = await signedIn();
    world.conversations.sessionsChanged([session('session-1', 'terminated')]);
    await world.register(CAROL);
    expect(world.conversations.load()).toEqual([]);
    expect(() => world.conversations.keep(entry('conversation-1'))).toThrow(
      expect.objectContaining({ code: 'RPC_FORBIDDEN' }),
    );
    await world.register(ALICE);
    expect(ids(world)).toEqual(['conversation-1']);
  });

  test('[CONV-6] a damaged file is set aside and reported once, and messages bring their conversations back', async () => {
    for (const damaged of [new SyntaxError('bad JSON'), { people: [{ own: 'no address' }] }, []]) {
      const file = new FakeKeptFile('conversations', damaged);
      const world = new MessageWorld({ file });
      world.mailbox.fromBob('hello');
      expect(world.damages).toMatchObject([
        { code: 'STORE_DAMAGED', context: { what: 'conversations', copy: 'conversations.damaged-1.json' } },
      ]);
      await world.register();
      expect(ids(world)).toEqual(['conversation-1']);
      const next = new MessageWorld({ file: new FakeKeptFile('conversations'), store: world.store });
      await next.register();
      expect(ids(next)).toEqual(['conversation-1']);
      expect(file.asides).toBe(1);
    }
  });
});

describe('how many', () => {
  test('[CONV-2] at most 500, the least recently used goes first, but never a live one; the page is told', async () => {
    const world = await signedIn();
    world.conversations.sessionsChanged([session('session-live', 'established', 'conversation-live')]);
    for (let count = 1; count < MAX_CONVERSATIONS; count += 1) {
      await world.clock.advance(1);
      world.conversations.messageSeen(`conversation-${count}` as never, BOB, world.clock.now());
    }
    expect(world.conversations.load()).toHaveLength(MAX_CONVERSATIONS);
    await world.clock.advance(1);
    world.conversations.messageSeen('conversation-1' as never, BOB, world.clock.now());
    world.conversations.messageSeen('conversation-new' as never, CAROL, world.clock.now());
    expect(world.conversations.load()).toHaveLength(MAX_CONVERSATIONS);
    expect(ids(world)).toEqual(
      expect.arrayContaining(['conversation-live', 'conversation-1', 'conversation-new']),
    );
    expect(ids(world)).not.toContain('conversation-2');
    expect(world.conversations.keep(entry('conversation-new', { peer: CAROL }))).toEqual(['conversation-2']);
    expect(world.conversations.keep(entry('conversation-new', { peer: CAROL }))).toEqual([]);
    // One that had to go was ours all the same: a page that still uses it may bring it back.
    expect(
      world.conversations.keep(entry('conversation-2', { lastUsedAtMs: world.clock.now() })),
    ).toHaveLength(1);
  });

  test('[CONV-2] what was not used for 30 days goes, with its messages', async () => {
    const world = await signedIn();
    world.send('hello');
    world.conversations.sessionsChanged([session('session-live', 'established', 'conversation-live')]);
    expect(world.threads).toHaveLength(1);
    const [thread] = world.threads;
    await world.clock.advance(CONVERSATION_KEPT_MS + 60_000);
    world.conversations.messageSeen('conversation-new' as never, CAROL, world.clock.now());
    expect(ids(world).sort()).toEqual(['conversation-live', 'conversation-new']);
    expect(world.threads).toEqual([]);
    expect(world.read(thread?.conversationId ?? '')).toEqual([]);
  });

  test('[CONV-1] the conversation to go on with is the latest used that no conference carries', async () => {
    const world = await signedIn();
    const { conversations } = world;
    expect(conversations.latestWith(BOB.address)).toBeUndefined();
    conversations.sessionsChanged([session('session-1', 'terminated', 'conversation-1')]);
    await world.clock.advance(10);
    conversations.sessionsChanged([session('session-2', 'terminated', 'conversation-2')]);
    expect(conversations.latestWith(BOB.address)).toBe('conversation-2');
    const replaced = { state: 'replaced', replacedBy: 'conference-1' as never } as const;
    conversations.keep(entry('conversation-2', { ...replaced, lastUsedAtMs: world.clock.now() }));
    expect(conversations.latestWith(BOB.address)).toBe('conversation-1');
    expect(conversations.latestWith(CAROL.address)).toBeUndefined();
    // A late message does not make it an ordinary one again.
    conversations.messageSeen('conversation-2' as never, BOB, world.clock.now());
    expect(conversations.load().find(({ id }) => id === 'conversation-2')).toMatchObject(replaced);
  });
});
