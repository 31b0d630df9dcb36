// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Reaction } from '../../../../../../protocol/conferences/chat.ts';
import { preloadViews } from '../../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../../support/renderer/mounted-page.tsx';
import { participant, stayView, WAITS } from '../../../../../support/renderer/samples/stay-view.ts';

const conferenceId = 'conference-0001';
const as = (role: string, change: object = {}) => ({
  participants: [participant('Alice', { role, ...change }), participant('Bob')],
});

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

const show = (change: object = {}, more: object = {}) => page.show({ stay: stayView(change), ...more });
const pressed = (testId: string) => page.at(testId).getAttribute('aria-pressed');

describe('[CONF-11] raised hand and reactions', () => {
  test('the hand is raised and lowered with button and key', async () => {
    show();
    await page.press('toggle-hand');
    expect(pressed('toggle-hand')).toBe('false');
    show(as('presenter', { handRaisedAtMs: 5 }));
    expect(pressed('toggle-hand')).toBe('true');
    await page.key('h');
    expect(page.sentAs('conference.hand')).toEqual([
      { conferenceId, raised: true },
      { conferenceId, raised: false },
    ]);
  });

  test.each(Reaction.options)('%s has a name and is sent', async (reaction) => {
    show();
    await page.press('reactions');
    expect(page.words(`react-${reaction}`)).toMatch(/^\w+/);
    await page.press(`react-${reaction}`);
    expect(page.sentAs('conference.react')).toEqual([{ conferenceId, reaction }]);
  });

  test('both are disabled while leaving', async () => {
    show({ state: 'leaving' });
    await page.key('h');
    await page.key('s');
    expect(page.at<HTMLButtonElement>('reactions').disabled).toBe(true);
    expect(page.sent).toEqual([]);
  });
});

describe('[CONF-8] controls by role', () => {
  test.each([
    ['organizer', true],
    ['presenter', true],
    ['attendee', false],
  ])('%s: sharing and inviting %s', async (role, isOffered) => {
    show(as(role));
    expect([page.has('toggle-share'), page.has('invite-people')]).toEqual([isOffered, isOffered]);
    await page.key('s');
    expect(page.sentAs('share-in-conference')).toEqual(isOffered ? [{ conferenceId }] : []);
  });

  test('a user who may no longer share can still stop', async () => {
    const MEDIA = { microphone: 'on', camera: 'on', screen: 'on' };
    show({ ...as('attendee'), local: MEDIA });
    await page.press('stop-share');
    expect(page.sentAs('set-source')).toEqual([{ leaseId: 'lease-0010', source: 'screen', on: false }]);
  });
});

describe('[CONF-11] the panel beside the stage', () => {
  test('is the roster, the chat, or closed', async () => {
    show();
    expect([page.has('roster'), pressed('toggle-roster')]).toEqual([true, 'true']);
    await page.press('toggle-chat');
    expect([page.has('roster'), page.has('chat-pane'), pressed('toggle-chat')]).toEqual([
      false,
      true,
      'true',
    ]);
    await page.key('p');
    expect([page.has('roster'), page.has('chat-pane')]).toEqual([true, false]);
    await page.key('p');
    expect(page.has('roster')).toBe(false);
    expect(page.at('toggle-roster').hasAttribute('aria-controls')).toBe(false);
    await page.key('c');
    expect(page.has('chat-pane')).toBe(true);
  });

  test('its buttons show new messages and requests', () => {
    const chat = { conferenceId, messages: [], unread: 3 };
    const participants = [
      participant('Alice', { role: 'organizer' }),
      participant('Bob', { handRaisedAtMs: 1 }),
      participant('Dan', WAITS),
    ];
    show({ participants }, { chat });
    expect(page.at('toggle-chat').getAttribute('aria-label')).toBe('Chat, 3 unread');
    expect(page.words('chat-unread')).toBe('3');
    expect(page.at('toggle-roster').getAttribute('aria-label')).toBe(
      'People, 2 requests, 1 raised hand, 1 waiting',
    );
    expect(page.words('roster-count')).toBe('2');
    show({
      participants: participants.map((each) => ({
        ...each,
        role: each.role === 'organizer' ? 'presenter' : each.role,
      })),
    });
    expect(page.at('toggle-roster').getAttribute('aria-label')).toBe('People, 1 raised hand');
  });

  test('ignores another conference', () => {
    show({}, { chat: { conferenceId: 'conference-0002', messages: [], unread: 3 } });
    expect(page.has('chat-unread')).toBe(false);
  });
});

describe('[CONF-11] a narrow window', () => {
  const { happyDOM } = window as unknown as { happyDOM: { setViewport(size: { width: number }): void } };
  beforeEach(() => happyDOM.setViewport({ width: 360 }));
  afterEach(() => happyDOM.setViewport({ width: 1_024 }));

  test('puts rarely used controls in a menu, and no panel over the stage', async () => {
    show();
    expect(page.has('roster')).toBe(false);
    expect([page.has('toggle-share'), page.has('layout-speaker')]).toEqual([false, false]);
    await page.press('more');
    await page.press('toggle-share');
    expect(page.sentAs('share-in-conference')).toEqual([{ conferenceId }]);
    await page.press('more');
    await page.press('layout-speaker');
    await page.press('more');
    expect(page.at('layout-speaker').getAttribute('aria-checked')).toBe('true');
    await page.press('invite-people');
    expect(page.has('invite-dialog')).toBe(true);
  });
});
