// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../support/renderer/mounted-page.tsx';
import { callView, screenShareView } from '../../../../support/renderer/samples/session-view.ts';

const NOBODY = { byUs: false, byThem: false };
const BY_US = { byUs: true, byThem: false };
const CAROL = { address: 'carol@example.org', displayName: 'Carol' };
const OFF = { microphone: 'off', camera: 'off', screen: 'off' };
const call = callView();
const second = callView({
  id: 'session-0002',
  conversationId: 'conversation-0002',
  leaseId: 'lease-0002',
  peer: CAROL,
});
const share = (change: object) =>
  screenShareView({
    id: 'session-0003',
    leaseId: 'lease-0003',
    ...change,
  });

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

describe('hold', () => {
  test('[SES-1] the button puts on hold and resumes, and shows the state', async () => {
    page.show({ sessions: [call] });
    expect(page.at('toggle-hold').getAttribute('aria-pressed')).toBe('false');
    await page.press('toggle-hold');
    page.show({ sessions: [{ ...call, hold: BY_US }] });
    expect(page.at('toggle-hold').getAttribute('aria-pressed')).toBe('true');
    await page.press('toggle-hold');
    expect(page.sentAs('hold')).toEqual([
      { sessionId: call.id, held: true },
      { sessionId: call.id, held: false },
    ]);
  });

  test.each([
    [BY_US, 'you', 'You put Bob on hold'],
    [{ byUs: false, byThem: true }, 'them', 'Bob put you on hold'],
    [{ byUs: true, byThem: true }, 'both', 'You and Bob put each other on hold'],
  ])('[INV-10] a cover over the picture says who put the call on hold: %o', (hold, by, words) => {
    page.show({ sessions: [{ ...call, hold }] });
    expect(page.at('on-hold').dataset.by).toBe(by);
    expect(page.words('on-hold')).toContain(words);
    expect((page.at('toggle-share') as HTMLButtonElement).disabled).toBe(true);
    page.show({ sessions: [{ ...call, hold: NOBODY }] });
    expect(page.has('on-hold')).toBe(false);
  });

  test('[INV-10] the other call is in a strip, with buttons to resume and end it', async () => {
    page.show({ sessions: [call, { ...second, hold: BY_US }] });
    expect(page.words('held-call')).toContain('Carol');
    await page.press('resume-call');
    await page.press('hang-up-held');
    expect(page.sentAs('hold')).toEqual([{ sessionId: second.id, held: false }]);
    expect(page.sentAs('hang-up')).toEqual([{ sessionId: second.id }]);
    page.show({ sessions: [{ ...call, hold: BY_US }, second] });
    expect(page.words('held-call')).toContain('Bob');
  });

  test('[INV-10] a held call is in the strip while another person is called', () => {
    page.show({
      sessions: [
        { ...call, hold: BY_US },
        callView({ ...second, state: 'establishing', progress: 'ringing' }),
      ],
    });
    expect(page.has('outgoing-card')).toBe(true);
    expect(page.words('held-call')).toContain('Bob');
  });

  test('[SES-1] the view says that the media is reconnecting', () => {
    page.show({ sessions: [{ ...call, restarting: true }] });
    expect(page.words('restarting')).toBe('Reconnecting…');
  });
});

