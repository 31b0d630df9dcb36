import { beforeEach, describe, expect, test } from 'vitest';
import type { MessageView } from '../../../../../protocol/messages.ts';
import type { CommandData, CommandReply } from '../../../../../protocol/rpc/commands.ts';
import { Messages, upsert } from '../../../../../renderer/state/conversations/messages.ts';
import { FIRST, message } from '../../../../support/renderer/samples/conversation-samples.ts';

const unsent = (number: number, state: 'sending' | 'failed' = 'sending') =>
  message(number, { sequence: undefined, state });
const texts = (messages: readonly MessageView[]) => messages.map(({ text }) => text);

describe('the order of messages', () => {
  test('[SES-2] by sequence, whatever order they arrive in; messages that the server does not have are last', () => {
    const known = upsert([], [message(3), unsent(9), message(1)]);
    const all = upsert(known, [message(2), unsent(8, 'failed'), message(4)]);
    expect(texts(all)).toEqual(['Text 1', 'Text 2', 'Text 3', 'Text 4', 'Text 8', 'Text 9']);
  });

  test('[SES-2] a message that arrives twice is listed once, in its latest version', () => {
    const known = upsert([message(1), unsent(2)], [message(2, { state: 'delivered' })]);
    expect(known.map(({ state, sequence }) => [state, sequence])).toEqual([
      ['sent', 1],
      ['delivered', 2],
    ]);
    expect(upsert(known, known)).toEqual(known);
  });

  test('[SES-2] a message moves to its place when the server assigns one', () => {
    const known = upsert([message(1)], [unsent(2), unsent(3)]);
    expect(texts(upsert(known, [message(3)]))).toEqual(['Text 1', 'Text 3', 'Text 2']);
  });

  test('[SES-2] two that were written in the same millisecond keep their order', () => {
    const same = [unsent(5), unsent(4), unsent(6)].map((each) => ({ ...each, sentAtMs: 1 }));
    expect(texts(upsert([], same))).toEqual(['Text 5', 'Text 4', 'Text 6']);
  });
});

describe('the messages of opened conversations', () => {
  let asked: CommandData<'read-messages'>[];
  let answers: ((page: CommandReply<'read-messages'> | null) => void)[];
  let messages: Messages;
  const shown = () => messages.of(FIRST).value;
  const answer = async (page: MessageView[] | null, more = false) => {
    answers.shift()?.(page && { messages: page, more });
    await Promise.resolve();
    await Promise.resolve();
  };

  beforeEach(() => {
    asked = [];
    answers = [];
    messages = new Messages((data) => {
      asked.push(data);
      return new Promise((resolve) => answers.push(resolve));
    });
  });

  test('opening reads the latest page once', async () => {
    void messages.open(FIRST);
    void messages.open(FIRST);
    expect(shown().reading).toBe('first');
    await answer([message(4), message(5)], true);
    void messages.open(FIRST);
    expect(asked).toEqual([{ conversationId: FIRST }]);
    expect(shown()).toMatchObject({ reading: 'idle', isRead: true, more: true });
    expect(texts(shown().messages)).toEqual(['Text 4', 'Text 5']);
  });

  test('scrolling up reads the page before the earliest sequence, until there is none', async () => {
    void messages.open(FIRST);
    await answer([message(4), message(5), unsent(6)], true);
    void messages.readEarlier(FIRST);
    void messages.readEarlier(FIRST);
    expect(asked.at(-1)).toEqual({ conversationId: FIRST, beforeSequence: 4 });
    await answer([message(2), message(3)]);
    expect(texts(shown().messages)).toEqual(['Text 2', 'Text 3', 'Text 4', 'Text 5', 'Text 6']);
    void messages.readEarlier(FIRST);
    expect(asked).toHaveLength(2);
  });

  test('[SES-2] messages that main reports while a page is read are newer than the page', async () => {
    void messages.open(FIRST);
    messages.change(FIRST, [message(5, { state: 'read' }), message(6)]);
    await answer([message(4), message(5)]);
    expect(shown().messages.map(({ id, state }) => [id, state])).toEqual([
      ['message-0004', 'sent'],
      ['message-0005', 'read'],
      ['message-0006', 'sent'],
    ]);
  });

  test('messages of unopened conversations are read when those are opened', async () => {
    messages.change(FIRST, [message(1)]);
    expect(shown().messages).toEqual([]);
    void messages.open(FIRST);
    await answer([message(1)]);
    expect(shown().messages).toHaveLength(1);
  });

  test('a page that could not be read can be asked for again', async () => {
    void messages.open(FIRST);
    await answer(null);
    expect(shown()).toMatchObject({ reading: 'idle', isRead: false });
    void messages.open(FIRST);
    await answer([message(1)]);
    expect(shown().isRead).toBe(true);
  });

  test('[RES-5] after attaching again, opened conversations are read again, and earlier replies are ignored', async () => {
    void messages.open(FIRST);
    await answer([message(1)]);
    messages.change(FIRST, [message(2, { sequence: undefined, state: 'sending' })]);
    void messages.reread();
    await answer([message(1, { state: 'read' }), message(2, { state: 'delivered' }), message(9)], true);
    expect(shown().messages.map(({ state }) => state)).toEqual(['read', 'delivered', 'sent']);
    expect(shown().more).toBe(true);

    void messages.readEarlier(FIRST);
    void messages.reread();
    await answer([message(7)]);
    expect(texts(shown().messages)).not.toContain('Text 7');
    await answer([message(9)]);
    expect(texts(shown().messages)).toEqual(['Text 9']);
  });

  test('nothing stays for the next user', async () => {
    void messages.open(FIRST);
    const before = messages.of(FIRST);
    messages.reset();
    await answer([message(1)]);
    expect([before.value.messages, shown().messages]).toEqual([[], []]);
  });
});
