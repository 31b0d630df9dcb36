// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../support/renderer/mounted-page.tsx';
import { callView } from '../../../../support/renderer/samples/session-view.ts';
import { stayView } from '../../../../support/renderer/samples/stay-view.ts';

const AT = new Date(2026, 10, 21, 12, 3, 4).getTime();
const HOLDER = { purpose: 'conference', name: 'Monday' };
const receipt = (source: string, change: object = {}) => ({
  id: `receipt-${source}`,
  leaseId: 'lease-0009',
  source,
  holder: HOLDER,
  releasedAtMs: AT,
  witness: 'page',
  ...change,
});
const held = (source: string, change: object = {}) => ({
  trackId: `track-${source}`,
  leaseId: 'lease-0009',
  source,
  isClone: false,
  holder: HOLDER,
  heldSinceMs: AT,
  ...change,
});
const ledger = (receipts: object[], tracks: object[] = []) => ({ ledger: { receipts, held: tracks } });
const exited = (change: object = {}) =>
  stayView({ state: 'exited', ending: { reason: 'left', by: 'you' }, stillIn: [], ...change });

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

const read = (testId: string) => page.all(testId).map(({ textContent }) => textContent);

describe('[LEASE-3] receipts', () => {
  test('the card of a stay says when each of its devices was last released', () => {
    page.show({
      stay: exited(),
      ...ledger([
        receipt('microphone'),
        receipt('microphone', { id: 'earlier', releasedAtMs: AT - 60_000 }),
        receipt('camera'),
        receipt('camera', { id: 'other', leaseId: 'lease-0001' }),
      ]),
    });
    expect(read('receipt')).toEqual([
      expect.stringMatching(/^Microphone released 12:03:04/),
      expect.stringMatching(/^Camera released 12:03:04/),
    ]);
  });

  test('a device that is in use is not shown as released', () => {
    page.show({
      stay: exited(),
      ...ledger([receipt('microphone')], [held('microphone', { isClone: true })]),
    });
    expect(read('receipt')).toEqual([]);
    expect(read('not-released')).toEqual(['Microphone not released yet']);
    page.show(ledger([receipt('microphone')]));
    expect(read('receipt')).toHaveLength(1);
  });

  test('so does the card of a call', () => {
    const ended = { state: 'terminated', ending: { reason: 'hung-up', by: 'them' } };
    page.show({
      sessions: [callView({ leaseId: 'lease-0009', ...ended })],
      ...ledger([receipt('microphone')]),
    });
    expect(read('receipt')).toEqual([expect.stringMatching(/^Microphone released 12:03:04/)]);
  });

  test('[LEASE-1] the settings list devices in use, by whom, and the latest receipts', async () => {
    page.show(
      ledger(
        [receipt('screen', { holder: { purpose: 'sharing', name: 'Bob' } })],
        [held('camera'), held('camera', { trackId: 'clone', isClone: true, heldSinceMs: AT + 5 })],
      ),
    );
    await page.press('open-settings');
    expect(read('held-device')).toEqual([expect.stringMatching(/^Camera since 12:03:04.*“Monday”$/)]);
    expect(read('latest-receipt')).toEqual([
      expect.stringMatching(/^Screen released .*Screen shared with Bob$/),
    ]);
  });
});

describe('[CONF-5] the end of a stay', () => {
  test.each([
    ['left', 'you', 'You left the conference.', true],
    ['removed', 'them', 'You were removed from the conference.', false],
    ['ended', 'them', 'The conference has ended.', false],
    ['ended', 'you', 'You ended the conference for everyone.', false],
  ])('%s by %s', (reason, by, words, mayRejoin) => {
    page.show({ stay: exited({ ending: { reason, by } }) });
    expect(page.words('exited-card')).toContain(words);
    expect(page.has('rejoin')).toBe(mayRejoin);
    expect(page.at('exited-card').dataset.reason).toBe(reason);
  });

  test('shows the organizer’s message, and who is still in the conference', () => {
    page.show({ stay: exited({ ending: { reason: 'removed', by: 'them', text: 'Wrong meeting' } }) });
    expect(page.words('exited-card')).toContain('The organizer wrote: “Wrong meeting”');
    page.show({ stay: exited({ stillIn: [{ address: 'bob@example.org', displayName: 'Bob' }] }) });
    expect(page.words('exited-card')).toContain('Bob is still in the conference.');
  });

  test('joining again sends the passcode', async () => {
    const { conference } = stayView({}, { passcode: 'open-sesame' });
    page.show({ stay: exited({ conference }) });
    await page.press('rejoin');
    expect(page.sentAs('join-conference')).toMatchObject([{ passcode: 'open-sesame' }]);
  });
});
