// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../../../protocol/errors.ts';
import { preloadViews } from '../../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../../support/renderer/mounted-page.tsx';
import { stayView } from '../../../../../support/renderer/samples/stay-view.ts';

const conferenceId = 'conference-0001';
const said = (sequence: number, name: string, text: string) => ({
  id: `message-000${sequence}`,
  participantId: `participant-${name.toLowerCase()}`,
  from: { address: `${name.toLowerCase()}@example.org`, displayName: name },
  text,
  sequence,
  sentAtMs: 1_000 * sequence,
});
const chat = (unread: number, ...messages: object[]) => ({ chat: { conferenceId, messages, unread } });

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
  page.show({ stay: stayView() });
  await page.press('toggle-chat');
});
afterEach(() => page.close());

const write = async (text: string) => {
  await page.type('chat-composer', text);
  await page.press('chat-send');
};
const texts = () => page.sentAs('conference.chat').map((data) => (data as { text: string }).text);
const ids = () => page.sentAs('conference.chat').map((data) => (data as { messageId: string }).messageId);
const typed = () => page.at<HTMLTextAreaElement>('chat-composer').value;

describe('[CONF-11] the chat of a conference', () => {
  test('shows names and times, also of messages from before joining; links open outside', async () => {
    page.show(chat(0, said(1, 'Bob', 'See https://example.org/plan'), said(2, 'Alice', 'Thanks')));
    const [first, second] = page.all('chat-message');
    expect(first?.textContent).toContain('Bob');
    expect(first?.querySelector('time')?.dateTime).toBe('1970-01-01T00:00:01.000Z');
    expect([first?.dataset.direction, second?.dataset.direction]).toEqual(['incoming', 'outgoing']);
    expect(second?.textContent).toContain('You');
    await page.press(first?.querySelector('a') as HTMLElement);
    expect(page.sentAs('open-link')).toEqual([{ url: 'https://example.org/plan' }]);
  });

  test('[UI-4] takes the focus when opened with the button or C, and Escape returns it', async () => {
    expect(document.activeElement).toBe(page.at('chat-composer'));
    await page.key('Escape', page.at('chat-composer'));
    expect([page.has('chat-pane'), document.activeElement]).toEqual([false, page.at('toggle-chat')]);
    const { defaultPrevented } = await page.key('c', page.at('toggle-chat'));
    expect(document.activeElement).toBe(page.at('chat-composer'));
    // The letter that opened the chat is not typed into it.
    expect(defaultPrevented).toBe(true);
    for (const letter of 'ello all') await page.key(letter, page.at('chat-composer'));
    expect(page.sentAs('conference.hand')).toEqual([]);
  });

  test('[UI-6] a conference link in a message opens in Parley, but not during a conference, and opens no camera', async () => {
    const link = 'parley://join/conference-0002';
    page.show(chat(0, said(1, 'Bob', `Next time (${link}).`)));
    await page.press(page.at('chat-message').querySelector('a') as HTMLElement);
    expect(page.words('link-notice')).toContain('You’re in a conference. Leave it');
    await page.press('link-notice-close');
    expect([page.has('link-notice'), page.sentAs('open-link'), page.sentAs('set-preview')]).toEqual([
      false,
      [],
      [],
    ]);
  });

  test('says that there are no messages yet', () => {
    expect(page.words('chat-pane')).toContain('No messages yet');
  });

  test('does not show the chat of another conference', () => {
    page.show({ chat: { conferenceId: 'conference-0002', messages: [said(1, 'Bob', 'Hello')], unread: 0 } });
    expect(page.has('chat-message')).toBe(false);
  });

  test('sends with Enter, without surrounding spaces; sends no empty message', async () => {
    await page.type('chat-composer', '  ');
    await page.key('Enter', page.at('chat-composer'));
    await page.type('chat-composer', ' Hello \n');
    await page.key('Enter', page.at('chat-composer'));
    expect(texts()).toEqual(['Hello']);
    expect(typed()).toBe('');
  });

  test('keeps text that could not be sent, and sends it again as the same message', async () => {
    page.refused.set('conference.chat', new ParleyError('REQUEST_TIMED_OUT', ''));
    await write('Hello');
    expect(typed()).toBe('Hello');
    page.refused.clear();
    await page.press('chat-send');
    await write('Hello');
    expect(texts()).toEqual(['Hello', 'Hello', 'Hello']);
    const [first, again, another] = ids();
    expect(again).toBe(first);
    expect(another).not.toBe(first);
  });

  test('keeps unsent text while the pane is closed', async () => {
    await page.type('chat-composer', 'Half a sen');
    await page.press('toggle-chat');
    await page.press('toggle-chat');
    expect(typed()).toBe('Half a sen');
  });

  test('counts near the limit, and refuses beyond it', async () => {
    await page.type('chat-composer', 'x'.repeat(3_900));
    expect(page.words('chat-pane')).toContain('100 characters left');
    await page.type('chat-composer', 'x'.repeat(4_001));
    expect(page.words('chat-pane')).toContain('Too long. Shorten it by 1 character.');
    expect(page.at<HTMLButtonElement>('chat-send').disabled).toBe(true);
  });

  test('is marked as seen when the user can see it', () => {
    page.show(chat(2, said(1, 'Bob', 'Hello')));
    expect(page.sentAs('see-chat')).toEqual([{ conferenceId }]);
  });
});