describe('a shared screen', () => {
  const ours = share({ local: { ...OFF, screen: 'on', screenName: 'Budget' } });
  const theirs = share({ direction: 'incoming', remote: { ...OFF, screen: 'on', screenName: 'Plan' } });

  test('[SES-4] sharing joins the conversation of the call', async () => {
    page.show({ sessions: [call] });
    await page.press('toggle-share');
    expect(page.sentAs('share-screen')).toEqual([
      { to: call.peer.address, conversationId: call.conversationId },
    ]);
  });

  test('[SES-3] the user’s own screen is named, and can be stopped from the bar and with the button', async () => {
    page.show({ sessions: [call, ours] });
    expect(page.has('call-view')).toBe(true);
    expect(page.words('sharing-bar')).toContain('You’re sharing “Budget” with Bob');
    expect(page.at('toggle-share').getAttribute('aria-pressed')).toBe('true');
    await page.press('stop-share');
    await page.press('toggle-share');
    expect(page.sentAs('hang-up')).toEqual([{ sessionId: ours.id }, { sessionId: ours.id }]);
    expect(page.sentAs('share-screen')).toEqual([]);
  });

  test('[SES-3] the bar says that the other side has not accepted yet', () => {
    page.show({ sessions: [call, share({ ...ours, state: 'establishing', progress: 'ringing' })] });
    expect(page.words('sharing-bar')).toContain('Waiting for Bob to view “Budget”…');
  });

  test('[SES-3] the screen of the other side is the large picture, with its name', () => {
    page.show({ sessions: [call, theirs] });
    expect([page.has('remote-screen'), page.has('remote-video')]).toEqual([true, true]);
    expect(page.words('screen-name')).toBe('Bob is sharing “Plan”');
    page.show({ sessions: [{ ...call, hold: BY_US }, theirs] });
    expect(page.has('remote-screen')).toBe(false);
  });

  test('[SES-3] a screen of the held call is not shown in the other call', () => {
    page.show({ sessions: [{ ...call, hold: BY_US }, second, theirs] });
    expect(page.has('remote-screen')).toBe(false);
  });

  test('[SES-3] a screen without a call has its own view', async () => {
    page.show({ sessions: [theirs] });
    expect(page.words('screen-name')).toBe('Bob is sharing “Plan”');
    await page.press('stop-watching');
    expect(page.sentAs('hang-up')).toEqual([{ sessionId: theirs.id }]);
  });

  test('[INV-6] a declined screen is noted beside the call; a stopped one is dismissed without a note', async () => {
    const declined = share({ ...ours, state: 'terminated', ending: { reason: 'declined', by: 'them' } });
    page.show({ sessions: [call, declined] });
    expect(page.words('ended-note')).toContain('Bob declined to view your screen.');
    await page.press('dismiss-note');
    const stopped = share({
      ...theirs,
      id: 'session-0004',
      state: 'terminated',
      ending: { reason: 'hung-up', by: 'them' },
    });
    page.show({ sessions: [call, stopped] });
    expect(page.has('ended-note')).toBe(false);
    expect(page.sentAs('dismiss-ended')).toEqual([{ carriageId: ours.id }, { carriageId: 'session-0004' }]);
  });
});

describe('messages beside the pictures', () => {
  const thread = {
    conversationId: call.conversationId,
    peer: call.peer,
    unread: 3,
    excerpt: 'Look',
    lastDirection: 'incoming',
    lastAtMs: 0,
  };

  test('[SES-4] the messages of the conversation are beside the call, and unread ones are counted', async () => {
    page.show({
      sessions: [call],
      threads: [thread, { ...thread, conversationId: 'conversation-0009', unread: 9 }],
    });
    expect(page.words('unread-in-call')).toBe('3');
    expect(page.at('toggle-messages').getAttribute('aria-label')).toBe('Messages, 3 unread');
    expect(page.has('conversation-pane')).toBe(false);
    await page.press('toggle-messages');
    expect(page.has('conversation-pane')).toBe(true);
    await page.press('toggle-messages');
    expect(page.has('conversation-pane')).toBe(false);
  });

  test('the user can go home while the call continues', async () => {
    page.show({ sessions: [call] });
    await page.press('call-home');
    expect([page.has('home'), page.has('call-view')]).toEqual([true, false]);
    expect(page.sentAs('hang-up')).toEqual([]);
  });

  test.each([
    ['h', 'hold'],
    ['s', 'share-screen'],
  ] as const)('the key %s is a shortcut, but not while one types', async (key, command) => {
    page.show({ sessions: [call] });
    await page.press('toggle-messages');
    const input = document.querySelector<HTMLElement>('textarea, input');
    await page.key(key, input ?? undefined);
    expect([input !== null, page.sentAs(command).length]).toEqual([true, 0]);
    await page.key(key);
    expect(page.sentAs(command)).toHaveLength(1);
  });
});
