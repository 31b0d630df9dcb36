import { beforeEach, describe, expect, test } from 'vitest';
import type { Address } from '../../../../../protocol/text/addresses.ts';
import { ConversationCache } from '../../../../../renderer/state/conversations/conversation-cache.ts';
import {
  BOB,
  CAROL,
  conversation,
  FIRST,
} from '../../../../support/renderer/samples/conversation-samples.ts';
import { callView, conferenceInvitationView } from '../../../../support/renderer/samples/session-view.ts';

describe('the cache of conversation IDs', () => {
  let cache: ConversationCache;
  const see = (...conversations: object[]) =>
    cache.update({ conversations: conversations.map(conversation) });

  beforeEach(() => {
    cache = new ConversationCache();
  });

  test('[CONV-2] has what main lists, and nothing after the user signed out', () => {
    see({}, { id: 'conversation-0002', peer: CAROL });
    expect(cache.find(FIRST)).toEqual(conversation());
    expect([...cache.known.value.keys()]).toEqual([FIRST, 'conversation-0002']);
    cache.reset();
    expect(cache.known.value.size).toBe(0);
  });

  test('a change of something else gives the same map', () => {
    const conversations = [conversation()];
    cache.update({ conversations });
    const known = cache.known.value;
    cache.update({ conversations });
    expect(cache.known.value).toBe(known);
  });

  test('[CONV-1] [SES-4] a call to a person continues the conversation used last with them', () => {
    see(
      { lastUsedAtMs: 4_000 },
      { id: 'conversation-0002', lastUsedAtMs: 7_000 },
      { id: 'conversation-0003', lastUsedAtMs: 9_000, types: ['conference'] },
      { id: 'conversation-0004', peer: CAROL, lastUsedAtMs: 9_500 },
    );
    expect(cache.latestWith(BOB.address as Address)?.id).toBe('conversation-0002');
    expect(cache.latestWith('dora@example.org' as Address)).toBeUndefined();
  });

  test('[CONV-5] [ESC-4] the two continue it after the conference that replaced it', () => {
    see({ state: 'replaced', replacedBy: 'conference-0001' });
    expect(cache.latestWith(BOB.address as Address)?.id).toBe(FIRST);
  });

  test('[CONV-1] [CONV-3] nobody writes to the inviter in the conversation of the conference', () => {
    const invited = conferenceInvitationView({ peer: CAROL });
    see({ peer: CAROL, types: ['conference'] });
    expect([cache.latestWith(invited.peer.address), cache.continuing(invited)]).toEqual([
      undefined,
      undefined,
    ]);
    see({ peer: CAROL, types: ['conference'] }, { id: 'conversation-0002', peer: CAROL });
    expect(cache.continuing(invited)).toBe('conversation-0002');
    expect(cache.continuing(callView())).toBe(FIRST);
  });
});
