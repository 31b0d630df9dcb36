import { beforeEach, describe, expect, test } from 'vitest';
import { CONVERSATION_KEPT_MS, Conversation } from '../../../../../protocol/conversations.ts';
import { ParleyError } from '../../../../../protocol/errors.ts';
import type { ConversationId } from '../../../../../protocol/ids.ts';
import type { Address } from '../../../../../protocol/text/addresses.ts';
import type { SendCommand } from '../../../../../renderer/media/media-ports.ts';
import { ConversationCache } from '../../../../../renderer/state/conversations/conversation-cache.ts';
import {
  BOB,
  CAROL,
  conversation,
  FIRST,
  thread,
} from '../../../../support/renderer/samples/conversation-samples.ts';
import { appState, sessionView } from '../../../../support/renderer/samples/session-view.ts';
import { stayView } from '../../../../support/renderer/samples/stay-view.ts';

/** Main's side of the cache: what it keeps, what it was told, and when it answers. */
class FakeMain {
  kept: Conversation[] = [];
  readonly told: Conversation[] = [];
  evicted: ConversationId[] = [];
  refusal: ParleyError | null = null;
  /** While set, replies wait for it. */
  gate: Promise<void> | null = null;
  atOnce = 0;
  mostAtOnce = 0;

  readonly send: SendCommand = async (name, data) => {
    if (name === 'load-conversations') {
      const conversations = this.kept;
      await this.gate;
      return { conversations } as never;
    }
    this.told.push(Conversation.parse((data as { conversation: Conversation }).conversation));
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await this.gate;
    this.atOnce -= 1;
    if (this.refusal) throw this.refusal;
    return { evicted: this.evicted } as never;
  };
}

