// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../support/renderer/mounted-page.tsx';

let page: MountedPage;
beforeEach(async () => {
  await preloadViews();
  page = new MountedPage();
});
afterEach(() => page.close());

const stateShown = () => page.all('notification-notice').map(({ dataset }) => dataset.state);

describe('[NOTE-1] home says whether notifications can be shown', () => {
  test('a user who was never asked reads that they are off, and turns them on with one button', async () => {
    page.notifications.become('default');
    expect(stateShown()).toEqual(['default']);
    page.notifications.answer = 'granted';
    await page.press('allow-notifications');
    expect(page.notifications.asked).toBe(1);
    expect(stateShown()).toEqual([]);
  });

  test('a user who refuses reads how to allow them, and can dismiss the notice', async () => {
    page.notifications.become('default');
    page.notifications.answer = 'denied';
    await page.press('allow-notifications');
    expect(stateShown()).toEqual(['denied']);
    expect(page.words('notification-notice')).toContain('site settings');
    await page.press('dismiss-notification-notice');
    expect(stateShown()).toEqual([]);
  });

  test('a user who closes the browser’s question without an answer can be asked again', async () => {
    page.notifications.become('default');
    page.notifications.answer = 'default';
    await page.press('allow-notifications');
    await page.press('allow-notifications');
    expect(page.notifications.asked).toBe(2);
    expect(stateShown()).toEqual(['default']);
  });

  test('the notice says that a browser has no notifications', () => {
    page.notifications.become('unsupported');
    expect(stateShown()).toEqual(['unsupported']);
    expect(page.has('allow-notifications')).toBe(false);
  });

  test('a permission that changes in the browser is noticed immediately', () => {
    page.notifications.become('denied');
    expect(stateShown()).toEqual(['denied']);
    page.notifications.become('granted');
    expect(stateShown()).toEqual([]);
  });

  test('if the desktop shows them for Parley, no permission is asked for', () => {
    page.notifications.become('default');
    page.show({ notifier: 'desktop' });
    expect(stateShown()).toEqual([]);
  });

  test('the settings show it too, also after the notice was dismissed', async () => {
    page.notifications.become('denied');
    await page.press('dismiss-notification-notice');
    await page.press('open-settings');
    expect(page.at('notification-setting').dataset.state).toBe('denied');
    page.notifications.become('granted');
    expect(page.words('notification-setting')).toContain('Notifications are on.');
  });

  test('signing in asks once, and not again when the user has answered', async () => {
    page.notifications.become('default');
    page.show({ registration: { state: 'signed-out' } });
    page.notifications.answer = 'granted';
    for (let times = 0; times < 2; times += 1) {
      await page.type('sign-in-name', 'Alice');
      await page.press('sign-in-submit');
    }
    expect(page.notifications.asked).toBe(1);
  });
});
