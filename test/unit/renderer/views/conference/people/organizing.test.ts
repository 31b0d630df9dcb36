// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { preloadViews } from '../../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../../support/renderer/mounted-page.tsx';
import { participant, stayView } from '../../../../../support/renderer/samples/stay-view.ts';

const conferenceId = 'conference-0001';
const ASKED = { unmuteAskedBy: { address: 'bob@example.org', displayName: 'Bob' } };

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

describe('leaving and ending', () => {
  test('[CONF-4] leaving never ends the conference: one click, one command', async () => {
    page.show({ stay: stayView() });
    await page.press('leave');
    expect(page.sentAs('leave-conference')).toEqual([{ conferenceId }]);
    expect(page.sentAs('conference.terminate')).toEqual([]);
    page.show({ stay: stayView({ state: 'leaving' }) });
    expect(page.at<HTMLButtonElement>('leave').disabled).toBe(true);
  });

  test('[CONF-4] ending for all asks first, and can have a message', async () => {
    page.show({ stay: stayView() });
    await page.press('leave-menu');
    await page.press('terminate');
    expect(page.sentAs('conference.terminate')).toEqual([]);
    await page.type('confirm-text', 'Thank you all');
    await page.press('confirm-terminate');
    expect(page.sentAs('conference.terminate')).toEqual([{ conferenceId, text: 'Thank you all' }]);
  });

  test('[CONF-4] others than organizers can only leave', () => {
    page.show({ stay: stayView({ participants: [participant('Alice')] }) });
    expect([page.has('leave'), page.has('leave-menu'), page.has('conference-menu')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('[CONF-8] the conference’s settings', () => {
  test.each([
    ['toggle-lock', 'conference.change', { conferenceId, locked: true }],
    ['toggle-waiting-room', 'conference.change', { conferenceId, waitingRoom: true }],
    ['mute-all', 'conference.mute', { conferenceId, participantId: null }],
  ] as const)('%s', async (testId, command, data) => {
    page.show({ stay: stayView() });
    await page.press('conference-menu');
    await page.press(testId);
    expect(page.sentAs(command)).toEqual([data]);
  });

  test('switches show their state and can be switched off', async () => {
    page.show({ stay: stayView({}, { locked: true }) });
    await page.press('conference-menu');
    expect(page.at('toggle-lock').getAttribute('aria-checked')).toBe('true');
    expect(page.at('toggle-waiting-room').getAttribute('aria-checked')).toBe('false');
    await page.press('toggle-lock');
    expect(page.sentAs('conference.change')).toEqual([{ conferenceId, locked: false }]);
  });
});

describe('[CONF-8] a request to unmute', () => {
  test('says who asks, takes no focus, and leaves the choice to the user', async () => {
    page.show({ stay: stayView() });
    page.at('leave').focus();
    page.show({ stay: stayView(ASKED) });
    expect(page.words('unmute-request')).toContain('Bob asks you to unmute.');
    expect(document.activeElement).toBe(page.at('leave'));
    await page.press('unmute-accept');
    expect(page.sentAs('set-source')).toEqual([{ leaseId: 'lease-0009', source: 'microphone', on: true }]);
  });

  test('can be dismissed', async () => {
    page.show({ stay: stayView(ASKED) });
    await page.press('unmute-dismiss');
    expect(page.sentAs('dismiss-unmute')).toEqual([{ conferenceId }]);
    page.show({ stay: stayView() });
    expect(page.has('unmute-request')).toBe(false);
  });
});

describe('[CONF-8] the waiting room', () => {
  const waiting = stayView({ state: 'waiting', participants: [] });

  test('says what the user waits for and that devices are off, and can be left', async () => {
    page.show({ stay: waiting });
    expect(page.words('waiting-view')).toContain('Monday');
    expect(page.words('waiting-view')).toContain('An organizer will let you in');
    expect(page.words('waiting-view')).toContain('Your microphone and camera stay off');
    await page.press('leave');
    expect(page.sentAs('leave-conference')).toEqual([{ conferenceId }]);
  });

  test('admission is announced', () => {
    page.show({ stay: waiting });
    expect(page.words('announcer')).toContain('You’re in the waiting room');
    page.show({ stay: stayView({ state: 'joining', participants: [] }) });
    expect(page.words('announcer')).toBe('You were admitted');
  });
});