const ringing = { direction: 'incoming', state: 'incoming' };
const over = { state: 'terminated', ending: { reason: 'hung-up', by: 'them' } };
/** Lets what was sent be answered. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the cache of conversation IDs', () => {
  let main: FakeMain;
  let nowMs: number;
  let cache: ConversationCache;
  const see = (...sessions: object[]) => cache.update(appState({ sessions: sessions.map(sessionView) }));

  beforeEach(() => {
    main = new FakeMain();
    nowMs = 10_000;
    cache = new ConversationCache({ send: main.send, now: () => nowMs });
  });

  test('[CONV-4] a call of a third person does not change whom a conversation is with', () => {
    see(over);
    see(over, { ...ringing, id: 'session-0002', peer: CAROL });
    expect(cache.find(FIRST)).toMatchObject({ peer: BOB });
    see({ ...over, id: 'session-0002', peer: CAROL });
    expect(cache.find(FIRST)).toMatchObject({ peer: BOB });
  });

  test('[CONV-1] a conversation of a conference becomes theirs with whom our user has messages in it', () => {
    const conference = { sessionType: 'conference', conferenceId: 'conference-0001', peer: CAROL };
    see({ ...ringing, ...conference });
    cache.update(appState({ threads: [thread()] }));
    expect(cache.find(FIRST)).toMatchObject({ peer: BOB });
  });

  test('[CONV-3] invitations to a conference change neither whom a conversation is with nor its title', () => {
    const conference = { sessionType: 'conference', conferenceId: 'conference-0001' };
    const call = { ...over, subject: 'The roof' };
    const asked = {
      ...conference,
      id: 'session-0002',
      peer: CAROL,
      state: 'establishing',
      subject: 'Monday',
    };
    see(call);
    see(call, asked);
    see(asked);
    expect(cache.find(FIRST)).toMatchObject({ peer: BOB, title: 'The roof', state: 'idle' });
  });

  test('[CONV-1] [CONV-3] the conversation of a conference is not the one to write to its inviter in', () => {
    const conference = { sessionType: 'conference', conferenceId: 'conference-0001', peer: CAROL };
    const invited = sessionView({ ...ringing, ...conference });
    see(invited);
    expect(cache.find(FIRST)).toMatchObject({ peer: CAROL, types: ['conference'] });
    expect([cache.latestWith(invited.peer.address), cache.continuing(invited)]).toEqual([
      undefined,
      undefined,
    ]);
    see(invited, { id: 'session-0002', conversationId: 'conversation-0002', peer: CAROL });
    expect(cache.continuing(invited)).toBe('conversation-0002');
  });

  test('[CONV-2] an invitation gives its conversation away before the user answers', async () => {
    await cache.load();
    see({ ...ringing, peer: CAROL, subject: 'The roof' });
    expect(cache.find(FIRST)).toEqual({
      id: FIRST,
      peer: CAROL,
      title: 'The roof',
      sessionIds: ['session-0001'],
      types: ['audio-video'],
      startedAtMs: 10_000,
      lastUsedAtMs: 10_000,
      state: 'live',
    });
    await settled();
    expect(main.told).toEqual([cache.find(FIRST)]);
  });

  test('[CONV-2] what does not change a conversation is not told again', async () => {
    await cache.load();
    see(ringing);
    nowMs = 20_000;
    see({ ...ringing, local: { microphone: 'muted', camera: 'off', screen: 'off' } });
    see({ state: 'established', direction: 'incoming' });
    await settled();
    expect(main.told).toHaveLength(1);
    see(over);
    await settled();
    expect(main.told.map(({ state }) => state)).toEqual(['live', 'idle']);
  });

  test('[CONV-2] it is live as long as one of its sessions is, and keeps the ids and types of all', async () => {
    await cache.load();
    const share = { id: 'session-0002', sessionType: 'application-sharing' };
    see({}, share);
    see(over, share);
    expect(cache.find(FIRST)).toMatchObject({
      state: 'live',
      sessionIds: ['session-0001', 'session-0002'],
      types: ['audio-video', 'application-sharing'],
    });
    see({ ...over }, { ...share, ...over });
    expect(cache.find(FIRST)?.state).toBe('idle');
    see();
    expect(cache.find(FIRST)?.sessionIds).toHaveLength(2);
  });

  test('[CONV-2] of many sessions the oldest are forgotten', async () => {
    await cache.load();
    const sessions = Array.from({ length: 30 }, (_, index) => ({ id: `session-1${100 + index}`, ...over }));
    for (const session of sessions) see(session);
    expect(cache.find(FIRST)?.sessionIds).toHaveLength(20);
    expect(cache.find(FIRST)?.sessionIds.at(-1)).toBe('session-1129');
    expect(Conversation.safeParse(cache.find(FIRST)).success).toBe(true);
  });

  test('[CONV-5] a page that attaches after the invitation came captures it all the same', async () => {
    see(ringing);
    expect(cache.find(FIRST)?.state).toBe('live');
    expect(main.told).toEqual([]);
    await cache.load();
    await settled();
    expect(main.told).toHaveLength(1);
  });

  test('[CONV-5] what main kept is taken up; what is live comes from the sessions', async () => {
    main.kept = [
      conversation({ title: 'The roof', state: 'live' }),
      conversation({ id: 'conversation-0002', peer: CAROL, state: 'live' }),
    ];
    see(ringing);
    await cache.load();
    expect(cache.find(FIRST)).toMatchObject({
      title: 'The roof',
      startedAtMs: 1_000,
      lastUsedAtMs: 10_000,
      sessionIds: ['session-0000', 'session-0001'],
      state: 'live',
    });
    // Its call did not survive the restart.
    expect(cache.latestWith(CAROL.address as Address)).toMatchObject({ state: 'idle', lastUsedAtMs: 2_000 });
    await settled();
    expect(main.told.map(({ id, state }) => [id, state])).toEqual([
      [FIRST, 'live'],
      ['conversation-0002', 'idle'],
    ]);
  });

  test('[CONV-5] what main keeps already is not told to it', async () => {
    main.kept = [conversation(), conversation({ id: 'conversation-0002' })];
    await cache.load();
    cache.update(appState());
    await settled();
    expect(main.told).toEqual([]);
  });

  test('[CONV-2] one conversation is told in turn, and only its latest', async () => {
    await cache.load();
    const gate = Promise.withResolvers<void>();
    main.gate = gate.promise;
    see(ringing);
    see(over);
    see(over, { id: 'session-0002' });
    expect(main.told).toHaveLength(1);
    main.gate = null;
    gate.resolve();
    await settled();
    expect(main.mostAtOnce).toBe(1);
    expect(main.told.map(({ sessionIds }) => sessionIds.length)).toEqual([1, 2]);
  });

  test('[CONV-2] what main refuses is not told over and over, only with its next change', async () => {
    await cache.load();
    main.refusal = new ParleyError('RPC_MALFORMED', 'no');
    see(ringing);
    await settled();
    see(ringing);
    await settled();
    expect(main.told).toHaveLength(1);
    expect(cache.find(FIRST)?.state).toBe('live');
    main.refusal = null;
    see(over);
    await settled();
    expect(main.told).toHaveLength(2);
  });

  test('[CONV-2] what had to go leaves the cache, and only a later use brings it back', async () => {
    main.kept = [conversation({ id: 'conversation-0002', peer: CAROL, lastUsedAtMs: 3_000 })];
    main.evicted = ['conversation-0002' as ConversationId];
    await cache.load();
    const old = thread({ conversationId: 'conversation-0002', peer: CAROL, lastAtMs: 3_000 });
    const seeWith = (lastAtMs: number) =>
      cache.update(appState({ sessions: [sessionView(ringing)], threads: [{ ...old, lastAtMs }] }));
    seeWith(3_000);
    await settled();
    expect([...cache.known.value.keys()]).toEqual([FIRST]);
    seeWith(3_000);
    expect([...cache.known.value.keys()]).toEqual([FIRST]);
    main.evicted = [];
    seeWith(9_000);
    expect(cache.find('conversation-0002' as ConversationId)?.lastUsedAtMs).toBe(9_000);
  });

  test('[CONV-2] one that is live stays, although main had to drop it', async () => {
    await cache.load();
    main.evicted = [FIRST];
    see(ringing);
    await settled();
    expect(cache.find(FIRST)?.state).toBe('live');
    expect(main.told).toHaveLength(1);
  });

  test('[SES-4] a thread of messages is a conversation; one too old is not', () => {
    nowMs = CONVERSATION_KEPT_MS + 5_000;
    const old = thread({ conversationId: 'conversation-0002', lastAtMs: 5_000 });
    cache.update(appState({ threads: [thread({ lastAtMs: 6_000 }), old] }));
    expect([...cache.known.value.values()]).toEqual([
      conversation({ sessionIds: [], types: ['instant-messaging'], startedAtMs: 6_000, lastUsedAtMs: 6_000 }),
    ]);
  });

  test('[CONV-1] [SES-4] calling somebody goes on with the conversation used last', async () => {
    main.kept = [
      conversation({ lastUsedAtMs: 4_000 }),
      conversation({ id: 'conversation-0002', lastUsedAtMs: 7_000 }),
      conversation({ id: 'conversation-0003', lastUsedAtMs: 9_000, types: ['conference'] }),
      conversation({ id: 'conversation-0004', peer: CAROL, lastUsedAtMs: 9_500 }),
    ];
    await cache.load();
    expect(cache.latestWith(BOB.address as Address)?.id).toBe('conversation-0002');
    expect(cache.latestWith('dora@example.org' as Address)).toBeUndefined();
  });

  describe('of a call that becomes a conference', () => {
    const stay = stayView({}, { conversationId: FIRST });
    const call = { subject: 'The roof', escalation: { state: 'switching', by: 'you' } };
    const toCarol = {
      id: 'session-0002',
      sessionType: 'conference',
      conferenceId: 'conference-0001',
      peer: CAROL,
      subject: 'Alice, Bob',
      ...over,
    };
    const update = (state: object, ...sessions: object[]) =>
      cache.update(appState({ sessions: sessions.map(sessionView), ...state }));

    test('[CONV-2] [ESC-3] it is replaced once the call has ended, and not by a conference that was given up', () => {
      update({ stay }, call, toCarol);
      expect(cache.find(FIRST)).toMatchObject({ state: 'live' });
      update({}, call);
      update({}, { ...call, ...over });
      expect(cache.find(FIRST)?.state).toBe('idle');
      update({ stay }, { ...call, state: 'terminated', ending: { reason: 'escalated', by: 'system' } });
      expect(cache.find(FIRST)).toMatchObject({ state: 'replaced', replacedBy: stay.conference.id });
    });

    test('[CONV-5] [ESC-4] its title, its person and its messages are found during the conference', () => {
      update({ stay, threads: [thread()] }, call, toCarol);
      update({ stay, threads: [thread()] }, toCarol);
      expect(cache.find(FIRST)).toMatchObject({ title: 'The roof', peer: BOB, state: 'replaced' });
      expect(cache.find(FIRST)?.types).toContain('instant-messaging');
    });

    test('[CONV-5] [CONV-1] the two go on in it afterwards, also when this page is another one', async () => {
      update({ stay }, call, toCarol);
      update({ stay }, toCarol);
      update({});
      expect(cache.latestWith(BOB.address as Address)?.id).toBe(FIRST);
      expect(cache.latestWith(CAROL.address as Address)).toBeUndefined();
      main.kept = [conversation({ state: 'replaced', replacedBy: 'conference-0001' })];
      await cache.load();
      expect(cache.find(FIRST)).toMatchObject({ state: 'replaced', replacedBy: 'conference-0001' });
      update({}, { id: 'session-0003' });
      expect(cache.find(FIRST)).toMatchObject({ state: 'live', replacedBy: 'conference-0001' });
    });
  });

  test('[CONV-5] a load that fails costs nothing that the page has captured', async () => {
    const failing = new ConversationCache({
      send: async () => {
        throw new ParleyError('CONNECTION_LOST', 'gone');
      },
      now: () => nowMs,
    });
    failing.update(appState({ sessions: [sessionView(ringing)] }));
    await failing.load();
    expect(failing.find(FIRST)?.state).toBe('live');
  });

  test('[CONV-5] a load that a reset overtook brings nothing back', async () => {
    main.kept = [conversation()];
    const gate = Promise.withResolvers<void>();
    main.gate = gate.promise;
    const loading = cache.load();
    cache.reset();
    gate.resolve();
    await loading;
    expect(cache.known.value.size).toBe(0);
  });
});
