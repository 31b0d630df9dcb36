// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../support/renderer/mounted-page.tsx';
import {
  BOB,
  CAROL,
  FIRST,
  pastCall,
  thread,
} from '../../../../support/renderer/samples/conversation-samples.ts';
import { callView } from '../../../../support/renderer/samples/session-view.ts';

const bob = { ...BOB, presence: 'available' };
const carol = { ...CAROL, presence: 'offline' };
const withCarol = thread({ conversationId: 'conversation-0002', peer: CAROL, lastAtMs: 9_000, excerpt: 'x' });

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => {
  page.close();
  vi.restoreAllMocks();
});

/** Puts the state into the cache, as `main.tsx` does. */
function show(change: object): void {
  page.show(change);
  void act(() => {
    if (page.store.state.value) page.conversing.update(page.store.state.value);
  });
}

describe('home', () => {
  test('people are listed immediately; offline people can be written to, others also called', () => {
    page.show({ people: [bob, carol] });
    expect(page.all('person-row').map(({ dataset }) => dataset.address)).toEqual([
      BOB.address,
      CAROL.address,
    ]);
    const disabled = (testId: string) => page.all(testId).map((each) => (each as HTMLButtonElement).disabled);
    expect(disabled('open-message')).toEqual([false, false]);
    expect(disabled('call-video')).toEqual([false, true]);
  });

  const registered = (conferences: object) => ({
    registration: { state: 'registered', address: 'alice@example.org', displayName: 'Alice', conferences },
  });
  const isDisabled = (testId: string) => page.at<HTMLButtonElement>(testId).disabled;

  test('[UI-7] while conferences are set up, a text shows the progress; then they can be started', () => {
    page.show(registered({ state: 'preparing', percent: 40 }));
    expect(page.at('conferences-hint').textContent).toContain('Setting up conferences: 40 %');
    expect(['new-conference', 'new-conference-options'].map(isDisabled)).toEqual([true, true]);
    page.show(registered({ state: 'preparing' }));
    expect(page.at('conferences-hint').textContent).toContain('Setting up conferences… This');
    page.show(registered({ state: 'ready' }));
    expect(page.at('conferences-hint').textContent).toContain('share its link');
    expect(['new-conference', 'new-conference-options'].map(isDisabled)).toEqual([false, false]);
  });

  test('[UI-7] conferences that could not be set up: how to try again, and what to install', () => {
    page.show(registered({ state: 'failed' }));
    expect(page.at('conferences-hint').textContent).toContain('Restart Parley');
    page.show(registered({ state: 'failed', command: 'sudo apt-get install -y meson' }));
    expect(page.at('conferences-hint').textContent).toContain('“sudo apt-get install -y meson”');
    expect(isDisabled('new-conference')).toBe(true);
  });

  test('blocked people cannot be called', () => {
    page.show({ people: [bob], blocked: [BOB.address] });
    expect((page.at('call-audio') as HTMLButtonElement).disabled).toBe(true);
  });

  test('[CONV-1] [SES-4] calling and writing to a person continue the existing conversation', async () => {
    show({ people: [bob], threads: [thread()] });
    await page.press('call-audio');
    expect(page.sentAs('call')).toEqual([
      { to: BOB.address, media: { microphone: true, camera: false }, conversationId: FIRST },
    ]);
    await page.press('open-message');
    expect(page.at('conversation-view').dataset.conversation).toBe(FIRST);
  });

  test('[CONV-1] without a conversation no ID is sent, and a new conversation is used', async () => {
    show({ people: [bob] });
    await page.press('call-video');
    expect(page.sentAs('call')).toEqual([{ to: BOB.address, media: { microphone: true, camera: true } }]);
    await page.press('open-message');
    expect(page.at('conversation-view').dataset.conversation).toBeUndefined();
    show({ threads: [thread({ unread: 1 })] });
    expect(page.at('conversation-view').dataset.conversation).toBe(FIRST);
    await page.press('conversation-back');
    expect(page.has('conversation-view')).toBe(false);
  });

  test('[NOTE-4] conversations are latest first with unread messages, and the tab counts them', async () => {
    show({ people: [bob, carol], threads: [thread({ unread: 2, excerpt: '<b>\u202ehi' }), withCarol] });
    expect(page.at('tab-conversations').textContent).toContain('2 unread');
    await page.press('tab-conversations');
    const rows = page.all('conversation-row');
    expect(rows.map(({ dataset }) => [dataset.conversation, dataset.unread])).toEqual([
      ['conversation-0002', '0'],
      [FIRST, '2'],
    ]);
    expect(rows[1]?.textContent).toContain('<b>hi');
    expect(rows[1]?.textContent).toContain('2 unread messages');
    rows[1]?.click();
    await page.press('tab-people');
    expect(page.at('conversation-view').dataset.address).toBe(BOB.address);
  });

  test('[INV-12] the history says how each call ended, and opening it marks it as seen', async () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    const missed = pastCall({
      id: 'session-9002',
      missed: true,
      seen: false,
      durationMs: undefined,
      ending: { reason: 'expired', by: 'you' },
    });
    page.show({ history: [missed, pastCall()] });
    expect(page.at('tab-history').textContent).toContain('1 missed');
    expect(page.sentAs('see-history')).toEqual([]);
    await page.press('tab-history');
    const rows = page.all('history-row');
    expect(rows.map(({ dataset }) => [dataset.reason, dataset.missed])).toEqual([
      ['expired', 'true'],
      ['hung-up', 'false'],
    ]);
    expect(rows[0]?.textContent).toContain('You missed a call from Bob.');
    expect(rows[1]?.textContent).toContain('1:00');
    expect(page.sentAs('see-history')).toEqual([{}]);
  });

  test('[INV-12] clearing the history asks first', async () => {
    page.show({ history: [pastCall()] });
    await page.press('tab-history');
    await page.press('history-clear');
    expect(page.sentAs('clear-history')).toEqual([]);
    await page.press('history-clear-confirm');
    expect(page.sentAs('clear-history')).toEqual([{}]);
  });

  test('the tabs move with the arrow keys', async () => {
    page.at('tab-people').focus();
    const arrow = (key: string) =>
      act(() => {
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      });
    await arrow('ArrowLeft');
    expect(document.activeElement?.id).toBe('tab-history');
    await arrow('ArrowRight');
    await arrow('ArrowRight');
    expect(page.at('tab-conversations').getAttribute('aria-selected')).toBe('true');
    expect(page.at('tab-people').tabIndex).toBe(-1);
  });

  test('[SES-4] the bar of a running call leads back to it, and offers sharing but no calls', async () => {
    const session = callView({ establishedAtMs: 1 });
    show({ people: [bob], sessions: [session] });
    await act(() => page.conversing.navigation.leaveCall(session.id, session));
    expect(page.has('home')).toBe(true);
    expect((page.at('call-video') as HTMLButtonElement).disabled).toBe(true);
    await page.press('share-screen');
    expect(page.sentAs('share-screen')).toEqual([{ to: BOB.address, conversationId: FIRST }]);
    expect(page.at('live-call').textContent).toContain('In a call with Bob');
    await page.press('live-call');
    expect(page.has('call-view')).toBe(true);
  });

  test('[INV-6] a call that ends while the user is at home is noted there, and interrupts nothing', async () => {
    const session = callView({ establishedAtMs: 1 });
    show({ people: [bob], sessions: [session] });
    await act(() => page.conversing.navigation.leaveCall(session.id, session));
    const ending = { reason: 'hung-up', by: 'them' };
    show({ sessions: [callView({ ...session, state: 'terminated', ending })] });
    expect(page.words('ended-card')).toContain('Bob hung up.');
    expect(page.has('composer')).toBe(true);
  });

  test('[INV-10] calling another person during a call puts the call on hold', async () => {
    const session = callView({ establishedAtMs: 1 });
    show({ people: [{ ...carol, presence: 'available' }], sessions: [session] });
    await act(() => page.conversing.navigation.leaveCall(session.id));
    await page.press('call-audio');
    expect(page.sentAs('call')).toEqual([
      { to: CAROL.address, media: { microphone: true, camera: false }, others: 'hold' },
    ]);
  });

  test('the next user sees nothing of the previous one', async () => {
    show({ people: [bob], threads: [thread()] });
    await page.press('open-message');
    await act(() =>
      page.conversing.navigation.keepDraft({ peer: thread().peer, conversationId: FIRST }, 'Secret'),
    );
    show({ registration: { state: 'signed-out' }, threads: [] });
    show({ registration: { state: 'registered', address: 'eve@example.org', displayName: 'Eve' } });
    expect(page.has('conversation-view')).toBe(false);
    expect(page.conversing.cache.known.value.size).toBe(0);
    expect(page.conversing.navigation.draftOf({ peer: thread().peer, conversationId: FIRST })).toBe('');
  });
});

