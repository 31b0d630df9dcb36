import { describe, expect, test } from 'vitest';
import { listConversations } from '../../../../../renderer/state/conversations/conversation-list.ts';
import {
  BOB,
  CAROL,
  conversation,
  pastCall,
  thread,
} from '../../../../support/renderer/samples/conversation-samples.ts';
import { appState } from '../../../../support/renderer/samples/session-view.ts';

const listed = (state: object, ...known: ReturnType<typeof conversation>[]) =>
  listConversations(appState(state), new Map(known.map((each) => [each.id, each])));

describe('the list of conversations', () => {
  test('[SES-4] one line for each conversation with messages or calls, latest first', () => {
    const withCarol = conversation({ id: 'conversation-0002', peer: CAROL, lastUsedAtMs: 9_000 });
    const items = listed({ threads: [thread({ unread: 2 })] }, conversation(), withCarol);
    expect(items.map(({ id, unread, last }) => [id, unread, last.kind])).toEqual([
      ['conversation-0002', 0, 'nothing'],
      ['conversation-0001', 2, 'message'],
    ]);
  });

  test('[CONV-5] messages are listed although the cache has lost their conversation', () => {
    expect(listed({ threads: [thread()] })).toHaveLength(1);
  });

  test('[INV-12] [NOTE-4] a missed call after the last message is the last event', () => {
    const history = [pastCall({ missed: true, atMs: 5_000 }), pastCall({ id: 'session-9000', atMs: 1_000 })];
    const [item] = listed({ threads: [thread({ lastAtMs: 3_000 })], history }, conversation());
    expect(item).toMatchObject({ atMs: 5_000, last: { kind: 'call', call: { missed: true } } });
    const [later] = listed({ threads: [thread({ lastAtMs: 6_000 })], history }, conversation());
    expect(later?.last.kind).toBe('message');
  });

  test('a live conversation says so', () => {
    const [item] = listed({ threads: [thread()] }, conversation({ state: 'live', lastUsedAtMs: 9_000 }));
    expect(item).toMatchObject({ atMs: 9_000, last: { kind: 'live' } });
  });

  test('[CONV-5] a conversation that became a conference still belongs to the two people', () => {
    const replaced = conversation({ state: 'replaced', replacedBy: 'conference-0001' });
    expect(listed({ threads: [thread()] }, replaced)).toHaveLength(1);
    expect(listed({}, replaced)[0]?.peer).toEqual(BOB);
  });

  test('[CONV-1] [CONV-3] a conversation that only invited to a conference cannot be continued', () => {
    const invited = conversation({ types: ['conference'] });
    expect(listed({}, invited)).toEqual([]);
    expect(listed({}, conversation({ types: ['audio-video', 'conference'] }))).toHaveLength(1);
  });

  test('people are shown with their current name and presence', () => {
    const people = [{ ...BOB, displayName: 'Robert', presence: 'in-call' }];
    expect(listed({ people }, conversation())[0]).toMatchObject({
      peer: { address: BOB.address, displayName: 'Robert' },
      presence: 'in-call',
    });
    expect(listed({}, conversation())[0]).toMatchObject({ peer: BOB, presence: undefined });
  });
});
