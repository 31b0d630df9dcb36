// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { type ConversationId, MessageId } from '../../../../../protocol/ids.ts';
import { MAX_TEXT_BYTES, type MessageView } from '../../../../../protocol/messages.ts';
import type { BridgeStatus } from '../../../../../renderer/bridge/bridge.ts';
import type { SendCommand } from '../../../../../renderer/bridge/send-command.ts';
import { Conversing } from '../../../../../renderer/state/conversations/conversing.ts';
import { Store } from '../../../../../renderer/state/state.ts';
import { ConversationPane } from '../../../../../renderer/views/conversation/conversation-pane.tsx';
import { ConversationsProvider } from '../../../../../renderer/views/conversation/conversations-context.ts';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { StoreProvider } from '../../../../../renderer/views/store-context.ts';
import {
  BOB,
  conversation,
  FIRST,
  message,
  thread,
} from '../../../../support/renderer/samples/conversation-samples.ts';
import { appState } from '../../../../support/renderer/samples/session-view.ts';

const peer = conversation().peer;

/** Runs an action of the user, and waits for the reply and the rendering. */
async function acting(change: () => void): Promise<void> {
  await act(change);
  await act(() => new Promise<void>((resolve) => setTimeout(resolve)));
}

describe('the messages of a conversation on screen', () => {
  let sent: [string, unknown][];
  let failure: ParleyError | null;
  let page: MessageView[];
  let store: Store;
  let conversing: Conversing;
  let focused: boolean;

  const send: SendCommand = async (name, data) => {
    sent.push([name, data]);
    if (failure) throw failure;
    if (name === 'read-messages') return { messages: page, more: false } as never;
    if (name === 'send-message') {
      return { conversationId: FIRST, messageId: MessageId.parse('message-9999') } as never;
    }
    return {} as never;
  };
  const show = (conversationId?: ConversationId) =>
    acting(() => {
      render(
        <StoreProvider value={store}>
          <ConversationsProvider value={conversing}>
            <ConversationPane conversationId={conversationId} peer={peer} />
          </ConversationsProvider>
        </StoreProvider>,
        document.body,
      );
    });
  const find = <Kind extends HTMLElement>(testId: string) =>
    document.querySelector<Kind>(`[data-testid="${testId}"]`) as Kind;
  const type = (text: string) =>
    acting(() => {
      const field = find<HTMLTextAreaElement>('composer');
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
  const press = (key: string, more: KeyboardEventInit = {}) =>
    acting(() => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
      find('composer').dispatchEvent(event);
    });
  const named = (name: string) => sent.filter(([each]) => each === name).map(([, data]) => data);

  beforeEach(async () => {
    await preloadViews();
    sent = [];
    failure = null;
    page = [];
    focused = true;
    vi.spyOn(document, 'hasFocus').mockImplementation(() => focused);
    store = new Store({ bridge: signal<BridgeStatus>({ name: 'attached' }), send });
    conversing = new Conversing((data) => store.ask('read-messages', data));
    store.show(appState());
  });

  afterEach(() => {
    render(null, document.body);
    vi.restoreAllMocks();
  });

  test('[SES-2] each message has its state, visible and for screen readers', async () => {
    page = [
      message(1, { direction: 'incoming', from: BOB }),
      message(2, { state: 'read' }),
      message(3, { sequence: undefined, state: 'failed', error: 'MAILBOX_FULL' }),
    ];
    await show(FIRST);
    const shown = [...document.querySelectorAll<HTMLElement>('[data-testid="message"]')];
    expect(shown.map(({ dataset }) => [dataset.direction, dataset.state])).toEqual([
      ['incoming', 'sent'],
      ['outgoing', 'read'],
      ['outgoing', 'failed'],
    ]);
    expect(shown.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^Bob wrote:Text 1/),
      expect.stringMatching(/^You wrote:Text 2.*Read$/),
      expect.stringMatching(/Not sent.*mailbox is full/),
    ]);
    await acting(() => find('retry-message').click());
    expect(named('retry-message')).toEqual([{ messageId: 'message-0003' }]);
  });

  test('[SES-2] messages are shown as text, whatever they contain', async () => {
    const text = '<img src=x onerror="alert(1)"> & <a href="javascript:alert(1)">x</a>';
    page = [message(1, { text, direction: 'incoming' })];
    await show(FIRST);
    expect(find('message-text').textContent).toBe(text);
    expect(find('message-text').children).toHaveLength(0);
  });

  test.each(['click', 'auxclick'])(
    'a link opens outside and does not navigate this page (%s)',
    async (kind) => {
      page = [message(1, { text: 'see https://example.org/a', direction: 'incoming' })];
      await show(FIRST);
      const link = find('message-text').querySelector('a');
      const event = new MouseEvent(kind, { bubbles: true, cancelable: true, ctrlKey: true });
      await acting(() => void link?.dispatchEvent(event));
      expect(event.defaultPrevented).toBe(true);
      expect(named('open-link')).toEqual([{ url: 'https://example.org/a' }]);
    },
  );

  test('Enter sends; not with Shift, and not during a composition', async () => {
    await show(FIRST);
    await type('Hello\n');
    await press('Enter', { shiftKey: true });
    await press('Enter', { isComposing: true });
    expect(named('send-message')).toEqual([]);
    await press('Enter');
    expect(named('send-message')).toEqual([{ to: BOB.address, conversationId: FIRST, text: 'Hello' }]);
    expect(find<HTMLTextAreaElement>('composer').value).toBe('');
    await press('Enter');
    expect(named('send-message')).toHaveLength(1);
  });

  test('[RES-6] a message that is too long is refused before it is sent, with the number of excess bytes', async () => {
    await show(FIRST);
    await type('a'.repeat(MAX_TEXT_BYTES + 1));
    await press('Enter');
    expect(named('send-message')).toEqual([]);
    expect(find<HTMLButtonElement>('send-message').disabled).toBe(true);
    expect(document.body.textContent).toContain('Too long by 1 byte.');
  });

  test('text that could not be sent returns to the composer', async () => {
    await show(FIRST);
    await type('Hello');
    failure = new ParleyError('CONNECTION_LOST', 'gone');
    await press('Enter');
    expect(find<HTMLTextAreaElement>('composer').value).toBe('Hello');
    expect(store.alerts.value.map(({ error }) => error.code)).toEqual(['CONNECTION_LOST']);
  });

  test('a draft is restored when the conversation is opened again', async () => {
    await show();
    await type('Half a thou');
    render(null, document.body);
    await show(FIRST);
    expect(find<HTMLTextAreaElement>('composer').value).toBe('Half a thou');
    await type('Half a thought');
    render(null, document.body);
    expect(conversing.navigation.draftOf({ peer, conversationId: FIRST })).toBe('Half a thought');
    conversing.navigation.reset();
    await show(FIRST);
    expect(find<HTMLTextAreaElement>('composer').value).toBe('');
  });

  test('[CONV-1] [SES-2] a second message shortly after the first one is sent too, and the field stays', async () => {
    conversing.navigation.open({ peer });
    await show();
    const before = find('composer');
    await acting(() => {
      for (const text of ['One', 'Two']) {
        const field = find<HTMLTextAreaElement>('composer');
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      }
    });
    expect(named('send-message')).toEqual(['One', 'Two'].map((text) => ({ to: BOB.address, text })));
    await show(FIRST);
    expect(find('composer')).toBe(before);
    expect(find<HTMLTextAreaElement>('composer').value).toBe('');
  });

  test('[SES-2] [NOTE-4] messages are marked as read when the window has the focus, and so is each new one', async () => {
    focused = false;
    store.show(appState({ threads: [thread({ unread: 1 })] }));
    await show(FIRST);
    expect(named('mark-read')).toEqual([]);
    focused = true;
    await acting(() => void window.dispatchEvent(new Event('focus')));
    expect(named('mark-read')).toEqual([{ conversationId: FIRST }]);
    await acting(() => store.show(appState({ threads: [thread({ unread: 0 })] })));
    expect(named('mark-read')).toHaveLength(1);
    await acting(() => store.show(appState({ threads: [thread({ unread: 1, lastAtMs: 9_000 })] })));
    expect(named('mark-read')).toHaveLength(2);
  });

  test('a blocked person cannot be written to until they are unblocked', async () => {
    store.show(appState({ blocked: [BOB.address] }));
    await show(FIRST);
    expect(find('composer')).toBeNull();
    await acting(() => find('unblock').click());
    expect(named('block')).toEqual([{ address: BOB.address, blocked: false }]);
  });
});