describe('signing out', () => {
  test('takes one click without a call or stay', async () => {
    await page.press('sign-out');
    expect(page.sentAs('sign-out')).toHaveLength(1);
  });

  test.each([
    ['a call', callView()],
    ['a call that is still ringing', callView({ state: 'establishing', progress: 'ringing' })],
    ['a held call', callView({ hold: { byUs: true, byThem: false } })],
  ])('during %s asks, and staying is the default', async (_, session) => {
    page.show({ sessions: [session] });
    await act(() => page.conversing.navigation.leaveCall(session.id));
    await page.press('sign-out');
    expect(page.words('sign-out-dialog')).toContain('You’re in a call. Signing out ends it.');
    await expect.poll(() => document.activeElement).toBe(page.at('sign-out-cancel'));
    await page.press('sign-out-cancel');
    expect([page.has('sign-out-dialog'), page.sentAs('sign-out')]).toEqual([false, []]);
    await page.press('sign-out');
    await page.press('sign-out-confirm');
    expect(page.sentAs('sign-out')).toHaveLength(1);
  });

  test('the question disappears when the call ends', async () => {
    page.show({ sessions: [callView()] });
    await act(() => page.conversing.navigation.leaveCall(callView().id));
    await page.press('sign-out');
    page.show({ sessions: [] });
    expect(page.has('sign-out-dialog')).toBe(false);
  });
});
