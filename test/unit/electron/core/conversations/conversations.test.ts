import { describe, expect, test } from 'vitest';
import { MAX_CONVERSATIONS } from '../../../../../protocol/conversations.ts';
import type { SessionView } from '../../../../../protocol/rpc/session-view.ts';
import type { Identity } from '../../../../../protocol/signaling/shapes.ts';
import { FakeJsonFile } from '../../../../support/core/fakes/fake-shell.ts';
import { ALICE, BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { MessageWorld } from '../../../../support/core/message-world.ts';
import { callView, conferenceInvitationView } from '../../../../support/renderer/samples/session-view.ts';
import { stayView } from '../../../../support/renderer/samples/stay-view.ts';

const CAROL = { address: 'carol@parley.localhost', displayName: 'Carol' } as Identity;

function session(
  id: string,
  state: SessionView['state'],
  conversationId = 'conversation-1',
  change: object = {},
): SessionView {
  return callView({ id, conversationId, peer: BOB, state, ...change });
}

/** An invitation to a conference of the first conversation. */
function toConference(id: string, change: object = {}): SessionView {
  return conferenceInvitationView({ id, conversationId: 'conversation-1', peer: BOB, ...change });
}

async function signedIn(file = new FakeJsonFile('conversations')): Promise<MessageWorld> {
  const world = new MessageWorld({ file });
  await world.register();
  return world;
}

const ids = (world: MessageWorld) => world.conversations.list().map(({ id }) => id);

describe('capturing', () => {
  test('[CONV-2] a session is captured when it begins, is live while it continues, and idle after', async () => {
    const { conversations } = await signedIn();
    conversations.sessionsChanged([session('session-1', 'incoming')]);
    expect(conversations.list()).toMatchObject([
      {
        id: 'conversation-1',
        peer: { address: BOB.address },
        sessionIds: ['session-1'],
        types: ['audio-video'],
        state: 'live',
      },
    ]);
    conversations.sessionsChanged([session('session-1', 'terminated'), session('session-2', 'establishing')]);
    expect(conversations.list()).toMatchObject([{ sessionIds: ['session-1', 'session-2'], state: 'live' }]);
    conversations.sessionsChanged([]);
    expect(conversations.list()).toMatchObject([{ state: 'idle' }]);
  });

  test('[CONV-4] no call and no message of a third person changes whom a conversation is with', async () => {
    const { conversations } = await signedIn();
    conversations.sessionsChanged([session('session-1', 'terminated')]);
    const ofCarol = { id: 'session-2', conversationId: 'conversation-1', peer: CAROL };
    conversations.sessionsChanged([callView({ ...ofCarol, direction: 'incoming', state: 'incoming' })]);
    conversations.messageSeen('conversation-1' as never, CAROL, 1_799_999_600_000);
    expect(conversations.list()).toMatchObject([{ id: 'conversation-1', peer: { address: BOB.address } }]);
    expect(conversations.mayBeWith(CAROL.address, 'conversation-1' as never)).toBe(false);
    expect(conversations.mayBeWith(BOB.address, 'conversation-1' as never)).toBe(true);
  });

  test('[CONV-1] [CONV-3] a conversation known by an invitation to its conference belongs to the first who talk', async () => {
    const { conversations } = await signedIn();
    conversations.sessionsChanged([toConference('session-1')]);
    expect(conversations.mayBeWith(CAROL.address, 'conversation-1' as never)).toBe(true);
    conversations.messageSeen('conversation-1' as never, CAROL, 1_799_999_600_000);
    expect(conversations.peerOf('conversation-1' as never)).toBe(CAROL.address);
  });

  test('[CONV-5] nothing is live after signing out', async () => {
    const world = await signedIn();
    world.conversations.sessionsChanged([session('session-1', 'established')]);
    world.messages.signedOut();
    expect(world.conversations.list()).toEqual([]);
    await world.register();
    expect(world.conversations.list()).toMatchObject([{ id: 'conversation-1', state: 'idle' }]);
  });

  test('[CONV-2] a message captures its conversation, or adds its type to an existing one', async () => {
    const world = await signedIn();
    world.conversations.sessionsChanged([session('session-1', 'incoming')]);
    const message = world.mailbox.fromBob('hello');
    world.signaling.notice({ name: 'message-received', data: { message } });
    expect(world.conversations.list()).toMatchObject([
      { id: 'conversation-1', types: ['audio-video', 'instant-messaging'], state: 'live' },
    ]);
  });

  test('[CONV-2] of very many sessions of one conversation the latest are known', async () => {
    const { conversations } = await signedIn();
    for (let count = 0; count < 30; count += 1) {
      conversations.sessionsChanged([session(`session-${count}`, 'established')]);
    }
    const [only] = conversations.list();
    expect(only?.sessionIds).toHaveLength(20);
    expect(only?.sessionIds.at(-1)).toBe('session-29');
  });
});

describe('a conversation that becomes a conference', () => {
  const stay = stayView({}, { conversationId: 'conversation-1' });
  const replaced = { state: 'replaced', replacedBy: stay.conference.id };

  test('[CONV-2] [ESC-3] is replaced once its call has ended, and not by a conference that was given up', async () => {
    const { conversations } = await signedIn();
    conversations.sessionsChanged([session('session-1', 'established')]);
    conversations.stayChanged(stay);
    expect(conversations.list()).toMatchObject([{ state: 'live' }]);
    conversations.stayChanged({ ...stay, state: 'exited' });
    conversations.sessionsChanged([session('session-1', 'terminated')]);
    expect(conversations.list()).toMatchObject([{ state: 'idle' }]);
    conversations.sessionsChanged([session('session-2', 'established')]);
    conversations.stayChanged(stay);
    conversations.sessionsChanged([session('session-2', 'terminated')]);
    expect(conversations.list()).toMatchObject([replaced]);
  });

  test('[CONV-3] [CONV-5] invitations to it change neither its title, nor its person, nor whether it is live', async () => {
    const { conversations } = await signedIn();
    const call = session('session-1', 'terminated', 'conversation-1', { subject: 'The roof' });
    const carols = { peer: CAROL, subject: 'Monday', state: 'establishing', direction: 'outgoing' };
    conversations.sessionsChanged([call]);
    conversations.sessionsChanged([call, toConference('session-2', carols)]);
    expect(conversations.list()).toMatchObject([{ peer: BOB, title: 'The roof', state: 'idle' }]);
  });

  test('[CONV-1] is live again when the two talk in it, and replaced after that', async () => {
    const { conversations } = await signedIn();
    conversations.sessionsChanged([session('session-1', 'terminated')]);
    conversations.stayChanged(stay);
    conversations.stayChanged(null);
    conversations.sessionsChanged([session('session-2', 'established')]);
    expect(conversations.list()).toMatchObject([{ ...replaced, state: 'live' }]);
    conversations.sessionsChanged([]);
    expect(conversations.list()).toMatchObject([replaced]);
  });
});

describe('keeping', () => {
  test('[CONV-5] the list survives a restart; what was live at a crash is idle', async () => {
    const world = await signedIn();
    const plans = session('session-1', 'established', 'conversation-1', { subject: 'Plans' });
    world.conversations.sessionsChanged([plans]);
    const [kept] = world.conversations.list();
    expect(kept).toMatchObject({ title: 'Plans', state: 'live' });
    await world.clock.pass(1_000);
    expect(JSON.stringify(world.file.kept)).toContain('"live"');
    const next = await signedIn(new FakeJsonFile('conversations', world.file.kept));
    expect(next.conversations.list()).toEqual([{ ...kept, state: 'idle' }]);
  });

  test('[CONV-5] closing writes what was not written yet, many changes are one write', async () => {
    const world = await signedIn();
    world.conversations.close();
    const writes = world.file.writes;
    world.conversations.sessionsChanged([session('session-1', 'established')]);
    world.conversations.messageSeen('conversation-1' as never, BOB, world.clock.now());
    expect(world.file.writes).toBe(writes);
    world.conversations.close();
    world.conversations.close();
    expect(world.file.writes).toBe(writes + 1);
    expect(world.file.kept).toMatchObject({
      people: [{ own: ALICE.address, conversations: [{ types: ['audio-video', 'instant-messaging'] }] }],
    });
  });

  test('[CONV-4] a call to another person does not take over a conversation', async () => {
    const { conversations } = await signedIn();
    conversations.sessionsChanged([session('session-1', 'terminated')]);
    const before = conversations.list();
    const stolen = { ...session('session-2', 'establishing'), direction: 'outgoing' as const, peer: CAROL };
    conversations.sessionsChanged([session('session-1', 'terminated'), stolen]);
    expect(conversations.list()).toEqual(before);
  });

  test('[CONV-2] each own address has its own', async () => {
    const world = await signedIn();
    world.conversations.sessionsChanged([session('session-1', 'terminated')]);
    await world.register(CAROL);
    expect(world.shown).toEqual([]);
    await world.register(ALICE);
    expect(world.shown).toMatchObject([{ id: 'conversation-1' }]);
    expect(ids(world)).toEqual(['conversation-1']);
  });

  test('[CONV-6] a damaged file is set aside and reported once, and messages bring their conversations back', async () => {
    for (const damaged of [new SyntaxError('bad JSON'), { people: [{ own: 'no address' }] }, []]) {
      const file = new FakeJsonFile('conversations', damaged);
      const world = new MessageWorld({ file });
      world.mailbox.fromBob('hello');
      expect(world.damages).toMatchObject([
        { code: 'STORE_DAMAGED', context: { what: 'conversations', copy: 'conversations.damaged-1.json' } },
      ]);
      await world.register();
      expect(ids(world)).toEqual(['conversation-1']);
      const next = new MessageWorld({ file: new FakeJsonFile('conversations'), store: world.store });
      await next.register();
      expect(ids(next)).toEqual(['conversation-1']);
      expect(file.asides).toBe(1);
    }
  });
});

describe('how many', () => {
  test('[CONV-2] at most 500, the least recently used goes first, but never a live one; the page gets the list', async () => {
    const world = await signedIn();
    world.conversations.sessionsChanged([session('session-live', 'established', 'conversation-live')]);
    for (let count = 1; count < MAX_CONVERSATIONS; count += 1) {
      await world.clock.pass(1);
      world.conversations.messageSeen(`conversation-${count}` as never, BOB, world.clock.now());
    }
    expect(world.conversations.list()).toHaveLength(MAX_CONVERSATIONS);
    await world.clock.pass(1);
    world.conversations.messageSeen('conversation-1' as never, BOB, world.clock.now());
    world.conversations.messageSeen('conversation-new' as never, CAROL, world.clock.now());
    expect(world.conversations.list()).toHaveLength(MAX_CONVERSATIONS);
    expect(ids(world)).toEqual(
      expect.arrayContaining(['conversation-live', 'conversation-1', 'conversation-new']),
    );
    expect(ids(world)).not.toContain('conversation-2');
    expect(world.shown).toEqual(world.conversations.list());
    // An evicted conversation stays with its person.
    expect(world.conversations.mayBeWith(CAROL.address, 'conversation-2' as never)).toBe(false);
  });

  const YEAR_MS = 365 * 24 * 60 * 60_000;

  test.each([
    ['ten years ahead and back', [10 * YEAR_MS, -10 * YEAR_MS]],
    ['ten years ahead', [10 * YEAR_MS]],
    ['a year back', [-YEAR_MS]],
  ])('[CONV-2] a clock that jumps %s evicts nothing, here and after a restart', async (_, jumps) => {
    const world = await signedIn();
    world.send('hello');
    const before = ids(world);
    for (const jump of jumps) {
      world.clock.setWallClock(jump);
      world.conversations.messageSeen('conversation-now' as never, CAROL, world.clock.now());
      expect(ids(world)).toEqual(expect.arrayContaining(before));
    }
    expect(world.threads).toHaveLength(1);
    world.conversations.close();
    const next = new MessageWorld({ file: world.file, store: world.store });
    await next.register();
    expect(ids(next)).toHaveLength(before.length + 1);
    expect(next.threads).toHaveLength(1);
  });

  test('[CONV-2] the least recently used goes first, although the clock was set back since it was used', async () => {
    const world = await signedIn();
    world.send('hello');
    const [thread] = world.threads;
    world.clock.setWallClock(-YEAR_MS);
    for (let count = 1; count <= MAX_CONVERSATIONS; count += 1)
      world.conversations.messageSeen(`conversation-${count}` as never, CAROL, world.clock.now());
    expect(ids(world)).not.toContain(thread?.conversationId);
    expect(ids(world)).toContain('conversation-1');
    expect(world.read(thread?.conversationId ?? '')).toEqual([]);
  });

  test('[CONV-1] the conversation to continue is the latest used conversation without a conference', async () => {
    const world = await signedIn();
    const { conversations } = world;
    expect(conversations.latestWith(BOB.address)).toBeUndefined();
    conversations.sessionsChanged([session('session-1', 'terminated', 'conversation-1')]);
    await world.clock.pass(10);
    conversations.sessionsChanged([session('session-2', 'terminated', 'conversation-2')]);
    expect(conversations.latestWith(BOB.address)).toBe('conversation-2');
    conversations.replaced('conversation-2' as never, 'conference-1' as never);
    expect(conversations.latestWith(BOB.address)).toBe('conversation-1');
    expect(conversations.latestWith(CAROL.address)).toBeUndefined();
    // A late message does not make it an ordinary one again.
    conversations.messageSeen('conversation-2' as never, BOB, world.clock.now());
    expect(conversations.list().find(({ id }) => id === 'conversation-2')).toMatchObject({
      state: 'replaced',
      replacedBy: 'conference-1',
    });
  });
});
